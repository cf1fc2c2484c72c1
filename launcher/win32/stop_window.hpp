#pragma once

#include <functional>
#include <thread>

#include "launcher/win32/handle.hpp"

namespace launcher::win32 {

/// A top-level window that nobody sees. Task Scheduler's End sends WM_CLOSE to the windows of a task before
/// it ends the process (IRegisteredTask, AllowHardTerminate), and to a program without one it can send
/// nothing; a process that has loaded user32 hears of logoff and shutdown only through a window
/// (HandlerRoutine's page).
class StopWindow {
 public:
  struct Handlers {
    std::function<void()> on_close;  ///< WM_CLOSE: called on the window's thread
    std::function<void()> on_session_end;
  };

  /// The window is made by a thread of its own and only after a moment, because it costs more than the whole
  /// rest of a short run. Where there can be no window the run goes on without.
  explicit StopWindow(Handlers handlers);
  ~StopWindow();
  StopWindow(const StopWindow&) = delete;
  StopWindow& operator=(const StopWindow&) = delete;

 private:
  void serve();

  Handlers handlers_;
  UniqueHandle finished_;
  std::thread thread_;
};

}  // namespace launcher::win32
