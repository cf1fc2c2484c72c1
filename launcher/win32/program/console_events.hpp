#pragma once

#include <atomic>
#include <chrono>
#include <optional>

#include "launcher/program/process.hpp"
#include "launcher/win32/system/handle.hpp"

/// What Windows sends to a process that it ends with the console, the session or the machine.
namespace launcher::win32 {

/// While it lives, Ctrl-C and Ctrl-Break are left to the program: they reach it without us. When the console
/// is closed, the user logs off or the machine shuts down, `closing` is set, and the process is kept for the
/// 4 s that are safe (Windows allows 5 s, HandlerRoutine's page), unless it ends before. A handler, not
/// SetConsoleCtrlHandler(nullptr, TRUE): that setting would be inherited by the program. One at a time.
class ConsoleEvents {
 public:
  using Clock = std::chrono::steady_clock;
  static constexpr std::chrono::milliseconds kTimeToEnd{4000};

  ConsoleEvents();
  /// When everything is to end, the handler stays: it sleeps, and Windows keeps its list of handlers locked
  /// meanwhile, so that taking it out would wait for it.
  ~ConsoleEvents();
  ConsoleEvents(const ConsoleEvents&) = delete;
  ConsoleEvents& operator=(const ConsoleEvents&) = delete;

  /// Installs the handler again, where it may have been dropped: AttachConsole and FreeConsole reset the table
  /// of handlers ("Console Control Handlers"). From here on `wait_for_passed_on` looks for an event.
  static void reinstall();
  /// Waits until the handler has left a Ctrl-C or Ctrl-Break to the program since the last `reinstall`.
  static void wait_for_passed_on(std::chrono::milliseconds longest);

  /// An event: set when everything is to end.
  static HANDLE closing();
  /// Why; `asked` as long as it is not set.
  static StopCause cause();
  /// When this process has to have ended; empty: it need not.
  static std::optional<Clock::time_point> deadline();
  /// Everything is to end, says the console or something else. Only the first cause counts.
  static void close(StopCause cause);
};

}  // namespace launcher::win32
