#pragma once

#include <string>

#include "support/owned_handle.hpp"

/// Whether programs of the tests may do what administrators may. An administrator's logon has two halves, and
/// each of them can be the one the tests run in: the rig's session is elevated under Wine 8 and limited under
/// Wine 10.
namespace e2e {

enum class Rights {
  own,       ///< those of the test
  elevated,  ///< of an administrator
  limited,   ///< of the other half of the same logon
};

bool is_elevated();

/// Why no program with these rights can be started from here; empty when one can.
std::string why_no_rights(Rights rights);

/// What starts a program with rights other than the test's own; empty when they are the test's own, or when
/// there are none such.
OwnedHandle token_with(Rights rights);

}  // namespace e2e

/// Ends the test case and says why, where no program can be started with these rights (rig.hpp's macro).
#define NEEDS_RIGHTS(rights) E2E_NEEDS(e2e::why_no_rights(rights))
