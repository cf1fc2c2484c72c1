#pragma once

#include <functional>
#include <thread>
#include <vector>

/// Threads for system calls that may hang.
namespace launcher {

/// Threads that end soon are joined, so that nothing of ours runs on after the function that started them;
/// one that hangs in a system call is left behind, and lives until the process ends. Threads are never
/// detached: with the thread library of mingw-w64 a thread detached at once after its creation is sometimes
/// lost under Wine (it never runs, or runs with another's function).
class CallThreads {
 public:
  CallThreads() = default;
  /// Leaves behind what was not joined.
  ~CallThreads();
  CallThreads(const CallThreads&) = delete;
  CallThreads& operator=(const CallThreads&) = delete;

  /// Starts `function` on its own thread. Throws std::system_error when there is no thread to be had.
  void start(std::function<void()> function);

  /// Waits for the threads, in the order they were started, but for those that `is_left_behind` names by
  /// their number.
  void join_but(const std::function<bool(std::size_t)>& is_left_behind);

 private:
  std::vector<std::thread> threads_;
};

}  // namespace launcher
