#pragma once

#include <span>
#include <string>

#include "taskxml/command/options.hpp"

/// What options mean together.
namespace taskxml {

/// Checks options that are right one by one, and settles where the result goes. Throws UsageError. Looks at
/// the file system only to find out what is a folder.
void complete_options(Options& options, bool has_select);

/// The same for INPUTs that Task Scheduler has shown to be folders of tasks.
void check_task_folders(const Options& options, std::span<const std::string> folders);

}  // namespace taskxml
