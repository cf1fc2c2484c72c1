#pragma once
#include <windows.h>

#include <optional>
#include <string>
#include <vector>

#include "launcher/win32/system/handle.hpp"

/// Tasks that run. Each has a process of its own, task_runner.exe, which outlives who started it. It is there as
/// long as it holds a mutex, whose name no dead process keeps; a file in the state folder says what it does.
namespace scheduler {

struct Instance {
  std::wstring guid;  ///< in braces
  std::wstring path;
  std::vector<std::wstring> arguments;  ///< for $(Arg0) and its siblings
  bool is_queued = false;               ///< waits for another instance of the task to end
  std::wstring action;                  ///< the Command that runs
  DWORD process = 0;                    ///< its process
};

/// The instances whose process is there.
std::vector<Instance> running_instances();
std::vector<Instance> running_instances_of(const std::wstring& path);
/// Nothing: it has ended.
std::optional<Instance> find_instance(const std::wstring& guid);

/// Returns when the instance is on record as running. Throws Refused.
Instance start_instance(const std::wstring& path, std::vector<std::wstring> arguments);

/// Returns when it has ended, at the latest after ten seconds; false: it was not running.
bool stop_instance(const std::wstring& guid);

/// What task_runner.exe and who starts it share.
std::optional<Instance> read_instance(const std::wstring& guid);
void write_instance(const Instance& instance);
void remove_instance(const std::wstring& guid);

std::wstring run_mutex_name(const std::wstring& guid);
std::wstring started_event_name(const std::wstring& guid);
std::wstring stop_event_name(const std::wstring& guid);

}  // namespace scheduler
