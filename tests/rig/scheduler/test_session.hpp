#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "scheduler/task_client.hpp"

namespace rig {

/// The stand-in without tasks, folders, plan and logons, and a connection to it: for one test.
class CleanScheduler {
 public:
  CleanScheduler();
  ~CleanScheduler();
  CleanScheduler(const CleanScheduler&) = delete;
  CleanScheduler& operator=(const CleanScheduler&) = delete;

  TaskClient& client() { return client_; }

 private:
  TaskClient client_;
};

/// Replaces the task plan.
void write_task_plan(std::string_view text);

/// One line per logon so far.
std::vector<std::string> read_task_logons();

/// The file behind a task: `\Backup\Nightly`.
std::wstring definition_file(const std::wstring& path);

/// A definition; the texts are XML.
struct Parts {
  std::wstring command = L"cmd.exe";
  std::wstring arguments = L"/c exit 0";
  std::wstring directory;
  std::wstring settings;
  std::wstring principal;
  std::wstring info;
  std::wstring triggers;
};
std::wstring write_definition(const Parts& parts);

/// This program as the action of a task: see act() in scheduler_test.cpp.
Parts own_action(const std::wstring& arguments);

/// Waits until the task has no instance; false after 20 s.
bool wait_until_ended(const TaskClient& client, const std::wstring& path);

/// `path` below the rig's folder, where tests put what they need.
std::wstring scratch_file(const std::wstring& name);

}  // namespace rig
