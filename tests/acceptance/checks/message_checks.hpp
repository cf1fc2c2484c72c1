#pragma once

#include "acceptance/check.hpp"

/// G11: what a run says when something goes wrong, at the prompt, in the log and in the event viewer.
namespace acceptance {

Finding see_messages(Machine& machine, const Principal& principal);
Finding see_message_table(Machine& machine, const Principal& principal);
Finding see_events(Machine& machine, const Principal& principal);

}  // namespace acceptance
