#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <vector>

/// Threads for system calls that may hang.
namespace launcher {

/// How long a call that was asked to break off has before it is left behind.
inline constexpr std::chrono::milliseconds kCancelGrace{1000};

/// Functions that run beside one another, each on a thread of its own. Those that end soon are waited for, so
/// that nothing of ours runs on after the function that started them; one that hangs in a system call is left
/// behind.
///
/// A thread whose function has ended waits for the next one and lives until the process ends: the threads
/// that connected disconnect, too. Threads are never detached: with the thread library of mingw-w64 a thread
/// detached at once after its creation is sometimes lost under Wine (it never runs, or runs with another's
/// function).
class CallThreads {
 public:
  CallThreads() = default;
  CallThreads(const CallThreads&) = delete;
  CallThreads& operator=(const CallThreads&) = delete;

  /// Runs `function`, which does not throw, on a thread that has nothing to do, or else on a new one. Throws
  /// std::system_error when no thread can be made.
  void start(std::function<void()> function);

  /// Waits until a function, by its number in the order of `start`, has ended. False: at `deadline` it has not.
  bool wait_until(std::size_t number, std::chrono::steady_clock::time_point deadline);

  /// Waits until all functions have ended, except those that `is_left_behind` names by their number in the
  /// order of `start`.
  void wait_for_all_except(const std::function<bool(std::size_t)>& is_left_behind);

 private:
  struct Call;
  struct Thread;
  class Pool;

  std::vector<std::shared_ptr<Call>> calls_;
};

}  // namespace launcher
