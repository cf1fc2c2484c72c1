#pragma once

#include "acceptance/check.hpp"

/// The options of the launcher that a task has besides its drives.
namespace acceptance {

Finding see_options(Machine& machine, const Principal& principal);

}  // namespace acceptance
