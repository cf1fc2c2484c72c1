// G5: drives that launchers of one session share, whoever dies when; [share.NAME]; on-conflict = replace.
#include <doctest/doctest.h>
#include <fmt/format.h>

#include <array>
#include <memory>
#include <string>
#include <vector>

#include "support/drives.hpp"
#include "support/fault_plan.hpp"
#include "support/files.hpp"
#include "support/launcher.hpp"
#include "support/leases.hpp"
#include "support/rig.hpp"
#include "support/text.hpp"

using namespace e2e;

namespace {

/// A launcher whose program stays until it is let go.
class StayingRun {
 public:
  StayingRun(const std::string& options, std::uint32_t exit_code) {
    process_ = std::make_unique<RunningProcess>(
        launcher_request("--log " + in_quotes(folder_.file("log")) + " " + options +
                         act(fmt::format("write {} x wait {} exit {}", in_quotes(folder_.file("here")),
                                         in_quotes(folder_.file("go")), exit_code))));
  }
  bool is_here() const { return exists(folder_.file("here")); }
  bool wait_until_here() const {
    return wait_until([&] { return is_here(); });
  }
  std::string log() const {
    return exists(folder_.file("log")) ? read_file(folder_.file("log")) : std::string();
  }
  void kill() { process_->kill(); }
  ProcessResult let_end() {
    write_file(folder_.file("go"), {});
    return process_->wait();
  }

 private:
  TemporaryFolder folder_;
  std::unique_ptr<RunningProcess> process_;
};

void check_nothing_is_left(const FreeLetter& drive) {
  CHECK_FALSE(drive.is_there());
  CHECK(list_leases(drive.letter()).empty());
  CHECK(read_lease_record(drive.letter()) == "");
}

}  // namespace

TEST_SUITE("leases") {
  TEST_CASE("G5: the last one out disconnects") {
    NEEDS_SHARE();
    const ShareFolder folder;
    const FreeLetter drive;
    StayingRun first(drive.option(folder.unc()), 1);
    REQUIRE(first.wait_until_here());
    StayingRun second(drive.option(folder.unc()), 2);
    REQUIRE(second.wait_until_here());
    CHECK(list_leases(drive.letter()).size() == 2);
    CHECK(contains(second.log(), " shared connection="));
    CHECK(first.let_end().exit_code == 1);
    CHECK(contains(first.log(), " left connection="));
    CHECK(drive.remote() == to_lower(folder.unc()));
    CHECK(second.let_end().exit_code == 2);
    check_nothing_is_left(drive);
  }

  TEST_CASE("G5: a drive that a killed launcher left is taken over by the next one, and goes at its end") {
    NEEDS_SHARE();
    const ShareFolder folder;
    const FreeLetter drive;
    StayingRun killed(drive.option(folder.unc()), 1);
    REQUIRE(killed.wait_until_here());
    killed.kill();
    CHECK(wait_until([&] { return list_leases(drive.letter()).empty(); }));
    CHECK(drive.is_there());
    CHECK(contains(read_lease_record(drive.letter()), "connected||"));
    const auto result = launch(drive.option(folder.unc()) + act("exit 3"));
    CHECK(result.errors == "");
    CHECK(result.exit_code == 3);
    check_nothing_is_left(drive);
  }

  TEST_CASE("G5: a letter that a killed launcher left with another folder is disconnected and used") {
    NEEDS_SHARE();
    const ShareFolder folder, other;
    const FreeLetter drive;
    StayingRun killed(drive.option(other.unc()), 1);
    REQUIRE(killed.wait_until_here());
    killed.kill();
    const auto result =
        launch(drive.option(folder.unc()) + act("write " + drive.file("made.txt") + " x exit 3"));
    CHECK(result.errors == "");
    CHECK(result.exit_code == 3);
    CHECK(exists(folder.file("made.txt")));
    check_nothing_is_left(drive);
  }

  TEST_CASE("G5: a letter that another launcher uses for another folder is waited for") {
    NEEDS_SHARE();
    const ShareFolder folder, other;
    const FreeLetter drive;
    StayingRun first(drive.option(other.unc()), 1);
    REQUIRE(first.wait_until_here());
    const auto in_vain = launch("--timeout 1s " + drive.option(folder.unc()) + act("exit 9"));
    CHECK(in_vain.exit_code == launcher_code(85));
    CHECK(contains(in_vain.errors, drive.device() + " is used by another drivelaunch, for " + other.unc()));
    StayingRun second(drive.option(folder.unc()), 2);
    CHECK(wait_until([&] { return contains(second.log(), " start "); }));
    CHECK(first.let_end().exit_code == 1);
    CHECK(second.wait_until_here());
    CHECK(drive.remote() == to_lower(folder.unc()));
    CHECK(second.let_end().exit_code == 2);
    check_nothing_is_left(drive);
  }

  TEST_CASE("G5: --dry-run and doctor know what other runs have on a letter, and change nothing") {
    NEEDS_SHARE();
    const ShareFolder folder, other;
    const FreeLetter drive;
    const auto plan = [&](const ShareFolder& wanted) {
      const auto result = launch("--dry-run " + drive.option(wanted.unc()) + act("exit 0"));
      CHECK(result.exit_code == 0);
      CHECK(result.errors == "");
      return result.output;
    };
    const auto ask_doctor = [&](const ShareFolder& wanted) {
      return launch("doctor --format json " + drive.option(wanted.unc())).output;
    };
    CHECK(plan(folder).starts_with("connect: " + drive.device()));
    StayingRun run(drive.option(other.unc()), 1);
    REQUIRE(run.wait_until_here());
    const auto leases = list_leases(drive.letter());
    const std::string record = read_lease_record(drive.letter());
    CHECK(plan(other).starts_with("reuse: " + drive.device()));
    CHECK(plan(folder).starts_with("wait: " + drive.device()));
    CHECK(contains(plan(folder), "\nwarning: " + drive.device() + " is used by another drivelaunch, for " +
                                     other.unc() + ". "));
    CHECK(contains(ask_doctor(folder), R"("state": "busy")"));
    CHECK(list_leases(drive.letter()) == leases);
    CHECK(read_lease_record(drive.letter()) == record);

    run.kill();
    CHECK(wait_until([&] { return list_leases(drive.letter()).empty(); }));
    CHECK(plan(other).starts_with("reuse: " + drive.device()));
    CHECK(plan(folder).starts_with("connect: " + drive.device()));
    CHECK(contains(plan(folder),
                   "\nwarning: " + drive.device() + " was left connected to " + other.unc() + " "));
    CHECK(contains(ask_doctor(other), R"("state": "there")"));
    CHECK(read_lease_record(drive.letter()) == record);
    CHECK(drive.is_there());
    CHECK(launch(drive.option(other.unc()) + act("exit 3")).exit_code == 3);
    check_nothing_is_left(drive);
  }

  TEST_CASE("G5: launchers that start at the same instant on a free letter all run") {
    NEEDS_SHARE();
    const ShareFolder folder;
    const FreeLetter drive;
    std::vector<std::unique_ptr<RunningProcess>> launchers;
    for (int i = 0; i < 6; ++i) {
      launchers.push_back(std::make_unique<RunningProcess>(
          launcher_request(drive.option(folder.unc()) +
                           act(fmt::format("write {} x exit 4", drive.file(std::to_string(i)))))));
    }
    for (const auto& launcher : launchers) {
      const auto result = launcher->wait();
      CHECK(result.errors == "");
      CHECK(result.exit_code == 4);
    }
    CHECK(list_folder(folder.path()).size() == 6);
    check_nothing_is_left(drive);
  }

  TEST_CASE("G4, G5: a launcher that is killed at any step of its run takes nothing from the next one") {
    NEEDS_RIG();
    const ShareFolder folder;
    const FreeLetter drive;
    struct Step {
      const char* when;   ///< what the log says when it is killed
      const char* fault;  ///< what makes that step long enough to be killed in
    };
    constexpr std::array<Step, 6> kSteps{{{" start ", "nas delay=700"},
                                          {" connect connection=", ""},
                                          {" connected connection=", ""},
                                          {" program path=", ""},
                                          {" program-ended ", "nas on=disconnect delay=700"},
                                          {" disconnected connection=", ""}}};
    const std::string unc = R"(\\nas\backup)";
    for (const Step& step : kSteps) {
      CAPTURE(step.when);
      {
        const FaultPlan plan(step.fault);
        const TemporaryFolder temporary;
        const std::string log = temporary.file("log");
        RunningProcess launcher(
            launcher_request("--log " + in_quotes(log) + " " + drive.option(unc) + act("exit 1")));
        CHECK(wait_until([&] { return exists(log) && contains(read_file(log), step.when); }));
        launcher.kill();
      }
      const TemporaryFolder temporary;
      const auto result =
          launch("--log " + in_quotes(temporary.file("log")) + " " + drive.option(unc) + act("exit 5"));
      CAPTURE(read_file(temporary.file("log")));
      CHECK(result.errors == "");
      CHECK(result.exit_code == 5);
      check_nothing_is_left(drive);
    }
  }

  TEST_CASE("a share without a letter is reached by its path while the program runs") {
    NEEDS_RIG();
    const TemporaryFolder temporary;
    write_file(temporary.file("drives.ini"), "[share.media]\npath = \\\\media\\in\n");
    const LoginCounter logins("media");
    const std::string file = R"(\\media\in\made-by-the-program.txt)";
    const auto result = launch("--config " + in_quotes(temporary.file("drives.ini")) + " --log " +
                               in_quotes(temporary.file("log")) + act("write " + file + " x exit 7"));
    CHECK(result.errors == "");
    CHECK(result.exit_code == 7);
    CHECK(logins.count() >= 1);
    const std::string log = read_file(temporary.file("log"));
    CHECK(contains(log, R"( disconnected connection=\\media\in )"));
    const std::string native = share_folder() + R"(\..\..\media\in\made-by-the-program.txt)";
    CHECK(read_file(native) == "x");
    remove_file(native);
  }

  TEST_CASE(
      "G4: on-conflict = replace takes the letter of another network drive once the new share is reached") {
    NEEDS_SHARE();
    const ShareFolder folder, other;
    const FreeLetter drive;
    const TemporaryFolder temporary;
    const auto config = [&](const std::string& unc, const char* timeout) {
      write_file(temporary.file("drives.ini"),
                 fmt::format("[drive.{}]\npath = {}\non-conflict = replace\ntimeout = {}\n", drive.letter(),
                             unc, timeout));
      return "--config " + in_quotes(temporary.file("drives.ini"));
    };
    drive.connect(other.unc());
    const auto failed = launch(config(share_unc() + R"(\no-such-folder)", "1s") + act("exit 8"));
    CHECK(failed.exit_code != 8);
    CHECK(drive.remote() == to_lower(other.unc()));
    const auto result =
        launch(config(folder.unc(), "60s") + act("write " + drive.file("made.txt") + " x exit 8"));
    CHECK(result.errors == "");
    CHECK(result.exit_code == 8);
    CHECK(exists(folder.file("made.txt")));
    check_nothing_is_left(drive);
  }
}
