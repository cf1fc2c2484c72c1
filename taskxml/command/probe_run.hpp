#pragma once

#include <chrono>
#include <string>

#include "taskxml/command/options.hpp"
#include "taskxml/source/inputs.hpp"
#include "taskxml/source/task_store.hpp"

namespace taskxml {

/// How long a probe may take when --timeout does not say: longer than two minutes, which connecting may take.
inline constexpr std::chrono::minutes kProbeTime{5};
/// What it gets more than the --timeout that is passed on to check: starting, and disconnecting.
inline constexpr std::chrono::minutes kProbeTimeMore{1};

/// probe --run: registers a probe with the principal of `definition`, which is the task `path`, as
/// \DriveLaunch\probe-..., runs it, prints what it says, and takes it away again, also when it fails, takes too
/// long or Ctrl-C ends it. Before that, what a killed run has left is taken away. Returns 0 where the probe ended
/// with 0, 1 where it ended with another code, 2 where it could not be run. Throws launcher::Error.
int run_probe_as_task(const Options& options, const TaskPath& path, std::string definition,
                      const Sources& sources);

}  // namespace taskxml
