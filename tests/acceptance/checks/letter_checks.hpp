#pragma once

#include "acceptance/check.hpp"

/// Letters that are somebody else's when the launcher comes (G4).
namespace acceptance {

Finding see_remembered_letter(Machine& machine, const Principal& principal);
Finding see_global_letter(Machine& machine, const Principal& principal);
Finding see_used_drive(Machine& machine, const Principal& principal);
Finding see_other_drive(Machine& machine, const Principal& principal);

}  // namespace acceptance
