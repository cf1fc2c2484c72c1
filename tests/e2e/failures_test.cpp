// Every code of the failure table but 1208, played through WNetAddConnection2W (G7, G11).
#include <doctest/doctest.h>
#include <fmt/format.h>

#include <algorithm>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "support/drives.hpp"
#include "support/fault_plan.hpp"
#include "support/files.hpp"
#include "support/launcher.hpp"
#include "support/message.hpp"
#include "support/rig.hpp"
#include "support/text.hpp"
#include "tests/support/expected_failures.hpp"

using namespace e2e;
using launcher::test::Consequence;
using launcher::test::ExpectedFailure;

namespace {

/// A share for every launcher of a batch: the plan can give each an answer of its own.
constexpr std::array kShares{R"(slow1\data)", R"(slow2\data)",   R"(slow3\data)",     R"(slow4\data)",
                             R"(slow5\data)", R"(slow6\data)",   R"(slow7\data)",     R"(slow8\data)",
                             R"(slow9\data)", R"(slow10\data)",  R"(nas\backup)",     R"(nas\projects)",
                             R"(nas\in)",     R"(media\backup)", R"(media\projects)", R"(media\in)"};

/// What is tried until the timeout needs time for more than three tries, also when each takes a second on a busy machine:
/// pauses are 0.25 s, 0.5 s and 1 s, 25 % more or less. Everything else ends long before its timeout, however busy the
/// machine is.
const char* timeout_of(Consequence consequence) {
  return consequence == Consequence::tries_until_timeout ? "8s" : "60s";
}

std::string replace(std::string text, const std::string& word, const std::string& by) {
  const std::size_t at = text.find(word);
  return at == std::string::npos ? text : text.replace(at, word.size(), by);
}

/// The number behind `attempts=` in the line for `device`; -1: there is none.
int attempts_of(const std::string& log, const std::string& device) {
  const std::size_t line = log.find(" not-connected connection=\"" + device);
  const std::size_t at = log.find(" attempts=", line);
  return line == std::string::npos || at == std::string::npos ? -1 : std::stoi(log.substr(at + 10));
}

/// One launcher whose server answers with one code. A refused identity shows in a second drive of that
/// server.
class PlayedFailure {
 public:
  PlayedFailure(const ExpectedFailure& expected, std::string share)
      : expected_(expected),
        share_(std::move(share)),
        second_(is_refusal() ? std::make_unique<FreeLetter>() : nullptr) {}

  std::string plan_line() const { return fmt::format("{} error={}\n", share_, expected_.code); }

  void start() {
    launcher_ = std::make_unique<RunningProcess>(
        launcher_request(fmt::format("--log {} --timeout {} {}{}", in_quotes(temporary_.file("log")),
                                     timeout_of(expected_.consequence), letter_.option(unc()),
                                     second_ ? second_->option(unc()) : std::string()) +
                         act("write " + in_quotes(temporary_.file("mark")) + " x")));
  }

  void check() {
    const ProcessResult result = launcher_->wait();
    CAPTURE(expected_.code);
    CAPTURE(result.errors);
    const std::string log = read_file(temporary_.file("log"));
    const int attempts = attempts_of(log, letter_.device());
    // Of two drives either may have been the one that was tried.
    const FreeLetter& tried = second_ && attempts == 0 ? *second_ : letter_;
    const std::string server = share_.substr(0, share_.find('\\'));
    std::string advice = replace(expected_.advice, "{server}", server);
    advice = replace(advice, "{share}", share_.substr(share_.find('\\') + 1));
    advice = replace(advice, "{drive}", tried.device());
    check_message(result.errors, result.exit_code,
                  {"cannot connect", tried.device() + " " + unc(), expected_.code, expected_.symbol,
                   "WNetAddConnection2W", advice});
    switch (expected_.consequence) {
      case Consequence::tries_until_timeout:
        CHECK(attempts >= 4);
        break;
      case Consequence::three_tries:
        CHECK(attempts == 3);
        break;
      case Consequence::identity_refused:
        CHECK(attempts + attempts_of(log, second_->device()) == 1);
        CHECK(contains(result.errors, "not tried, because the same identity was refused for "));
        break;
      case Consequence::one_try:
        CHECK(attempts == 1);
        CHECK_FALSE(contains(result.errors, "not tried"));
        break;
    }
    CHECK(contains(log, fmt::format(" end code=0x{:08X} whose=launcher ", launcher_code(expected_.code))));
    CHECK(contains(log, fmt::format(" name={} ", expected_.symbol)));
    CHECK(contains(log, fmt::format(" code={} ", expected_.code)));
    if (expected_.code > 0xFFFF) CHECK(contains(log, fmt::format(" hex=0x{:08X}", expected_.code)));
    CHECK_FALSE(exists(temporary_.file("mark")));
    CHECK_FALSE(letter_.is_there());
  }

 private:
  bool is_refusal() const { return expected_.consequence == Consequence::identity_refused; }
  std::string unc() const { return "\\\\" + share_; }

  const ExpectedFailure& expected_;
  std::string share_;
  TemporaryFolder temporary_;
  FreeLetter letter_;
  std::unique_ptr<FreeLetter> second_;
  std::unique_ptr<RunningProcess> launcher_;
};

void play(std::span<const ExpectedFailure> batch) {
  std::vector<std::unique_ptr<PlayedFailure>> played;
  std::string lines;
  for (std::size_t i = 0; i < batch.size(); ++i) {
    played.push_back(std::make_unique<PlayedFailure>(batch[i], kShares[i]));
    lines += played.back()->plan_line();
  }
  const FaultPlan plan(lines);
  for (const auto& failure : played)
    failure->start();
  for (const auto& failure : played)
    failure->check();
}

/// All codes with one consequence, `at_once` launchers at a time.
void play_all(Consequence consequence, std::size_t at_once) {
  std::vector<ExpectedFailure> rows;
  std::copy_if(launcher::test::kExpectedFailures.begin(), launcher::test::kExpectedFailures.end(),
               std::back_inserter(rows),
               [&](const ExpectedFailure& row) { return row.consequence == consequence; });
  REQUIRE_FALSE(rows.empty());
  for (std::size_t at = 0; at < rows.size(); at += at_once)
    play(std::span(rows).subspan(at, std::min(at_once, rows.size() - at)));
}

}  // namespace

TEST_SUITE("failures") {
  TEST_CASE("G11: what passes by itself is tried until the timeout, and reported with its own advice") {
    NEEDS_RIG();
    play_all(Consequence::tries_until_timeout, kShares.size());
  }

  TEST_CASE("G11: what is mostly permanent is tried three times, and reported with its own advice") {
    NEEDS_RIG();
    play_all(Consequence::three_tries, kShares.size());
  }

  TEST_CASE(
      "G7, G11: a refused identity is tried once, on one drive of its server, and reported with its own advice") {
    NEEDS_RIG();
    play_all(Consequence::identity_refused, kShares.size() / 2);
  }

  TEST_CASE("G11: any other failure is tried once, and reported with its own advice") {
    NEEDS_RIG();
    play_all(Consequence::one_try, kShares.size());
  }
}
