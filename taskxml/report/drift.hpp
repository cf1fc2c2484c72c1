#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "taskxml/report/baseline.hpp"
#include "taskxml/report/estate.hpp"
#include "taskxml/report/overview.hpp"

/// What is another way in an estate than in a report that was kept.
namespace taskxml {

/// A task that is there no more.
struct GoneTask {
  std::string machine;
  std::string path;
};

struct ChangedTask {
  std::size_t task = 0;
  std::vector<std::string> what;  ///< "account", "logon_type", "run_level", "enabled", "triggers", "actions"
};

/// Findings of a task that came or went: their ids, once for each.
struct MovedFindings {
  std::size_t task = 0;
  std::vector<std::string> ids;
};

/// Tasks are named by their place in Estate::tasks.
struct Drift {
  std::string since;  ///< when the other report was made
  TaskList appeared;
  std::vector<GoneTask> gone;
  std::vector<ChangedTask> changed;
  TaskList wrapped;    ///< more of its programs run through the launcher
  TaskList unwrapped;  ///< fewer
  std::vector<MovedFindings> better;
  std::vector<MovedFindings> worse;
  /// A task that was there is unwrapped or has an error or a warning more, or one that is new has any. Only rules
  /// that were looked for then count: a new rule of taskxml does not change the estate.
  bool has_worsened = false;
};

/// Tasks belong together by machine and path, whose ASCII case does not matter; of several with the same, in
/// their order. Whether a task is wrapped does not change what it does.
Drift compare(const Baseline& before, const Estate& now);

/// What is compared of a task.
KeptTask kept_of(const EstateTask& task);

}  // namespace taskxml
