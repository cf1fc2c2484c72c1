#pragma once

#include "acceptance/check.hpp"

/// The drives of one task: there for its program, in its session, and gone afterwards.
namespace acceptance {

Finding see_missing_share(Machine& machine, const Principal& principal);
Finding see_rollback(Machine& machine, const Principal& principal);
Finding see_drive(Machine& machine, const Principal& principal);
Finding see_drive_gone(Machine& machine, const Principal& principal);
Finding see_other_session(Machine& machine, const Principal& principal);
Finding see_taken_letter(Machine& machine, const Principal& principal);

}  // namespace acceptance
