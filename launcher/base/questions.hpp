#pragma once

#include <chrono>
#include <exception>
#include <functional>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include "launcher/base/call_threads.hpp"

/// Questions to Windows that may have no answer: WNetGetConnectionW asks a service, and no page says how long
/// that takes.
namespace launcher {

template <typename Answer>
struct Question {
  /// What it uses must live until the process ends.
  std::function<Answer()> ask;
  std::chrono::milliseconds patience{};
};

template <typename Answer>
struct Reply {
  std::optional<Answer> answer;      ///< empty: there was none in time, and the thread is left behind
  std::chrono::milliseconds took{};  ///< until the answer came
};

/// Asks all of them at once, each on a thread of CallThreads that is free again when the answer is there.
/// Throws what the first of the questions threw that did, once each has ended or had its time, and what
/// CallThreads::start throws.
template <typename Answer>
std::vector<Reply<Answer>> ask_all(std::vector<Question<Answer>> questions) {
  struct Asked {
    std::function<Answer()> ask;
    std::optional<Answer> answer;
    std::exception_ptr error;
    std::chrono::milliseconds took{};
  };
  using Clock = std::chrono::steady_clock;
  const auto begin = Clock::now();
  CallThreads threads;
  std::vector<std::shared_ptr<Asked>> all_asked;
  for (Question<Answer>& question : questions) {
    const auto asked = std::make_shared<Asked>(Asked{std::move(question.ask), {}, {}, {}});
    all_asked.push_back(asked);
    threads.start([asked, begin] {
      try {
        asked->answer = asked->ask();
      } catch (...) {
        asked->error = std::current_exception();
      }
      asked->took = std::chrono::duration_cast<std::chrono::milliseconds>(Clock::now() - begin);
    });
  }
  std::vector<Reply<Answer>> replies;
  std::exception_ptr error;
  for (std::size_t i = 0; i < all_asked.size(); ++i) {
    Reply<Answer> reply{.answer = {}, .took = questions[i].patience};
    if (threads.wait_until(i, begin + questions[i].patience)) {
      reply.answer = std::move(all_asked[i]->answer);
      reply.took = all_asked[i]->took;
      if (!error) error = all_asked[i]->error;
    }
    replies.push_back(std::move(reply));
  }
  if (error) std::rethrow_exception(error);
  return replies;
}

}  // namespace launcher
