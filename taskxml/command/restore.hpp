#pragma once

#include "taskxml/command/live_change.hpp"
#include "taskxml/command/options.hpp"
#include "taskxml/command/outcome.hpp"
#include "taskxml/source/inputs.hpp"

namespace taskxml {

/// unwrap --from-backup of one task: its first copy, to the byte, is registered again; a task that was named and
/// is not there any more is made anew. With --diff and --check nothing is registered. A task that has the values
/// of its copy already is unchanged. Throws launcher::Error, and std::runtime_error for what has no copy.
void restore_task(const Input& input, const Options& options, const Sources& sources, LiveChange& live,
                  Outcome& outcome);

}  // namespace taskxml
