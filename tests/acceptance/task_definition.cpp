#include "acceptance/task_definition.hpp"

#include <cstdint>
#include <string_view>

namespace acceptance {
namespace {

// "Task Scheduler error and success constants".
constexpr std::uint32_t kNotYetRun = 0x00041303;  // SCHED_S_TASK_HAS_NOT_RUN
constexpr std::uint32_t kRunning = 0x00041301;    // SCHED_S_TASK_RUNNING
constexpr std::uint32_t kQueued = 0x00041325;     // SCHED_S_TASK_QUEUED

std::string escape(std::string_view text) {
  std::string escaped;
  for (const char c : text) {
    switch (c) {
      case '&':
        escaped += "&amp;";
        break;
      case '<':
        escaped += "&lt;";
        break;
      case '>':
        escaped += "&gt;";
        break;
      default:
        escaped += c;
    }
  }
  return escaped;
}

std::string element(const std::string& name, const std::string& content) {
  return '<' + name + '>' + content + "</" + name + '>';
}

}  // namespace

std::string format_task_definition(const TaskDefinition& definition) {
  std::string actions;
  for (const std::string& arguments : definition.arguments)
    actions += element(
        "Exec",
        element("Command", escape(definition.program)) + element("Arguments", escape(arguments)) +
            (definition.directory.empty() ? "" : element("WorkingDirectory", escape(definition.directory))));
  const std::string settings =
      element("DisallowStartIfOnBatteries", "false") + element("StopIfGoingOnBatteries", "false") +
      element("AllowStartOnDemand", "true") + element("ExecutionTimeLimit", "PT10M") +
      element("Priority", std::to_string(definition.priority));
  return R"(<Task version="1.2" xmlns="http://schemas.microsoft.com/windows/2004/02/mit/task">)" +
         element("RegistrationInfo", element("URI", escape(definition.path))) +
         R"(<Principals><Principal id="Author">)" + definition.principal + "</Principal></Principals>" +
         element("Settings", settings) + R"(<Actions Context="Author">)" + actions + "</Actions></Task>";
}

bool has_ended(const taskxml::TaskStatus& status) {
  return status.state != taskxml::TaskState::running && status.state != taskxml::TaskState::queued &&
         status.last_result != kNotYetRun && status.last_result != kRunning && status.last_result != kQueued;
}

}  // namespace acceptance
