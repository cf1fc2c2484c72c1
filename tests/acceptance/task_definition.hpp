#pragma once

#include <string>
#include <vector>

#include "taskxml/source/task_store.hpp"

namespace acceptance {

/// The folder of tasks that everything of this program is in.
inline constexpr const char* kTaskFolder = "\\DriveLaunchAcceptance";

/// A task without triggers, as an administrator would write it: one Exec action for each `arguments`.
struct TaskDefinition {
  std::string path;                    ///< its URI
  std::string principal;               ///< what stands in Principal, as XML
  std::string program;                 ///< Command of every action
  std::vector<std::string> arguments;  ///< as they are meant, not yet XML
  std::string directory = {};          ///< WorkingDirectory of every action; empty: none
  int priority = 7;                    ///< 0 to 10; 7 is what Task Scheduler takes where nothing is said
};

/// A file in UTF-8.
std::string format_task_definition(const TaskDefinition& definition);

/// Whether the run that was asked for last is over.
bool has_ended(const taskxml::TaskStatus& status);

}  // namespace acceptance
