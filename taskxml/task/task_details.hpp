#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "taskxml/xml/token_list.hpp"

/// What of a task decides whether Task Scheduler imports it, how long it lets it run, and whether it is enabled.
namespace taskxml {

struct TaskDetails {
  std::size_t actions = 0;  ///< offset of the Actions element in the task's text
  std::string context;      ///< Actions/@Context
  bool has_context = true;  ///< whether a principal has that id; true where there is no Context or none
  std::optional<std::size_t> user_and_group;  ///< offset of a principal that has both

  std::size_t trigger_count = 0;
  std::optional<std::size_t> registration_trigger;  ///< offset of one that is not switched off

  std::size_t settings = 0;               ///< offset of Settings, or of the task
  std::optional<std::string> time_limit;  ///< ExecutionTimeLimit, as written
  bool stops_on_batteries = true;         ///< StopIfGoingOnBatteries; the schema's default is true
  bool stops_when_idle_ends = false;      ///< RunOnlyIfIdle and StopOnIdleEnd
  bool is_enabled = true;                 ///< Settings/Enabled; the schema's default is true
};

/// `task` is the text of one Task element, and `tokens` are its tokens.
TaskDetails read_details(const TokenList& tokens, std::string_view task);

}  // namespace taskxml
