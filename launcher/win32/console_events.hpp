#pragma once

#include <atomic>
#include <chrono>
#include <optional>

#include "launcher/win32/handle.hpp"

/// What Windows tells a process that it ends with the console, the session or the machine.
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
  ~ConsoleEvents();
  ConsoleEvents(const ConsoleEvents&) = delete;
  ConsoleEvents& operator=(const ConsoleEvents&) = delete;

  /// Installs the handler again: attaching to a console may have dropped it.
  static void reinstall();

  /// An event: set when everything is to end.
  static HANDLE closing();
  /// When this process has to have ended; empty: it need not.
  static std::optional<Clock::time_point> deadline();
  /// Everything is to end, says something other than the console.
  static void close();
};

}  // namespace launcher::win32
