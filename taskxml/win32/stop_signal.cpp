#include "taskxml/win32/stop_signal.hpp"

#include <windows.h>

#include <algorithm>

namespace taskxml {
namespace {

/// Never destroyed: a handler may run on a thread of the system until the process ends.
struct Events {
  HANDLE asked = CreateEventW(nullptr, TRUE, FALSE, nullptr);
  HANDLE given_up = CreateEventW(nullptr, TRUE, FALSE, nullptr);
};

Events& events() {
  static auto& created = *new Events;
  return created;
}

BOOL WINAPI handle_event(DWORD event) {
  SetEvent(events().asked);
  if (event != CTRL_C_EVENT && event != CTRL_BREAK_EVENT) WaitForSingleObject(events().given_up, INFINITE);
  return TRUE;
}

class ConsoleStopSignal : public StopSignal {
 public:
  ConsoleStopSignal() {
    ResetEvent(events().asked);
    ResetEvent(events().given_up);
    SetConsoleCtrlHandler(handle_event, TRUE);
  }
  ~ConsoleStopSignal() override {
    // First: the list of handlers is locked while one of them runs.
    SetEvent(events().given_up);
    SetConsoleCtrlHandler(handle_event, FALSE);
  }
  ConsoleStopSignal(const ConsoleStopSignal&) = delete;
  ConsoleStopSignal& operator=(const ConsoleStopSignal&) = delete;

  bool is_set() override { return WaitForSingleObject(events().asked, 0) == WAIT_OBJECT_0; }

  void wait(std::chrono::milliseconds time) override {
    constexpr std::chrono::milliseconds kLongest{INFINITE - 1};
    WaitForSingleObject(events().asked,
                        static_cast<DWORD>(std::clamp(time, std::chrono::milliseconds(0), kLongest).count()));
  }

  void pause(std::chrono::milliseconds time) override { Sleep(static_cast<DWORD>(time.count())); }

  std::chrono::steady_clock::time_point now() override { return std::chrono::steady_clock::now(); }
};

}  // namespace

std::unique_ptr<StopSignal> make_stop_signal() {
  return std::make_unique<ConsoleStopSignal>();
}

}  // namespace taskxml
