#pragma once

#include "acceptance/check.hpp"

/// What becomes of the program that a task starts: its account, arguments, exit code and end.
namespace acceptance {

Finding see_principal(Machine& machine, const Principal& principal);
Finding see_exit_code(Machine& machine, const Principal& principal);
Finding see_tails(Machine& machine, const Principal& principal);
Finding see_end(Machine& machine, const Principal& principal);
Finding see_killed_launcher(Machine& machine, const Principal& principal);

}  // namespace acceptance
