#pragma once

#include <vector>

#include "taskxml/command/options.hpp"
#include "taskxml/source/inputs.hpp"

namespace taskxml {

/// The inputs of a command line, and on standard error what has to be known about them: that there is none, that
/// this process does not see every task, that tasks of Windows were left out. Throws UsageError for tasks on a
/// machine without Task Scheduler, and where a folder of tasks does not fit the other options.
std::vector<Input> collect_inputs(const Options& options, const Sources& sources);

}  // namespace taskxml
