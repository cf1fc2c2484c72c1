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

/// Whether a file of the stand-in has the text, in UTF-8 or UTF-16; the plan is none of its own.
bool is_kept_in_a_file(const std::wstring& text);

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

/// Some 100 KB that differ by `number`.
std::wstring large_definition(int number);

/// This program again: see own_action. It is killed at the latest when this object ends.
class OwnProcess {
 public:
  explicit OwnProcess(const std::wstring& arguments);
  ~OwnProcess();
  OwnProcess(const OwnProcess&) = delete;
  OwnProcess& operator=(const OwnProcess&) = delete;

  void kill() const;
  /// Its exit code, when it has ended.
  DWORD wait() const;

 private:
  PROCESS_INFORMATION process_{};
};

/// Waits until the task has no instance; false after 20 s.
bool wait_until_ended(const TaskClient& client, const std::wstring& path);

/// `path` below the rig's folder, where tests put what they need.
std::wstring scratch_file(const std::wstring& name);

}  // namespace rig
