#pragma once

#include "acceptance/check.hpp"

/// What the program of a wrapped task is started with, beside the same task without the launcher.
namespace acceptance {

Finding see_start_state(Machine& machine, const Principal& principal);
Finding see_breakaway(Machine& machine, const Principal& principal);

}  // namespace acceptance
