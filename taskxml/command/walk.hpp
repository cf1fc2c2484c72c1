#pragma once

#include <algorithm>
#include <condition_variable>
#include <cstddef>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <span>
#include <thread>
#include <utility>
#include <vector>

#include "taskxml/source/inputs.hpp"

/// How every command goes through its inputs: one order, as many threads as it is worth.
namespace taskxml {

/// How many threads `inputs` get: `wanted`, or one for each processor where it is 0, and no more than there are
/// files. Registered tasks need none: they are worked on by the calling thread.
unsigned count_jobs(std::span<const Input> inputs, unsigned wanted);

/// Works on all inputs with several threads and hands the results over in order, in the calling thread, so that
/// an exception of whoever takes them ends the run. Threads take and hand over several inputs at a time: a task
/// definition is so small that they would otherwise mostly wait for each other. Registered tasks are worked on
/// in the calling thread, when their turn comes: a TaskStore belongs to one thread.
template <typename Result>
class Walk {
 public:
  using Work = std::function<Result(const Input&)>;
  using Take = std::function<void(const Input&, Result)>;

  Walk(std::span<const Input> inputs, Work work)
      : inputs_(inputs), work_(std::move(work)), chunks_((inputs.size() + kChunk - 1) / kChunk) {}

  /// `work` must not throw when there is more than one job.
  void run(unsigned jobs, const Take& take) {
    if (jobs <= 1) {
      for (const Input& input : inputs_)
        take(input, work_(input));
      return;
    }
    // Workers do not run further ahead than this, so that results do not pile up behind a slow file.
    window_ = std::size_t{jobs} * 8;
    std::vector<std::jthread> workers;
    for (unsigned i = 0; i < jobs; ++i)
      workers.emplace_back([this] { work_on_chunks(); });
    try {
      for (std::size_t chunk = 0; chunk < chunks_; ++chunk)
        take_chunk(chunk, wait_for(chunk), take);
    } catch (...) {
      stop();
      throw;
    }
  }

 private:
  static constexpr std::size_t kChunk = 16;
  /// Empty for a registered task.
  using Results = std::vector<std::optional<Result>>;

  std::span<const Input> inputs_of(std::size_t chunk) const {
    return inputs_.subspan(chunk * kChunk, std::min(kChunk, inputs_.size() - chunk * kChunk));
  }

  void take_chunk(std::size_t chunk, Results results, const Take& take) {
    std::size_t i = 0;
    for (const Input& input : inputs_of(chunk)) {
      std::optional<Result>& result = results[i++];
      take(input, result ? std::move(*result) : work_(input));
    }
  }

  void work_on_chunks() {
    for (;;) {
      std::size_t mine = 0;
      {
        std::unique_lock lock(mutex_);
        has_room_.wait(lock, [this] { return next_ >= chunks_ || next_ < taken_ + window_; });
        if (next_ >= chunks_) return;
        mine = next_++;
      }
      Results results;
      for (const Input& input : inputs_of(mine))
        results.push_back(input.task() != nullptr ? std::nullopt : std::optional<Result>(work_(input)));
      const std::lock_guard lock(mutex_);
      ready_.emplace(mine, std::move(results));
      if (mine == taken_) is_ready_.notify_one();
    }
  }

  Results wait_for(std::size_t chunk) {
    std::unique_lock lock(mutex_);
    is_ready_.wait(lock, [&] { return ready_.contains(chunk); });
    taken_ = chunk + 1;
    has_room_.notify_all();
    return std::move(ready_.extract(chunk).mapped());
  }

  void stop() {
    const std::lock_guard lock(mutex_);
    next_ = chunks_;
    has_room_.notify_all();
  }

  std::span<const Input> inputs_;
  const Work work_;
  const std::size_t chunks_;
  std::size_t window_ = 1;
  std::mutex mutex_;
  std::condition_variable is_ready_;
  std::condition_variable has_room_;
  std::map<std::size_t, Results> ready_;
  std::size_t next_ = 0;
  std::size_t taken_ = 0;
};

}  // namespace taskxml
