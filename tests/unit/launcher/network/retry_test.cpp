#include "launcher/network/retry.hpp"

#include <doctest/doctest.h>

#include <chrono>

using launcher::FailureKind;
using launcher::next_pause;
using namespace std::chrono_literals;

TEST_SUITE("retry") {
  TEST_CASE("transient failures are retried with growing pauses until the timeout") {
    std::chrono::milliseconds elapsed{0};
    std::chrono::milliseconds previous{0};
    int failures = 0;
    while (const auto pause = next_pause(FailureKind::transient, ++failures, elapsed, 120s, 0.5)) {
      CHECK(*pause >= previous);
      CHECK(*pause <= 15s);
      previous = *pause;
      elapsed += *pause;
      REQUIRE(failures < 100);
    }
    CHECK(failures > 8);
    CHECK(elapsed < 120s);
    CHECK(elapsed > 100s);
  }

  TEST_CASE("pauses are jittered by a quarter to both sides") {
    CHECK(next_pause(FailureKind::transient, 1, 0ms, 1min, 0.0) == 187ms);
    CHECK(next_pause(FailureKind::transient, 1, 0ms, 1min, 0.5) == 250ms);
    CHECK(next_pause(FailureKind::transient, 1, 0ms, 1min, 1.0) == 312ms);
  }

  TEST_CASE("ambiguous failures are retried twice, spread over the timeout") {
    CHECK(next_pause(FailureKind::ambiguous, 1, 0ms, 30s, 1.0) == 10s);
    CHECK(next_pause(FailureKind::ambiguous, 2, 10s, 30s, 1.0) == 10s);
    CHECK_FALSE(next_pause(FailureKind::ambiguous, 3, 20s, 30s, 1.0));
  }

  TEST_CASE("nothing else is ever retried, credentials above all") {
    for (const FailureKind kind : {FailureKind::credentials, FailureKind::access_denied, FailureKind::policy,
                                   FailureKind::conflict, FailureKind::configuration, FailureKind::unknown}) {
      CHECK_FALSE(next_pause(kind, 1, 0ms, 2min, 0.5));
    }
  }

  TEST_CASE("no call begins after the timeout") {
    CHECK_FALSE(next_pause(FailureKind::transient, 1, 1800ms, 2s, 0.5));
    CHECK(next_pause(FailureKind::transient, 1, 1700ms, 2s, 0.5));
  }
}
