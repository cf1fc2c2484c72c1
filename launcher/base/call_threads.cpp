#include "launcher/base/call_threads.hpp"

#include <algorithm>
#include <condition_variable>
#include <mutex>
#include <thread>
#include <utility>

namespace launcher {

struct CallThreads::Call {
  std::function<void()> function;
  bool is_done = false;
};

struct CallThreads::Thread {
  std::shared_ptr<Call> call;  ///< null: it has nothing to do
  std::condition_variable has_call;
  std::thread thread;
};

/// All threads of the process.
class CallThreads::Pool {
 public:
  /// Never destroyed: its threads run until the process ends.
  static Pool& get() {
    static auto& pool = *new Pool;
    return pool;
  }

  void start(std::shared_ptr<Call> call) {
    const std::scoped_lock lock(mutex_);
    const auto idle =
        std::find_if(threads_.begin(), threads_.end(), [](const auto& thread) { return !thread->call; });
    if (idle != threads_.end()) {
      (*idle)->call = std::move(call);
      (*idle)->has_call.notify_one();
      return;
    }
    threads_.reserve(threads_.size() + 1);  // nothing throws once the thread is there
    auto added = std::make_unique<Thread>();
    added->call = std::move(call);
    added->thread = std::thread([this, &thread = *added] { serve(thread); });
    threads_.push_back(std::move(added));
  }

  bool wait_until(const Call& call, std::chrono::steady_clock::time_point deadline) {
    std::unique_lock lock(mutex_);
    return call_done_.wait_until(lock, deadline, [&] { return call.is_done; });
  }

  void wait(const Call& call) {
    std::unique_lock lock(mutex_);
    call_done_.wait(lock, [&] { return call.is_done; });
  }

 private:
  [[noreturn]] void serve(Thread& thread) {
    std::unique_lock lock(mutex_);
    for (;;) {
      thread.has_call.wait(lock, [&] { return thread.call != nullptr; });
      const std::shared_ptr<Call> call = thread.call;
      lock.unlock();
      call->function();
      call->function = nullptr;  // released before anybody learns that it has ended
      lock.lock();
      call->is_done = true;
      thread.call.reset();
      call_done_.notify_all();
    }
  }

  std::mutex mutex_;
  std::condition_variable call_done_;
  std::vector<std::unique_ptr<Thread>> threads_;
};

void CallThreads::start(std::function<void()> function) {
  auto call = std::make_shared<Call>(Call{.function = std::move(function)});
  Pool::get().start(call);
  calls_.push_back(std::move(call));
}

bool CallThreads::wait_until(std::size_t number, std::chrono::steady_clock::time_point deadline) {
  return Pool::get().wait_until(*calls_.at(number), deadline);
}

void CallThreads::wait_for_all_except(const std::function<bool(std::size_t)>& is_left_behind) {
  for (std::size_t i = 0; i < calls_.size(); ++i) {
    if (!is_left_behind(i)) Pool::get().wait(*calls_[i]);
  }
  calls_.clear();
}

}  // namespace launcher
