#include "launcher/win32/program/console_events.hpp"

#include "launcher/program/stop_decision.hpp"

namespace launcher::win32 {
namespace {

struct Closing {
  // Never destroyed: a handler may run on a thread of the system until the process ends.
  HANDLE event = CreateEventW(nullptr, TRUE, FALSE, nullptr);
  HANDLE passed_on = CreateEventW(nullptr, TRUE, FALSE, nullptr);
  std::atomic<std::int64_t> deadline{0};
  std::atomic<StopCause> cause{StopCause::asked};
};

Closing& state() {
  static auto& closing = *new Closing;
  return closing;
}

bool is_session_zero() {
  DWORD session = 0;
  return ProcessIdToSessionId(GetCurrentProcessId(), &session) != 0 && session == 0;
}

BOOL WINAPI handle_event(DWORD event) {
  const std::optional<StopCause> cause = decide_console_event(event, is_session_zero());
  if (!cause) {
    SetEvent(state().passed_on);
    return TRUE;
  }
  ConsoleEvents::close(*cause);
  // Returning ends the process at once, whatever is returned.
  Sleep(static_cast<DWORD>(ConsoleEvents::kTimeToEnd.count()));
  return TRUE;
}

}  // namespace

ConsoleEvents::ConsoleEvents() {
  state();
  SetConsoleCtrlHandler(handle_event, TRUE);
}

ConsoleEvents::~ConsoleEvents() {
  if (!deadline()) SetConsoleCtrlHandler(handle_event, FALSE);
}

void ConsoleEvents::reinstall() {
  ResetEvent(state().passed_on);
  SetConsoleCtrlHandler(handle_event, FALSE);
  SetConsoleCtrlHandler(handle_event, TRUE);
}

void ConsoleEvents::wait_for_passed_on(std::chrono::milliseconds longest) {
  WaitForSingleObject(state().passed_on, static_cast<DWORD>(longest.count()));
}

StopCause ConsoleEvents::cause() {
  return state().cause;
}

HANDLE ConsoleEvents::closing() {
  return state().event;
}

std::optional<ConsoleEvents::Clock::time_point> ConsoleEvents::deadline() {
  const std::int64_t ticks = state().deadline;
  if (ticks == 0) return std::nullopt;
  return Clock::time_point(Clock::duration(ticks));
}

void ConsoleEvents::close(StopCause cause) {
  StopCause not_yet = StopCause::asked;
  state().cause.compare_exchange_strong(not_yet, cause);
  std::int64_t none = 0;
  state().deadline.compare_exchange_strong(none, (Clock::now() + kTimeToEnd).time_since_epoch().count());
  SetEvent(state().event);
}

}  // namespace launcher::win32
