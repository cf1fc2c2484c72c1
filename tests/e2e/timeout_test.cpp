// Servers that take their time (G8): waited for as long as the timeout says, and no longer.
#include <doctest/doctest.h>
#include <fmt/format.h>

#include <chrono>

#include "support/drives.hpp"
#include "support/fault_plan.hpp"
#include "support/files.hpp"
#include "support/launcher.hpp"
#include "support/message.hpp"
#include "support/rig.hpp"
#include "support/text.hpp"

using namespace e2e;
using namespace std::chrono_literals;

namespace {

constexpr auto kTimeout = 2s;
/// G8: two seconds after its timeout a run is over. One more for two programs to start on a busy machine.
constexpr auto kLatestEnd = kTimeout + 2s + 1s;

/// A run against a server that does not answer in time. `options` set the timeout.
void check_timeout(const FreeLetter& drive, const std::string& options) {
  const TemporaryFolder temporary;
  const auto result = launch(options + " " + drive.option(R"(\\nas\backup)") +
                             act("write " + quoted(temporary.file("mark")) + " x"));
  check_message(result.errors, result.exit_code,
                {"cannot connect", drive.device() + R"( \\nas\backup)", 1460, "ERROR_TIMEOUT",
                 "WNetAddConnection2W", "raise timeout"});
  CHECK(contains(result.errors, "Windows did not answer within 2s"));
  CHECK(result.duration >= kTimeout);
  CHECK(result.duration < kLatestEnd);
  CHECK_FALSE(exists(temporary.file("mark")));
  CHECK_FALSE(drive.is_there());
}

}  // namespace

TEST_SUITE("timeout") {
  TEST_CASE("a server that answers after 20 s is waited for by default") {
    NEEDS_RIG();
    const FreeLetter drive;
    const TemporaryFolder temporary;
    const FaultPlan plan("nas delay=20000");
    const auto result = launch("--log " + quoted(temporary.file("log")) + " " +
                               drive.option(R"(\\nas\backup)") + act("exit 5"));
    CHECK(result.exit_code == 5);
    CHECK(result.errors == "");
    CHECK(result.duration >= 20s);
    const std::string log = read_file(temporary.file("log"));
    CAPTURE(log);
    CHECK(contains(log, " attempts=1 "));
    CHECK_FALSE(drive.is_there());
  }

  TEST_CASE("G8: a server that answers after 20 s is left behind at a timeout of 2 s") {
    NEEDS_RIG();
    const FreeLetter drive;
    const FaultPlan plan("nas delay=20000");
    check_timeout(drive, "--timeout 2s");
  }

  TEST_CASE("G8: a drive that comes after it was given up is taken away again") {
    NEEDS_RIG();
    const FreeLetter late, slow;
    const TemporaryFolder temporary;
    write_file(temporary.file("drives.ini"),
               fmt::format("[drive.{}]\npath = {}\ntimeout = 1s\nrequired = no\n[drive.{}]\npath = {}\n",
                           late.letter(), R"(\\nas\backup)", slow.letter(), R"(\\media\in)"));
    const FaultPlan plan("nas delay=4000\nmedia delay=6000");
    const auto result = launch(fmt::format("--config {} --log {}", quoted(temporary.file("drives.ini")),
                                           quoted(temporary.file("log"))) +
                               act("exit 5"));
    CHECK(result.exit_code == 5);
    CHECK(contains(read_file(temporary.file("log")), " late connection=\"" + late.device()));
    CHECK_FALSE(late.is_there());
    CHECK_FALSE(slow.is_there());
  }

  TEST_CASE("G8: a server that never answers is left behind at the timeout") {
    NEEDS_RIG();
    const FreeLetter drive;
    const FaultPlan plan("nas hang=1");
    check_timeout(drive, "--timeout 2s");
  }

  TEST_CASE("--timeout goes before the timeout of the file, the timeout of the file before the default") {
    NEEDS_RIG();
    const FreeLetter drive;
    const TemporaryFolder temporary;
    const FaultPlan plan("nas hang=1");
    struct Row {
      const char* in_file;
      const char* options;
    };
    for (const Row& row : {Row{"10m", "--timeout 2s"}, Row{"2s", ""}}) {
      CAPTURE(row.in_file);
      write_file(
          temporary.file("drives.ini"),
          fmt::format("[drive.{}]\npath = \\\\nas\\backup\ntimeout = {}\n", drive.letter(), row.in_file));
      const auto result = launch(
          fmt::format("--config {} {}", quoted(temporary.file("drives.ini")), row.options) + act("exit 0"));
      CHECK(result.exit_code == launcher_code(1460));
      CHECK(result.duration >= kTimeout);
      CHECK(result.duration < kLatestEnd);
    }
  }

  TEST_CASE("after a timeout the last real error is told, not the timeout") {
    NEEDS_RIG();
    const FreeLetter drive;
    const FaultPlan plan("nas error=53 times=1\nnas hang=1");
    const auto result = launch("--timeout 2s " + drive.option(R"(\\nas\backup)") + act("exit 0"));
    CHECK(result.exit_code == launcher_code(53));
    CHECK(result.duration < kLatestEnd);
  }

  TEST_CASE("G2, G8: a disconnect that hangs is left behind after 10 s, and the exit code is the program's") {
    NEEDS_RIG();
    const FreeLetter drive;
    const FaultPlan plan("nas on=disconnect hang=1");
    const auto result = launch(drive.option(R"(\\nas\backup)") + act("exit 77"));
    CHECK(result.exit_code == 77);
    CHECK(contains(result.errors, "warning: cannot disconnect: " + drive.device()));
    CHECK(result.duration >= 10s);
    CHECK(result.duration < 10s + 2s + 2s);
  }

  TEST_CASE("G8: ten drives on ten slow servers take as long as one") {
    NEEDS_RIG();
    std::string plan_text;
    for (int server = 1; server <= 10; ++server)
      plan_text += fmt::format("slow{} delay=4000\n", server);
    const FreeLetter drives[10];
    const FaultPlan plan(plan_text);
    const auto measure = [&](int count) {
      std::string options;
      for (int i = 0; i < count; ++i)
        options += drives[i].option(fmt::format(R"(\\slow{}\data)", i + 1));
      const auto result = launch(options + act("exit 3"));
      CHECK(result.exit_code == 3);
      CHECK(result.errors == "");
      return result.duration;
    };
    const auto one = measure(1);
    const auto ten = measure(10);
    CAPTURE(one.count());
    CAPTURE(ten.count());
    // One after the other they would take 40 s. The exact figure is for the benchmark on a quiet machine.
    CHECK(ten.count() * 2 <= one.count() * 3);
    for (const FreeLetter& drive : drives)
      CHECK_FALSE(drive.is_there());
  }
}
