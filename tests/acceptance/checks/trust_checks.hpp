#pragma once

#include "acceptance/check.hpp"

/// G9 with a drives.ini that is not as it should be: permissions, second names, links.
namespace acceptance {

Finding see_changeable_config(Machine& machine, const Principal& principal);
Finding see_commands_of_message(Machine& machine, const Principal& principal);
Finding see_hard_link(Machine& machine, const Principal& principal);
Finding see_links(Machine& machine, const Principal& principal);

}  // namespace acceptance
