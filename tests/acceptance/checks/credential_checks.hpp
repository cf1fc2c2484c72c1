#pragma once

#include "acceptance/check.hpp"

/// G10: passwords that DPAPI or the Credential Manager keeps, used by tasks, and found nowhere else.
namespace acceptance {

Finding see_credential(Machine& machine, const Principal& principal);
Finding see_forbidden_credential(Machine& machine, const Principal& principal);
Finding see_stored_password(Machine& machine, const Principal& principal);
Finding see_login_by_store(Machine& machine, const Principal& principal);
Finding see_no_password(Machine& machine, const Principal& principal);

}  // namespace acceptance
