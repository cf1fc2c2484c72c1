#include "launcher/command/run.hpp"
#include "launcher/command/check.hpp"
#include "launcher/command/help.hpp"

#include <doctest/doctest.h>

#include <map>
#include <memory>
#include <optional>
#include <set>
#include <stdexcept>
#include <string>
#include <vector>

#include "tests/support/fake_machine.hpp"

using namespace launcher;
using launcher::test::FakeMachine;

namespace {

RunResult run(FakeMachine& machine, const std::string& arguments) {
  return launcher::run(parse_invocation(arguments), machine.services(), machine.log);
}

/// The exit code of a run: failures that are reported and those that are thrown alike.
ExitCode exit_code(FakeMachine& machine, const std::string& arguments) {
  try {
    return run(machine, arguments).exit_code;
  } catch (const Error& error) {
    report_error(machine.console, error.what());
    return error.exit_code();
  }
}

/// The ids of the events so far.
std::vector<EventId> event_ids(const FakeMachine& machine) {
  std::vector<EventId> ids;
  for (const Event& event : machine.events.events)
    ids.push_back(event.id);
  return ids;
}

}  // namespace

TEST_SUITE("run") {
  TEST_CASE("what is wrong with drives.ini is in the log it names, and an event") {
    FakeMachine machine;
    machine.default_log = "default";
    machine.files.files["d.ini"] = "[launcher]\nlog = D:\\own.log\n[drive.S]\npath = oops\n";
    CHECK(run(machine, "--config d.ini --name Nightly -- C:\\p.exe").exit_code == 0x8007000D);
    CHECK(machine.console.errors.find("drivelaunch: d.ini:4: bad path") != std::string::npos);
    CHECK(machine.log_path == "D:\\own.log");
    CHECK(machine.log_text.find(" error message=\"d.ini:4: bad path") != std::string::npos);
    CHECK(machine.log_text.find(" end code=0x8007000D whose=launcher ") != std::string::npos);
    REQUIRE(event_ids(machine) == std::vector{EventId::run_failed});
    const std::vector<std::string>& texts = machine.events.events[0].texts;
    CHECK(texts[0] == "Nightly");
    CHECK(texts[1].starts_with("d.ini:4: bad path"));
    CHECK(texts[4] == "0x8007000D");
    CHECK(texts[5] == "D:\\own.log");
  }

  TEST_CASE(
      "a drives.ini that cannot be read, and one that is not trusted, are in the default log and events") {
    for (const std::string file : {"missing.ini", "secret.ini"}) {
      CAPTURE(file);
      FakeMachine machine;
      machine.default_log = "default";
      CHECK(run(machine, "--config " + file + " -- C:\\p.exe").exit_code != 0);
      CHECK(machine.log_path == "default");
      CHECK(machine.log_text.find("cannot read the configuration") != std::string::npos);
      CHECK(event_ids(machine) == std::vector{EventId::run_failed});
    }
  }

  TEST_CASE("G8: a letter that Windows says nothing about fails its drive at its timeout, and no other one") {
    FakeMachine machine;
    machine.letters.hanging = {DriveLetter::parse("S")};
    machine.files.files["d.ini"] =
        "[drive.S]\npath = \\\\a\\x\ntimeout = 200ms\nrequired = no\n"
        "[drive.T]\npath = \\\\b\\y\n";
    const RunResult result = run(machine, "--config d.ini -- C:\\p.exe");
    CHECK(result.exit_code == 0);
    CHECK(result.call_left_behind);
    CHECK(machine.starter.seen == std::set<std::string>{R"(T: \\b\y)"});
    CHECK(machine.console.errors.find("1460 ERROR_TIMEOUT (WNetGetConnectionW)") != std::string::npos);

    FakeMachine required;
    required.letters.hanging = {DriveLetter::parse("S")};
    const RunResult failed = run(required, R"(--drive S=\\a\x --drive T=\\b\y --timeout 200ms -- C:\p.exe)");
    CHECK(failed.exit_code == 0x800705B4);
    CHECK(failed.call_left_behind);
    CHECK(required.network.calls().empty());
    CHECK(required.starter.started.empty());
  }

  TEST_CASE("G8: --dry-run and check end as well when Windows says nothing about a letter") {
    FakeMachine machine;
    machine.letters.hanging = {DriveLetter::parse("S")};
    CHECK(run(machine, R"(--drive S=\\a\x --timeout 200ms --dry-run -- C:\p.exe)").call_left_behind);
    CHECK(machine.console.output.find("refuse: cannot connect: S: \\\\a\\x: 1460 ") != std::string::npos);
    const RunResult checked = check(parse_check(R"(--drive S=\\a\x --drive T=\\b\y --timeout 200ms)"),
                                    machine.services(), machine.log);
    CHECK(checked.call_left_behind);
    CHECK(checked.exit_code == 0x800705B4);
    CHECK(machine.network.count("connect") == 1);
  }

  TEST_CASE("G9: a launcher that others could change runs nothing, reads nothing, and says so everywhere") {
    FakeMachine machine;
    machine.default_log = "default";
    machine.launcher_finding = "others can";
    machine.files.files["d.ini"] = "[launcher]\nlog = D:\\own.log\n[drive.S]\npath = \\\\a\\x\n";
    CHECK(run(machine, "--config d.ini -- C:\\p.exe").exit_code == 0x80070005);
    CHECK(machine.network.count("connect") == 0);
    CHECK(machine.starter.started.empty());
    CHECK(machine.log_path == "default");
    CHECK(machine.log_text.find("others can") != std::string::npos);
    CHECK(event_ids(machine) == std::vector{EventId::run_failed});
    CHECK(exit_code(machine, "--dry-run --config d.ini -- C:\\p.exe") == 0x80070005);
  }

  TEST_CASE("a command line that is not understood is in the default log and an event") {
    FakeMachine machine;
    machine.default_log = "default";
    ExitCode code = 0;
    try {
      parse_invocation("--colour red -- C:\\p.exe");
    } catch (const Error& error) {
      code = refuse_run(error, machine.services(), machine.log).exit_code;
    }
    CHECK(code == 0x800700A0);
    CHECK(machine.log_text.find(" error message=\"bad command line: --colour") != std::string::npos);
    CHECK(machine.log_text.find(" end code=0x800700A0 whose=launcher ") != std::string::npos);
    REQUIRE(event_ids(machine) == std::vector{EventId::run_failed});
    CHECK(machine.events.events[0].texts[0] == "drivelaunch");
  }

  TEST_CASE("G9: a program that others could change is a warning, the batch file and not only cmd.exe") {
    FakeMachine machine;
    machine.program_files.files.insert(R"(C:\jobs\x.bat)");
    machine.program_files.files.insert(R"(C:\Windows\System32\cmd.exe)");
    machine.changeable_programs[R"(C:\jobs\x.bat)"] = "Users may write";
    CHECK(run(machine, R"(--drive S=\\a\x -- C:\jobs\x.bat)").exit_code == 0);
    CHECK(machine.starter.started.size() == 1);
    CHECK_FALSE(machine.judged_too_late);  // a changed one could repair its permissions first
    CHECK(machine.console.errors ==
          "drivelaunch: warning: others could change the program: C:\\jobs\\x.bat: Users may write.\n");
    CHECK(event_ids(machine) == std::vector{EventId::run_warned});
    FakeMachine other;
    CHECK(run(other, R"(--drive S=\\a\x -- C:\p.exe)").exit_code == 0);
    CHECK(other.console.errors.empty());
  }

  TEST_CASE("one event for a run, and none for one that ends well unless event-log = all") {
    struct Row {
      std::string setting;
      ExitCode code;
      std::vector<EventId> ids;
    };
    const Row rows[] = {
        {"failures", 0, {}},
        {"failures", 7, {EventId::program_failed}},
        {"failures", 2, {}},  // --success-codes names it
        {"all", 0, {EventId::run_succeeded}},
        {"all", 7, {EventId::program_failed}},
        {"off", 7, {}},
    };
    for (const Row& row : rows) {
      CAPTURE(row.setting);
      CAPTURE(row.code);
      FakeMachine machine;
      machine.starter.exit_code = row.code;
      machine.files.files["d.ini"] =
          "[launcher]\nevent-log = " + row.setting + "\n[drive.S]\npath = \\\\a\\x\n";
      run(machine, "--config d.ini --success-codes 2 -- C:\\p.exe --password hunter2");
      CHECK(event_ids(machine) == row.ids);
      for (const Event& event : machine.events.events) {
        for (const std::string& text : event.texts)
          CHECK(text.find("hunter2") == std::string::npos);  // G10: no argument of PROGRAM
      }
    }
  }

  TEST_CASE("every failure of a run is in its one event, drives that it continues without are a warning") {
    FakeMachine machine;
    machine.files.files["d.ini"] =
        "[drive.S]\npath=\\\\a\\x\ncredential=nope\n[drive.T]\npath=\\\\b\\y\ncredential=neither\n";
    run(machine, "--config d.ini -- C:\\p.exe");
    REQUIRE(event_ids(machine) == std::vector{EventId::run_failed});
    CHECK(machine.events.events[0].texts[1].find("cannot use the credential nope: S: ") != std::string::npos);
    CHECK(machine.events.events[0].texts[1].find("\ncannot use the credential neither: T: ") !=
          std::string::npos);

    FakeMachine other;
    other.network.servers["b"].connect_codes = {1326};
    other.files.files["d.ini"] = "[drive.S]\npath=\\\\a\\x\n[drive.T]\npath=\\\\b\\y\nrequired=no\n";
    CHECK(run(other, "--quiet --config d.ini -- C:\\p.exe").exit_code == 0);
    REQUIRE(event_ids(other) == std::vector{EventId::run_warned});
    CHECK(other.events.events[0].texts[1].find("\nwarning: cannot connect: T: ") != std::string::npos);
  }

  TEST_CASE(
      "a log that cannot be written is a warning on stderr and in the event, once, and the run continues") {
    FakeMachine machine;
    machine.log_failure = "cannot write the log: l: 112 ERROR_DISK_FULL";
    CHECK(run(machine, R"(--log l --drive S=\\a\x -- C:\p.exe)").exit_code == 0);
    CHECK(machine.starter.started.size() == 1);
    CHECK(machine.console.errors == "drivelaunch: warning: cannot write the log: l: 112 ERROR_DISK_FULL\n");
    REQUIRE(event_ids(machine) == std::vector{EventId::run_warned});
    CHECK(machine.events.events[0].texts[1].find("112 ERROR_DISK_FULL") != std::string::npos);
  }

  TEST_CASE("G10: a credential that is not for the server ends the run before anything is connected") {
    FakeMachine machine;
    machine.credentials.credentials.emplace("backup", test::make_credential("CORP\\svc", {"a"}));
    machine.files.files[R"(C:\d.ini)"] =
        "[drive.S]\npath = \\\\a\\x\ncredential = backup\n[drive.T]\npath = \\\\b\\y\ncredential = backup\n";
    CHECK(exit_code(machine, R"(--config C:\d.ini --log C:\log -- C:\p.exe)") == 0x8007000D);
    CHECK(machine.network.count("connect") == 0);
    CHECK(machine.starter.started.empty());
    CHECK(machine.console.errors.find(R"(d.ini:4: credential of another server: "backup at b")") !=
          std::string::npos);
    CHECK(machine.log_text.find("credential of another server") != std::string::npos);
  }

  TEST_CASE("a credential that is missing fails its drives; with required = no the run continues") {
    for (const std::string required : {"yes", "no"}) {
      CAPTURE(required);
      FakeMachine machine;
      machine.files.files[R"(C:\d.ini)"] =
          "[drive.S]\npath = \\\\a\\x\ncredential = backup\nrequired = " + required +
          "\n[drive.T]\npath = \\\\b\\y\n";
      const bool goes_on = required == "no";
      CHECK(exit_code(machine, R"(--config C:\d.ini -- C:\p.exe)") == (goes_on ? 0 : 0x80070002));
      CHECK(machine.starter.seen ==
            (goes_on ? std::set<std::string>{R"(T: \\b\y)"} : std::set<std::string>{}));
      CHECK(machine.network.count("connect") == (goes_on ? 1 : 0));
      CHECK(machine.console.errors.find("cannot use the credential backup: S: \\\\a\\x: 2") !=
            std::string::npos);
    }
  }

  TEST_CASE(
      "G1 G2 G3: the program runs with its drives, its exit code is ours, nothing is printed, the drives "
      "go") {
    FakeMachine machine;
    machine.starter.exit_code = 259;
    const RunResult result =
        run(machine, R"(--drive S=\\a\x --drive T=\\b\y --chdir "S:\jobs" -- "C:\p.exe"  -a "b c")");
    CHECK(result.exit_code == 259);
    CHECK(machine.starter.seen == std::set<std::string>{R"(S: \\a\x)", R"(T: \\b\y)"});
    CHECK(machine.network.connected().empty());
    CHECK(machine.console.output.empty());
    CHECK(machine.console.errors.empty());
    REQUIRE(machine.starter.started.size() == 1);
    CHECK(machine.starter.started[0].command_line == R"("C:\p.exe"  -a "b c")");
    CHECK(machine.starter.started[0].directory == R"(S:\jobs)");
  }

  TEST_CASE("G3: when a required drive fails the program does not start and the others are disconnected") {
    FakeMachine machine;
    machine.network.servers["b"].connect_codes = {1326};
    const RunResult result = run(machine, R"(--drive S=\\a\x --drive T=\\b\y -- C:\p.exe)");
    CHECK(result.exit_code == 0x8007052E);
    CHECK(machine.starter.started.empty());
    CHECK(machine.network.connected().empty());
    CHECK(machine.console.errors.find("drivelaunch: cannot connect: T: \\\\b\\y: 1326 ERROR_LOGON_FAILURE") !=
          std::string::npos);
  }

  TEST_CASE("the first failed required drive in file order decides the exit code") {
    FakeMachine machine;
    machine.network.servers["a"].connect_codes = {5};
    machine.network.servers["b"].connect_codes = {1326};
    machine.network.claims_after = {{R"(T: \\b\y)", R"(S: \\a\x)"}};
    machine.network.connects_after = {{R"(S: \\a\x)", R"(T: \\b\y)"}};
    CHECK(run(machine, R"(--drive S=\\a\x --drive T=\\b\y -- C:\p.exe)").exit_code == 0x80070005);
  }

  TEST_CASE("with required = no a run continues without the drive and warns") {
    FakeMachine machine;
    machine.network.servers["b"].connect_codes = {1326};
    machine.files.files["d.ini"] = "[drive.S]\npath=\\\\a\\x\n[drive.T]\npath=\\\\b\\y\nrequired=no\n";
    CHECK(run(machine, "--config d.ini -- C:\\p.exe").exit_code == 0);
    CHECK(machine.starter.started.size() == 1);
    CHECK(machine.console.errors.find("warning: cannot connect: T:") != std::string::npos);
    CHECK(machine.network.connected().empty());
  }

  TEST_CASE("--quiet keeps warnings off stderr, errors stay") {
    FakeMachine machine;
    machine.network.servers["b"].connect_codes = {1326};
    machine.files.files["d.ini"] = "[drive.S]\npath=\\\\a\\x\n[drive.T]\npath=\\\\b\\y\nrequired=no\n";
    CHECK(run(machine, "--quiet --config d.ini -- C:\\p.exe").exit_code == 0);
    CHECK(machine.console.errors.empty());
    CHECK(run(machine, "--quiet --drive S=\\\\b\\y -- C:\\p.exe").exit_code == 0x8007052E);
    CHECK_FALSE(machine.console.errors.empty());
  }

  TEST_CASE("a run in a session that a whole system account shares says so once in the log") {
    for (const auto& row : {std::pair{"0x3e7", "SYSTEM"},
                            {"0x3e4", "NETWORK SERVICE"},
                            {"0x3e5", "LOCAL SERVICE"},
                            {"0x1", ""}}) {
      const std::string session = row.first;
      const std::string word = row.second;
      CAPTURE(session);
      FakeMachine machine;
      RunServices services = machine.services();
      services.trail.query_identity = [session] {
        return LogIdentity{.process = 1, .session = session, .account = "PC\\u", .name = {}};
      };
      const Invocation invocation =
          parse_invocation(R"(--log l --drive S=\\a\x --drive T=\\a\y -- C:\p.exe)");
      CHECK(launcher::run(invocation, services, machine.log).exit_code == 0);
      const std::size_t first = machine.log_text.find(" session message=");
      CHECK((first != std::string::npos) == !word.empty());
      if (first == std::string::npos) continue;
      CHECK(machine.log_text.find(word, first) != std::string::npos);
      CHECK(machine.log_text.find(" session message=", first + 1) == std::string::npos);
    }
  }

  TEST_CASE("G4: a connection that was there before is used and left") {
    FakeMachine machine;
    machine.network.claims[R"(S: \\a\x)"] = {.is_there = true};
    CHECK(run(machine, R"(--drive S=\\a\x -- C:\p.exe)").exit_code == 0);
    CHECK(machine.network.count("connect") == 0);
    CHECK(machine.network.count("disconnect") == 0);
  }

  TEST_CASE("G4: a taken letter ends the run before anything is connected") {
    FakeMachine machine;
    machine.letters.uses[DriveLetter::parse("T")] = {.kind = LetterUse::Kind::other,
                                                     .description = "a local disk"};
    CHECK(run(machine, R"(--drive S=\\a\x --drive T=\\b\y -- C:\p.exe)").exit_code == 0x80070055);
    CHECK(machine.network.count("connect") == 0);
    CHECK(machine.console.errors.find("T: is a local disk") != std::string::npos);
  }

  TEST_CASE("G3: a missing program or directory is found with the drives there, and they go again") {
    FakeMachine machine;
    CHECK(run(machine, R"(--drive S=\\a\x -- S:\gone.exe)").exit_code == 0x80070002);
    CHECK(run(machine, R"(--drive S=\\a\x --chdir S:\gone -- C:\p.exe)").exit_code == 0x8007010B);
    machine.starter.fail = true;
    CHECK(run(machine, R"(--drive S=\\a\x -- C:\p.exe)").exit_code == 0x800700C1);
    CHECK(machine.network.connected().empty());
    CHECK(machine.network.count("connect") == 3);
    CHECK(machine.network.count("disconnect") == 3);
  }

  TEST_CASE("G2: a failed disconnect is a warning and never changes the exit code") {
    FakeMachine machine;
    machine.starter.exit_code = 3;
    machine.network.servers["a"].disconnect_codes = {59};
    CHECK(run(machine, R"(--drive S=\\a\x -- C:\p.exe)").exit_code == 3);
    CHECK(machine.console.errors.find("warning: cannot disconnect: S: \\\\a\\x: 59") != std::string::npos);
  }

  TEST_CASE(
      "G2: a drive that was lost while PROGRAM ran is reported everywhere, and the exit code stays PROGRAM's") {
    for (const bool is_there_before : {false, true}) {
      CAPTURE(is_there_before);
      FakeMachine machine;
      machine.network.servers["a"].verify_codes = {0, 64};
      if (is_there_before) machine.network.claims[R"(S: \\a\x)"] = {.is_there = true};
      const auto result = run(machine, R"(--log l --drive S=\\a\x --drive T=\\b\y -- C:\p.exe)");
      CHECK(result.exit_code == 0);
      CHECK(
          machine.console.errors.starts_with("drivelaunch: warning: lost while PROGRAM ran: S: \\\\a\\x: 64 "
                                             "ERROR_NETNAME_DELETED (CreateFileW): "));
      CHECK(machine.console.errors.find("T: ") == std::string::npos);
      CHECK(machine.log_text.find(R"( - lost connection="S: \\\\a\\x" code=64)") != std::string::npos);
      CHECK(machine.log_text.find(" lost=S\n") != std::string::npos);
      REQUIRE(event_ids(machine) == std::vector{EventId::run_warned});
      CHECK(machine.events.events[0].texts[1].find("lost while PROGRAM ran: S: ") != std::string::npos);
      CHECK(machine.network.connected().empty());
      CHECK(machine.network.count("disconnect") == (is_there_before ? 1 : 2));
    }
  }

  TEST_CASE("a drive is looked at again only where it was opened, and not when everything ends") {
    FakeMachine machine;
    machine.network.servers["a"].verify_codes = {0, 64};
    machine.files.files["d.ini"] = "[drive.S]\npath=\\\\a\\x\nverify=none\n";
    CHECK(run(machine, "--config d.ini -- C:\\p.exe").exit_code == 0);
    CHECK(machine.network.count("verify") == 0);

    FakeMachine ending;
    ending.network.servers["a"].verify_codes = {0, 64};
    ending.starter.end_by = std::chrono::steady_clock::now() + std::chrono::seconds(4);
    CHECK(run(ending, R"(--drive S=\\a\x -- C:\p.exe)").exit_code == 0);
    CHECK(ending.network.count("verify") == 1);
    CHECK(ending.network.count("disconnect") == 1);

    FakeMachine failed;
    CHECK(run(failed, R"(--drive S=\\a\x -- C:\gone.exe)").exit_code == 0x80070002);
    CHECK(failed.network.count("verify") == 1);
  }

  TEST_CASE("G2: exit codes that count as success are returned as 0, all others as they are") {
    FakeMachine machine;
    machine.starter.exit_code = 3;
    CHECK(run(machine, R"(--success-codes 0-3,7 --drive S=\\a\x --log l -- C:\p.exe)").exit_code == 0);
    CHECK(machine.log_text.find(" program-ended code=0x00000003 decimal=3 ms=") != std::string::npos);
    CHECK(machine.log_text.find(" end code=0x00000000 whose=program ") != std::string::npos);
    CHECK(machine.log_text.find(" program-code=0x00000003 success=yes ") != std::string::npos);
    CHECK(machine.log_text.find(" success=yes\n") != std::string::npos);
    CHECK(machine.log_text.find("meaning=") == std::string::npos);
    machine.starter.exit_code = 8;
    CHECK(run(machine, R"(--success-codes 0-3,7 --drive S=\\a\x -- C:\p.exe)").exit_code == 8);
    machine.network.servers["a"].connect_codes = {5};
    CHECK(run(machine, R"(--success-codes 0x80070005 --drive S=\\a\x -- C:\p.exe)").exit_code == 0x80070005);
  }

  TEST_CASE("bad input: one message and the documented exit code, nothing connected") {
    struct Row {
      const char* arguments;
      ExitCode exit_code;
      const char* message;
    };
    const Row rows[] = {
        {R"(-- C:\p.exe)", 0x8007000D,
         "drivelaunch: cannot read the configuration: C:\\ProgramData\\DriveLaunch\\drives.ini: 2 SYMBOL "
         "(CreateFileW): "
         "text. Create the file, or name one with --config, or give drives with --drive "
         "S=\\\\server\\share.\n"},
        {R"(--config gone.ini -- C:\p.exe)", 0x8007000D,
         "drivelaunch: cannot read the configuration: gone.ini: 2 SYMBOL (CreateFileW): text. Check "
         "--config.\n"},
        {R"(--config secret.ini -- C:\p.exe)", 0x80070005,
         "drivelaunch: cannot read the configuration: secret.ini: 5 SYMBOL (CreateFileW): text. Let the "
         "account of the "
         "task read the file: icacls FILE /grant ACCOUNT:R.\n"},
        {R"(--config held.ini -- C:\p.exe)", 0x8007000D,
         "drivelaunch: cannot read the configuration: held.ini: 32 SYMBOL (CreateFileW): text. For two "
         "seconds another program has had the file open for itself alone, as anybody who may read it can: Resource Monitor (resmon, "
         "CPU, Associated Handles) shows which, icacls FILE who may read it.\n"},
        {R"(--config empty.ini -- C:\p.exe)", 0x8007000D,
         "drivelaunch: nothing to connect: empty.ini: the file has no [drive.S] section. Add one, or give "
         "drives with "
         "--drive S=\\\\server\\share.\n"},
        {R"(--drive S=\\a\x --drive s:=\\b\x -- C:\p.exe)", 0x800700A0,
         "drivelaunch: bad command line: --drive s:=\\\\b\\x: the letter S: is given twice. Give each letter "
         "once.\n"},
        {R"(--config one.ini --drive S=\\b\x -- C:\p.exe)", 0x800700A0,
         "drivelaunch: bad command line: --drive S=\\\\b\\x: the letter S: is given twice. Leave it out here "
         "or in "
         "one.ini:2.\n"},
        {R"(--drive S=\\a\x --only S -- C:\p.exe)", 0x800700A0,
         "drivelaunch: bad command line: --only S: there is no file to choose from. Give --config FILE.\n"},
    };
    for (const Row& row : rows) {
      CAPTURE(row.arguments);
      FakeMachine machine;
      machine.files.files["empty.ini"] = "[launcher]\n";
      machine.files.files["one.ini"] = "; one\n[drive.S]\npath=\\\\a\\x\n";
      CHECK(exit_code(machine, row.arguments) == row.exit_code);
      CHECK(machine.console.errors == row.message);
      CHECK(machine.network.calls().empty());
      CHECK(machine.starter.started.empty());
    }
  }

  TEST_CASE("--timeout overrides the file's") {
    FakeMachine machine;
    machine.files.files["d.ini"] = "[drive.S]\npath=\\\\a\\x\ntimeout=1h\n";
    run(machine, "--config d.ini --timeout 3s --dry-run -- C:\\p.exe");
    CHECK(machine.console.output.find("timeout=3s") != std::string::npos);
  }

  TEST_CASE("--dry-run prints the plan and the exact line, and does nothing") {
    FakeMachine machine;
    machine.letters.uses[DriveLetter::parse("T")] = {.kind = LetterUse::Kind::network, .remote = R"(\\b\y)"};
    const RunResult result =
        run(machine, R"(--drive S=\\a\x --drive T=\\b\y --chdir "S:\jobs" --dry-run -- "C:\p.exe"  "a b")");
    CHECK(result.exit_code == 0);
    CHECK(machine.console.output ==
          "connect: S: \\\\a\\x timeout=2m verify=reachable required=yes\n"
          "reuse: T: \\\\b\\y timeout=2m verify=reachable required=yes\n"
          "directory: S:\\jobs\n"
          "program: C:\\p.exe\n"
          "command-line: \"C:\\p.exe\"  \"a b\"\n");
    CHECK(machine.network.calls().empty());
    CHECK(machine.starter.started.empty());
  }

  TEST_CASE(
      "a batch file with a network path as directory runs, and the warning names the letter of the run") {
    FakeMachine machine;
    machine.program_files.files.insert(R"(S:\go.bat)");
    machine.program_files.folders.insert(R"(\\a\x\jobs)");
    const std::string line = R"(--drive S=\\a\x --chdir \\a\x\jobs -- S:\go.bat)";
    CHECK(run(machine, line).exit_code == 0);
    CHECK(machine.console.errors ==
          "drivelaunch: warning: cmd.exe takes no network path as its directory and starts in C:\\Windows "
          "instead: \\\\a\\x\\jobs. Write --chdir \"S:\\jobs\"\n");
    CHECK(event_ids(machine) == std::vector{EventId::run_warned});
    run(machine, "--dry-run " + line);
    CHECK(machine.console.output.find("\nwarning: cmd.exe takes no network path") != std::string::npos);
    CHECK(machine.console.output.find("Write --chdir \"S:\\jobs\"\n") != std::string::npos);
  }

  TEST_CASE("--dry-run warns of a letter that the profile remembers for another path") {
    FakeMachine machine;
    machine.letters.uses[DriveLetter::parse("S")] = {.remembered = R"(\\old\x)"};
    machine.letters.uses[DriveLetter::parse("T")] = {.remembered = R"(\\B\y)"};
    run(machine, R"(--dry-run --drive S=\\a\x --drive T=\\b\y -- C:\p.exe)");
    CHECK(machine.console.output.starts_with(
        "connect: S: \\\\a\\x timeout=2m verify=reachable required=yes\n"
        "warning: S: is remembered for \\\\old\\x in the profile of this account: Windows may refuse to "
        "connect "
        "it to \\\\a\\x (1202 ERROR_DEVICE_ALREADY_REMEMBERED). Remove that, as this account: net use S: "
        "/delete\n"
        "connect: T: \\\\b\\y timeout=2m verify=reachable required=yes\n"
        "program: "));
  }

  TEST_CASE("the log has the whole run, and whose the exit code is") {
    FakeMachine machine;
    machine.starter.exit_code = 5;
    run(machine, R"(--drive S=\\a\x --name Nightly --log run.log -- C:\p.exe)");
    for (const char* part :
         {" start ", " connected ", " program path=C:\\p.exe ", " disconnected ", " Nightly ",
          " end code=0x00000005 whose=program ", " program-ms=", " drives=\"S connected "}) {
      CAPTURE(part);
      CHECK(machine.log_text.find(part) != std::string::npos);
    }
  }

  TEST_CASE(
      "G6: descendants live on when the program has ended, are named, and keep the drives for a while") {
    FakeMachine machine;
    machine.starter.descendants = {{.id = 11, .image = R"(C:\a b.exe)"}, {.id = 12, .image = {}}};
    CHECK(run(machine, R"(--drive S=\\a\x --log l -- C:\p.exe)").exit_code == 0);
    CHECK(machine.starter.child_calls ==
          std::vector<std::string>{"release with 1 drives", "wait a while with 1 drives"});
    CHECK(machine.network.connected().empty());
    CHECK(machine.log_text.find(R"( descendant process=11 image="C:\\a b.exe")") != std::string::npos);
    CHECK(machine.log_text.find(R"( descendant process=12 image="")") != std::string::npos);
  }

  TEST_CASE("without descendants, or without drives of its own, a run waits for nothing") {
    FakeMachine machine;
    CHECK(run(machine, R"(--drive S=\\a\x -- C:\p.exe)").exit_code == 0);
    CHECK(machine.starter.child_calls == std::vector<std::string>{"release with 1 drives"});

    FakeMachine reusing;
    reusing.starter.descendants = {{.id = 11, .image = {}}};
    reusing.network.claims[R"(S: \\a\x)"] = {.is_there = true};
    CHECK(run(reusing, R"(--drive S=\\a\x -- C:\p.exe)").exit_code == 0);
    CHECK(reusing.starter.child_calls == std::vector<std::string>{"release with 0 drives"});
  }

  TEST_CASE("G6: --until tree waits for every descendant and never lets them go, the code is the program's") {
    FakeMachine machine;
    machine.starter.exit_code = 9;
    machine.starter.descendants = {{.id = 11, .image = R"(C:\a.exe)"}};
    CHECK(run(machine, R"(--until tree --drive S=\\a\x -- C:\p.exe)").exit_code == 9);
    CHECK(machine.starter.child_calls == std::vector<std::string>{"wait with 1 drives"});
    CHECK(machine.network.connected().empty());
  }

  TEST_CASE("an event that cannot be written is a warning, before the last line of the log") {
    FakeMachine machine;
    machine.starter.exit_code = 3;
    machine.events.result = {.code = 1722, .api = "ReportEventW", .text = "The RPC server is unavailable."};
    CHECK(run(machine, R"(--drive S=\\a\x --log l -- C:\p.exe)").exit_code == 3);
    const std::string::size_type warning = machine.log_text.find("cannot write the event: 200: 1722 ");
    CHECK(warning != std::string::npos);
    CHECK(machine.log_text.find(" end code=0x00000003 ") > warning);
    CHECK(machine.console.errors.find("(ReportEventW): The RPC server is unavailable.") != std::string::npos);
  }

  TEST_CASE("how the program was asked to end is in the log") {
    FakeMachine machine;
    machine.starter.stop = StopRequest{.windows = 2, .ctrl_break = true};
    run(machine, R"(--drive S=\\a\x --log l -- C:\p.exe)");
    CHECK(machine.log_text.find(" stop windows=2 ctrl-break=yes cause=asked\n") != std::string::npos);
    CHECK(machine.log_text.find(" ended-by=") == std::string::npos);

    FakeMachine ending;
    ending.starter.stop = StopRequest{.cause = StopCause::logoff};
    ending.starter.end_program = true;
    ending.starter.exit_code = 0xC000013A;
    CHECK(run(ending, R"(--drive S=\\a\x --log l -- C:\p.exe)").exit_code == 0xC000013A);
    CHECK(ending.log_text.find(" stop windows=0 ctrl-break=no cause=logoff\n") != std::string::npos);
    CHECK(ending.log_text.find(" ended-by=launcher name=STATUS_CONTROL_C_EXIT ") != std::string::npos);

    FakeMachine deaf;
    deaf.starter.stop_failure = "no window";
    CHECK(run(deaf, R"(--drive S=\\a\x --log l -- C:\p.exe)").exit_code == 0);
    CHECK(deaf.log_text.find(" warning message=\"no window\"\n") != std::string::npos);
  }

  TEST_CASE("the file of --output is open only while the drives are there, and the log has its size") {
    FakeMachine machine;
    machine.starter.output = {.bytes = 12345};
    CHECK(run(machine, R"(--drive S=\\a\x --output "S:\out.txt" --log l -- C:\p.exe)").exit_code == 0);
    CHECK(machine.starter.output_calls ==
          std::vector<std::string>{"open S:\\out.txt", "start", "finish with 1 drives"});
    CHECK(machine.log_text.find(" output-bytes=12345 output-lost=0") != std::string::npos);
    CHECK(machine.console.errors.empty());
  }

  TEST_CASE("output that a disk did not take is a warning, and the exit code is the program's") {
    FakeMachine machine;
    machine.starter.exit_code = 4;
    machine.starter.output = {.bytes = 5, .lost = 7, .failure = SystemResult{112, "WriteFile", "full"}};
    CHECK(run(machine, R"(--drive S=\\a\x --output o.txt --log l -- C:\p.exe)").exit_code == 4);
    CHECK(
        machine.console.errors ==
        "drivelaunch: warning: cannot keep 7 of 12 bytes of output: o.txt: 112 ERROR_DISK_FULL (WriteFile): "
        "full. Free disk space, or point --output at another disk.\n");
    CHECK(machine.log_text.find(" output-bytes=5 output-lost=7") != std::string::npos);

    FakeMachine slow;
    slow.starter.output = {.bytes = 5, .lost = 7, .call_left_behind = true};
    const RunResult result = run(slow, R"(--drive S=\\a\x --output o.txt -- C:\p.exe)");
    CHECK(result.call_left_behind);
    CHECK(slow.console.errors.find(": o.txt: 1460 ERROR_TIMEOUT (WriteFile): ") != std::string::npos);
  }

  TEST_CASE("a file of --output that cannot be opened is a warning, and the run continues without it") {
    FakeMachine machine;
    machine.starter.output_failure = SystemResult{3, "CreateFileW", "text"};
    CHECK(run(machine, R"(--drive S=\\a\x --output Q:\o.txt -- C:\p.exe)").exit_code == 0);
    CHECK(machine.starter.started.size() == 1);
    CHECK(machine.console.errors.find("warning: cannot write the output: Q:\\o.txt: 3 ") !=
          std::string::npos);
  }

  TEST_CASE("a log that cannot be opened is a warning, and the run continues") {
    FakeMachine machine;
    RunServices services = machine.services();
    services.trail.open_log = [](const std::string& path, std::uint64_t, const auto&) -> Log::Sink {
      throw Error({.what = "cannot write the log", .subject = path, .code = 3, .text = "text"});
    };
    const auto result =
        run(parse_invocation(R"(--drive S=\\a\x --log Q:\x.log -- C:\p.exe)"), services, machine.log);
    CHECK(result.exit_code == 0);
    CHECK(machine.console.errors.find("warning: cannot write the log: Q:\\x.log: 3") != std::string::npos);
  }

  TEST_CASE("G3: an error of a kind that nobody foresaw disconnects the drives, is logged and is an event") {
    FakeMachine machine;
    RunServices services = machine.services();
    services.judge_program = [](const std::string&) -> std::optional<Failure> {
      throw std::invalid_argument("half a surrogate");
    };
    const auto result =
        run(parse_invocation(R"(--drive S=\\a\x --log Q:\x.log -- C:\p.exe)"), services, machine.log);
    CHECK(result.exit_code == 0x8007054F);
    CHECK(machine.network.connected().empty());
    CHECK(machine.console.errors.find("drivelaunch: internal error: half a surrogate. Please report this.") !=
          std::string::npos);
    CHECK(machine.log_text.find(" end code=0x8007054F whose=launcher") != std::string::npos);
    CHECK(machine.events.events.size() == 1);
  }

  TEST_CASE("--help names every option and an example") {
    const std::string text = help_text();
    for (const Option& option : invocation_options()) {
      if (option.help.empty()) continue;
      CAPTURE(option.name);
      CHECK(text.find("--" + std::string(option.name)) != std::string::npos);
    }
    CHECK(text.find("Example:") != std::string::npos);
  }
}
