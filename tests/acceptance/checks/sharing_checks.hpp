#pragma once

#include "acceptance/check.hpp"

/// Several runs in one logon session that need the same drive.
namespace acceptance {

Finding see_shared_drive(Machine& machine, const Principal& principal);
Finding see_killed_neighbour(Machine& machine, const Principal& principal);
Finding see_take_over(Machine& machine, const Principal& principal);

}  // namespace acceptance
