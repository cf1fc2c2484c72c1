#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <string>
#include <thread>

#include "launcher/program/process.hpp"
#include "launcher/win32/system/handle.hpp"

namespace launcher::win32 {

/// A top-level window that nobody sees. Task Scheduler's End sends WM_CLOSE to the windows of a task before
/// it ends the process (ITaskSettings::AllowHardTerminate), and to a program without one it can send
/// nothing; a process that has loaded user32 hears of logoff and shutdown only through a window
/// (HandlerRoutine's page).
class StopWindow {
 public:
  struct Handlers {
    std::function<void()> on_close;  ///< WM_CLOSE: called on the window's thread
    std::function<void(StopCause)> on_session_end;
    /// There is no window, or `on_close` has thrown. May be called on the window's thread.
    std::function<void(const std::string& message)> on_failure;
  };

  /// The window is made by a thread of its own and only after a moment, because it costs more than the whole
  /// rest of a short run. Where there can be no window the run continues without, and on_failure says why.
  explicit StopWindow(Handlers handlers);
  ~StopWindow();
  StopWindow(const StopWindow&) = delete;
  StopWindow& operator=(const StopWindow&) = delete;

 private:
  struct State {
    Handlers handlers;
    UniqueHandle finished;
    /// WM_ENDSESSION has come. Its handler does not return any more, because Windows may end the process when
    /// it does; so nobody waits for the thread, and WM_CLOSE means nothing. It returns where it comes so late
    /// that this object is waiting for the thread.
    std::atomic<bool> session_ends{false};
  };
  static void serve(State& state);

  std::shared_ptr<State> state_;  // the thread may outlive this object
  std::thread thread_;
};

}  // namespace launcher::win32
