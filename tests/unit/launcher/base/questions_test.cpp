#include "launcher/base/questions.hpp"

#include <doctest/doctest.h>

#include <atomic>
#include <chrono>
#include <memory>
#include <set>
#include <stdexcept>
#include <thread>
#include <vector>

using launcher::ask_all;
using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;

namespace {

/// Long enough for any machine that is at work.
constexpr std::chrono::seconds kPatience{60};

/// Ends when it is asked to, by whoever holds it, and says when it has.
struct Hanging {
  std::atomic<bool> is_released = false;
  std::atomic<bool> has_ended = false;

  int answer() {
    while (!is_released)
      std::this_thread::sleep_for(1ms);
    has_ended = true;
    return 0;
  }
};

}  // namespace

TEST_SUITE("questions") {
  TEST_CASE("answers come in the order of the questions, each from a thread that is free again afterwards") {
    std::set<std::thread::id> threads;
    for (int round = 0; round < 20; ++round) {
      const auto replies = ask_all<std::thread::id>({{[] { return std::this_thread::get_id(); }, kPatience}});
      REQUIRE(replies.size() == 1);
      threads.insert(replies[0].answer.value());
    }
    CHECK(threads.size() == 1);
    CHECK_FALSE(threads.contains(std::this_thread::get_id()));
    const auto replies = ask_all<int>({{[] { return 1; }, kPatience}, {[] { return 2; }, kPatience}});
    REQUIRE(replies.size() == 2);
    CHECK(replies[0].answer == 1);
    CHECK(replies[1].answer == 2);
    CHECK(ask_all<int>({}).empty());
  }

  TEST_CASE("G8: a question without an answer costs its patience, and the others have theirs") {
    const auto hanging = std::make_shared<Hanging>();
    const auto begin = Clock::now();
    const auto replies =
        ask_all<int>({{[hanging] { return hanging->answer(); }, 200ms}, {[] { return 7; }, kPatience}});
    const auto took = Clock::now() - begin;
    CHECK(took >= 200ms);
    CHECK(took < kPatience);
    CHECK_FALSE(replies[0].answer);
    CHECK(replies[0].took == 200ms);
    CHECK(replies[1].answer == 7);
    CHECK_FALSE(hanging->has_ended);
    hanging->is_released = true;
    while (!hanging->has_ended)
      std::this_thread::sleep_for(1ms);
  }

  TEST_CASE("what a question throws is thrown, once all others have ended") {
    std::atomic<bool> other_ended = false;
    const auto fail = []() -> int { throw std::runtime_error("on purpose"); };
    const auto wait = [&] {
      std::this_thread::sleep_for(20ms);
      other_ended = true;
      return 1;
    };
    CHECK_THROWS_WITH_AS(ask_all<int>({{fail, kPatience}, {wait, kPatience}}), "on purpose",
                         std::runtime_error);
    CHECK(other_ended);
  }
}
