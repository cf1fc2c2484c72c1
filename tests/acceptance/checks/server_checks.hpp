#pragma once

#include "acceptance/check.hpp"

/// Servers and shares that do not do what a run needs: gone, silent, or with files that are still open.
namespace acceptance {

Finding see_lost_share(Machine& machine, const Principal& principal);
Finding see_silent_servers(Machine& machine, const Principal& principal);
Finding see_open_files(Machine& machine, const Principal& principal);

}  // namespace acceptance
