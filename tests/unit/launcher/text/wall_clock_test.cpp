#include "launcher/text/wall_clock.hpp"

#include <doctest/doctest.h>

using launcher::format_time;
using launcher::parse_time;

TEST_SUITE("wall-clock") {
  TEST_CASE("a time is written in UTC to the second, and read back") {
    const auto time = std::chrono::sys_days{std::chrono::year{2026} / 3 / 2} + std::chrono::hours{3} +
                      std::chrono::minutes{4} + std::chrono::seconds{5};
    CHECK(format_time(time) == "2026-03-02T03:04:05Z");
    REQUIRE(parse_time("2026-03-02T03:04:05Z"));
    CHECK(*parse_time("2026-03-02T03:04:05Z") == time);
    for (const char* text : {"1970-01-01T00:00:00Z", "2024-02-29T23:59:59Z", "9999-12-31T23:59:59Z"}) {
      REQUIRE(parse_time(text));
      CHECK(format_time(*parse_time(text)) == text);
    }
  }

  TEST_CASE("what is no time is none") {
    for (const char* text :
         {"", "2026-03-02", "2026-03-02T03:04:05", "2026-03-02t03:04:05Z", "2026-02-29T03:04:05Z",
          "2026-13-02T03:04:05Z", "2026-03-02T24:04:05Z", "2026-03-02T03:60:05Z", "2026-03-02T03:04:60Z",
          "2026-03-02T-3:04:05Z", "2026-03-02T03:04:05Z ", "+026-03-02T03:04:05Z"}) {
      CAPTURE(text);
      CHECK_FALSE(parse_time(text));
    }
  }
}
