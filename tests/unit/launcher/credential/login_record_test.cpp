#include "launcher/credential/login_record.hpp"

#include <doctest/doctest.h>

#include <string>

using namespace launcher;
using Kind = LoginRecord::Kind;

namespace {

UtcTime at(const char* text) {
  return *parse_time(text);
}

}  // namespace

TEST_SUITE("login-record") {
  TEST_CASE("a record is one line, and is read back from padded bytes") {
    const LoginRecord refused{
        .kind = Kind::refused, .time = at("2026-03-02T03:00:01Z"), .code = 1326, .server = "nas"};
    CHECK(print_login_record(refused) == "refused 2026-03-02T03:00:01Z 1326 nas");
    const LoginRecord back = parse_login_record(print_login_record(refused) + "\n          ");
    CHECK(back.kind == Kind::refused);
    CHECK(back.time == refused.time);
    CHECK(back.code == 1326);
    CHECK(back.server == "nas");
    const LoginRecord accepted{.kind = Kind::accepted, .time = at("2026-03-02T03:00:01Z")};
    CHECK(print_login_record(accepted) == "accepted 2026-03-02T03:00:01Z");
    CHECK(parse_login_record("accepted 2026-03-02T03:00:01Z\n").kind == Kind::accepted);
    CHECK(print_login_record({}).empty());
  }

  TEST_CASE("a server's name that is not plain ASCII cannot break the line") {
    const LoginRecord record{
        .kind = Kind::refused, .time = at("2026-03-02T03:00:01Z"), .code = 86, .server = "n\xC3\xA4s"};
    CHECK(print_login_record(record) == "refused 2026-03-02T03:00:01Z 86 ?");
  }

  TEST_CASE("what is no record says nothing: it is written by whoever may use the credential") {
    for (const std::string text :
         {"", "\n", "refused", "refused 2026-03-02T03:00:01Z", "refused 2026-03-02T03:00:01Z 1326",
          "refused 2026-03-02T03:00:01Z 0 nas", "refused 2026-03-02T03:00:01Z 5 nas",
          "refused 2026-03-02T03:00:01Z 1312 nas", "refused 2026-03-02T03:00:01Z 2148074254 nas",
          "refused 2026-03-02T03:00:01Z 99999999999 nas", "refused 2026-03-02T03:00:01Z 1326x nas",
          "refused 2026-03-02T03:00:01Z 1326 n\x1b[31mas", "Refused 2026-03-02T03:00:01Z 1326 nas",
          "allowed 2026-03-02T03:00:01Z", "accepted yesterday"}) {
      CAPTURE(text);
      CHECK(parse_login_record(text).kind == Kind::none);
    }
  }

  TEST_CASE("G7: a refusal counts for 30 minutes, an acceptance for 10") {
    struct Row {
      Kind kind;
      const char* now;
      LoginAdvice advice;
    };
    constexpr Row kRows[] = {
        {Kind::refused, "2026-03-02T03:00:01Z", LoginAdvice::refuse},
        {Kind::refused, "2026-03-02T03:30:00Z", LoginAdvice::refuse},
        {Kind::refused, "2026-03-02T03:30:01Z", LoginAdvice::try_alone},
        {Kind::refused, "2026-03-02T02:59:01Z", LoginAdvice::refuse},  // a clock that is off by a minute
        {Kind::refused, "2026-03-02T02:59:00Z", LoginAdvice::try_alone},
        {Kind::accepted, "2026-03-02T03:00:01Z", LoginAdvice::try_freely},
        {Kind::accepted, "2026-03-02T03:10:00Z", LoginAdvice::try_freely},
        {Kind::accepted, "2026-03-02T03:10:01Z", LoginAdvice::try_alone},
        {Kind::accepted, "2025-03-02T03:10:01Z", LoginAdvice::try_alone},
        {Kind::none, "2026-03-02T03:00:01Z", LoginAdvice::try_alone},
    };
    for (const Row& row : kRows) {
      CAPTURE(row.now);
      const LoginRecord record{
          .kind = row.kind, .time = at("2026-03-02T03:00:01Z"), .code = 1326, .server = "nas"};
      CHECK(judge_login(record, at(row.now)) == row.advice);
    }
  }
}
