// Runs one instance of a task: task_runner.exe GUID. The stand-in for Task Scheduler starts it, and it outlives the
// program that called Run.
#include <windows.h>

#include <array>
#include <cwchar>
#include <exception>
#include <string>

#include "provider/fields.hpp"
#include "scheduler/command_line.hpp"
#include "scheduler/definition.hpp"
#include "scheduler/instances.hpp"
#include "scheduler/places.hpp"
#include "scheduler/refused.hpp"
#include "scheduler/store.hpp"

namespace scheduler {
namespace {

using launcher::win32::make_handle;
using launcher::win32::UniqueHandle;

/// Priority (settingsType) Element.
DWORD priority_class(const Definition& definition) {
  const std::string text = definition.setting("Priority").value_or("7");
  switch (std::stoul(text)) {
    case 0:
      return REALTIME_PRIORITY_CLASS;
    case 1:
      return HIGH_PRIORITY_CLASS;
    case 2:
    case 3:
      return ABOVE_NORMAL_PRIORITY_CLASS;
    case 4:
    case 5:
    case 6:
      return NORMAL_PRIORITY_CLASS;
    case 7:
    case 8:
      return BELOW_NORMAL_PRIORITY_CLASS;
    default:
      return IDLE_PRIORITY_CLASS;
  }
}

class Run {
 public:
  Run(Instance instance, HANDLE stop) : instance_(std::move(instance)), stop_(stop) {}

  void carry_out() {
    std::wstring text;
    try {
      text = read_definition(instance_.path);
    } catch (const Refused&) {
      if (task_exists(instance_.path)) throw;
      // Run was right when it was called, and the task was removed since: there is nothing to run any more.
      set_started();
      return;
    }
    const Definition definition = Definition::read_registered(text);
    const bool is_parallel = definition.setting("MultipleInstancesPolicy") == "Parallel";
    const std::wstring name =
        L"drivelaunch-rig-one-" + rig::to_utf16(fingerprint(rig::to_utf8(folded(instance_.path))));
    const UniqueHandle turn = make_handle(CreateMutexW(nullptr, FALSE, name.c_str()));
    const bool has_turn = is_parallel || WaitForSingleObject(turn.get(), 0) != WAIT_TIMEOUT;
    instance_.is_queued = !has_turn;
    write_instance(instance_);
    if (has_turn) record(kTaskRunning, true);
    set_started();
    if (!has_turn) {
      if (!wait_for_turn(turn.get())) return;
      instance_.is_queued = false;
      write_instance(instance_);
      record(kTaskRunning, true);
    }
    record(run_actions(definition), false);
    if (!is_parallel) ReleaseMutex(turn.get());
  }

 private:
  void set_started() const {
    SetEvent(
        make_handle(OpenEventW(EVENT_MODIFY_STATE, FALSE, started_event_name(instance_.guid).c_str())).get());
  }

  /// False: it was stopped before.
  bool wait_for_turn(HANDLE turn) {
    const std::array<HANDLE, 2> either{stop_, turn};
    return WaitForMultipleObjects(2, either.data(), FALSE, INFINITE) != WAIT_OBJECT_0;
  }

  void record(DWORD result, bool is_start) {
    const StoreLock lock;
    if (!task_exists(instance_.path)) return;
    State state = read_state(instance_.path);
    state.last_result = result;
    if (is_start) {
      FILETIME now{};
      GetSystemTimeAsFileTime(&now);
      state.last_run = (std::uint64_t{now.dwHighDateTime} << 32U) | now.dwLowDateTime;
    }
    write_state(instance_.path, state);
  }

  /// The last action decides.
  DWORD run_actions(const Definition& definition) {
    DWORD result = 0;
    for (const Exec& action : definition.exec_actions()) {
      try {
        const UniqueHandle process = start(action, priority_class(definition));
        const std::array<HANDLE, 2> either{process.get(), stop_};
        if (WaitForMultipleObjects(2, either.data(), FALSE, INFINITE) == WAIT_OBJECT_0 + 1) {
          TerminateProcess(process.get(), kTaskTerminated);
          WaitForSingleObject(process.get(), INFINITE);
          return kTaskTerminated;
        }
        GetExitCodeProcess(process.get(), &result);
      } catch (const Refused& refused) {
        result = static_cast<DWORD>(refused.code());
      }
    }
    return result;
  }

  UniqueHandle start(const Exec& action, DWORD priority) {
    const std::wstring command = expand(rig::to_utf16(action.command));
    const std::wstring arguments = expand(substitute(rig::to_utf16(action.arguments), instance_.arguments));
    const std::wstring folder = expand(substitute(rig::to_utf16(action.directory), instance_.arguments));
    std::wstring line = join_line(command, arguments);
    STARTUPINFOW startup{};
    startup.cb = sizeof startup;
    PROCESS_INFORMATION process{};
    if (!CreateProcessW(nullptr, line.data(), nullptr, nullptr, FALSE, CREATE_NO_WINDOW | CREATE_SUSPENDED,
                        nullptr, folder.empty() ? nullptr : folder.c_str(), &startup, &process)) {
      throw Refused::win32(GetLastError());
    }
    // Not by a flag of CreateProcessW, which Wine 8 does not heed.
    SetPriorityClass(process.hProcess, priority);
    ResumeThread(process.hThread);
    CloseHandle(process.hThread);
    instance_.action = command;
    instance_.process = process.dwProcessId;
    write_instance(instance_);
    return make_handle(process.hProcess);
  }

  Instance instance_;
  HANDLE stop_;
};

int run(const std::wstring& guid) {
  const UniqueHandle stop = make_handle(CreateEventW(nullptr, TRUE, FALSE, stop_event_name(guid).c_str()));
  const UniqueHandle alive = make_handle(CreateMutexW(nullptr, FALSE, run_mutex_name(guid).c_str()));
  const std::optional<Instance> instance = read_instance(guid);
  if (!instance) return 1;
  Run(*instance, stop.get()).carry_out();
  remove_instance(guid);
  return 0;
}

}  // namespace
}  // namespace scheduler

int wmain(int count, wchar_t** arguments) {
  try {
    return count == 2 ? scheduler::run(arguments[1]) : 1;
  } catch (const scheduler::Refused& refused) {
    scheduler::report_failure("the runner of a task: answer " + std::to_string(refused.code()));
  } catch (const std::exception& error) {
    scheduler::report_failure(std::string("the runner of a task: ") + error.what());
  }
  return 1;
}
