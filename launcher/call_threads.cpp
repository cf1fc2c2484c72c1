#include "launcher/call_threads.hpp"

#include <mutex>
#include <utility>

namespace launcher {
namespace {

/// Never destroyed: the destructor of a thread that still runs ends the program.
void keep_until_process_ends(std::thread thread) {
  static std::mutex mutex;
  static auto& threads = *new std::vector<std::thread>;
  const std::scoped_lock lock(mutex);
  threads.push_back(std::move(thread));
}

}  // namespace

CallThreads::~CallThreads() {
  for (std::thread& thread : threads_)
    keep_until_process_ends(std::move(thread));
}

void CallThreads::start(std::function<void()> function) {
  threads_.emplace_back(std::move(function));
}

void CallThreads::join_but(const std::function<bool(std::size_t)>& is_left_behind) {
  for (std::size_t i = 0; i < threads_.size(); ++i) {
    if (is_left_behind(i)) {
      keep_until_process_ends(std::move(threads_[i]));
    } else {
      threads_[i].join();
    }
  }
  threads_.clear();
}

}  // namespace launcher
