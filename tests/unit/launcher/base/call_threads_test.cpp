#include "launcher/base/call_threads.hpp"

#include <doctest/doctest.h>

#include <condition_variable>
#include <memory>
#include <mutex>
#include <set>
#include <thread>

using launcher::CallThreads;

namespace {

using Threads = std::set<std::thread::id>;

/// Waits for a number of events. Not std::latch: that of mingw-w64 with GCC 12 loses wake-ups.
class Countdown {
 public:
  explicit Countdown(int count) : count_(count) {}
  void count_down() {
    const std::scoped_lock lock(mutex_);
    if (--count_ == 0) changed_.notify_all();
  }
  void wait() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return count_ == 0; });
  }
  bool is_over() {
    const std::scoped_lock lock(mutex_);
    return count_ == 0;
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  int count_;
};

void wait_for_all(CallThreads& calls) {
  calls.wait_for_all_except([](std::size_t) { return false; });
}

/// Runs `count` functions that end only when all of them have begun. Returns their threads.
Threads run_together(int count) {
  Countdown begun(count);
  std::mutex mutex;
  Threads threads;
  CallThreads calls;
  for (int i = 0; i < count; ++i) {
    calls.start([&] {
      begun.count_down();
      begun.wait();
      const std::scoped_lock lock(mutex);
      threads.insert(std::this_thread::get_id());
    });
  }
  wait_for_all(calls);
  return threads;
}

}  // namespace

TEST_SUITE("call threads") {
  TEST_CASE("functions run beside one another, and the next ones take the same threads") {
    const Threads first = run_together(5);
    CHECK(first.size() == 5);
    CHECK_FALSE(first.contains(std::this_thread::get_id()));
    for (int round = 0; round < 100; ++round)
      CHECK(run_together(5) == first);
  }

  TEST_CASE("a function that is left behind keeps its thread, and nobody waits for it") {
    const auto released = std::make_shared<Countdown>(1);
    const auto ended = std::make_shared<Countdown>(1);
    const auto begun = std::make_shared<Countdown>(1);
    {
      CallThreads calls;
      calls.start([=] {
        begun->count_down();
        released->wait();
        ended->count_down();
      });
      calls.start([] {});
      calls.wait_for_all_except([](std::size_t number) { return number == 0; });
    }
    begun->wait();
    const Threads others = run_together(3);
    CHECK(others.size() == 3);  // with the one that hangs, no two would be left to begin together
    CHECK_FALSE(ended->is_over());
    released->count_down();
    ended->wait();
  }

  TEST_CASE("what a function holds has gone when it is waited for") {
    const auto held = std::make_shared<int>(0);
    CallThreads calls;
    calls.start([held] {});
    wait_for_all(calls);
    CHECK(held.use_count() == 1);
  }
}
