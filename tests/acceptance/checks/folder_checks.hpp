#pragma once

#include "acceptance/check.hpp"

/// G9 with folders as Windows makes them: which are accepted, and whether what is accepted is safe.
namespace acceptance {

Finding see_ordinary_folders(Machine& machine, const Principal& principal);
Finding see_what_user_changes(Machine& machine, const Principal& principal);

}  // namespace acceptance
