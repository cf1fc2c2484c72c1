#pragma once

#include "taskxml/command/options.hpp"
#include "taskxml/source/live_tasks.hpp"
#include "taskxml/source/terminal.hpp"

namespace taskxml {

/// 0 done; 1 --check: would change, diagnose: findings; 2 something refused; 3 usage.
inline constexpr int kDone = 0;
inline constexpr int kWouldChange = 1;
inline constexpr int kFindings = 1;
inline constexpr int kRefused = 2;
inline constexpr int kUsage = 3;

/// Does what the options say, files and registered tasks included; `live` null: this machine has no Task
/// Scheduler. Throws UsageError for what only the file system or Task Scheduler shows to be meaningless,
/// FileError when standard output cannot be written, launcher::Error when Task Scheduler cannot be reached.
int run(const Options& options, Streams& streams, LiveTasks* live = nullptr);

}  // namespace taskxml
