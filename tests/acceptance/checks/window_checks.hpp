#pragma once

#include "acceptance/check.hpp"

/// The windows of a run: what is seen on the desktop, and what hears that the session ends.
namespace acceptance {

Finding see_session_end(Machine& machine, const Principal& principal);
Finding see_windows(Machine& machine, const Principal& principal);

}  // namespace acceptance
