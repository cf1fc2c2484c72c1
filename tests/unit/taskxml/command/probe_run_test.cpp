#include <doctest/doctest.h>
#include <fmt/format.h>

#include <chrono>
#include <string>
#include <string_view>
#include <vector>

#include "tests/unit/taskxml/command/live_runs.hpp"

// probe --run.

namespace taskxml::test {
namespace {

TEST_SUITE("live tasks, probe --run") {
  TEST_CASE("the probe runs as the task's principal, its answer is printed, and nothing is left") {
    FakeLiveTasks machine;
    machine.tasks.add("\\Backup\\Nightly", kStored);
    machine.tasks.passwords["contoso\\svc"] = "pw";
    machine.asked.answers["Password of CONTOSO\\svc: "] = "pw";
    std::string registered;
    std::string account;
    machine.tasks.on_run = [&](FakeTask& task) {
      registered = text_of(task.bytes);
      account = machine.probes.begin()->second.account;
      CHECK(task.password == "pw");
      machine.probes.begin()->second.text = "drive  state\r\nS:     good \x1B[31m\n";
      task.status = {TaskState::ready, 0};
    };
    const Ran ran =
        run_on(machine, {"probe", "--run", "--drive", "S=\\\\fs01\\backup", "tasks:\\Backup\\Nightly"});
    CHECK(ran.exit_code == kDone);
    CHECK(ran.streams.output == "drive  state\nS:     good <U+001B>[31m\n");
    CHECK(ran.streams.error == "\\Backup\\Nightly: drivelaunch check ran as CONTOSO\\svc and ended with 0\n");
    CHECK(account == "CONTOSO\\svc");
    CHECK(contains(registered, "<UserId>CONTOSO\\svc</UserId>"));
    CHECK(contains(registered, "<Command>%SystemRoot%\\System32\\cmd.exe</Command>"));
    CHECK(contains(
        registered,
        "/d /s /c \"\"C:\\Program Files\\DriveLaunch\\drivelaunch.exe\" check --drive \"S=\\\\fs01\\backup\" "
        "&gt;&gt; \"C:\\ProgramData\\DriveLaunch\\probes\\probe-1.log\" 2&gt;&amp;1\""));
    CHECK(machine.tasks.size() == 1);
    CHECK(machine.probes.empty());
    CHECK(machine.tasks.calls.back() == "remove_folder \\DriveLaunch");
  }

  TEST_CASE("--doctor says what doctor says; another code is a finding") {
    FakeLiveTasks machine;
    machine.tasks.add("\\a", kSystem);
    std::string registered;
    machine.tasks.on_run = [&](FakeTask& task) {
      registered = text_of(task.bytes);
      CHECK(machine.probes.begin()->second.account == "");
      task.status = {TaskState::ready, 0x80070035};
    };
    const Ran ran = run_on(machine, {"probe", "--run", "--doctor", "--timeout", "10s", "tasks:\\a"});
    CHECK(ran.exit_code == kFindings);
    CHECK(contains(registered, "drivelaunch.exe\" doctor &gt;&gt;"));
    CHECK(contains(ran.streams.error, "drivelaunch doctor ran as S-1-5-18 and ended with 0x80070035"));
  }

  TEST_CASE("too long, Ctrl-C and every failure leave nothing behind") {
    FakeLiveTasks machine;
    machine.tasks.add("\\a", kSystem);
    const Ran late = run_on(machine, {"probe", "--run", "--timeout", "10s", "tasks:\\a"});
    CHECK(late.exit_code == kRefused);
    CHECK(contains(late.streams.error, "not done within 70 seconds"));
    CHECK(machine.time >= std::chrono::seconds(70));
    CHECK(machine.tasks.count("stop \\DriveLaunch\\probe-1") == 1);
    CHECK(machine.tasks.size() == 1);
    CHECK(machine.probes.empty());

    machine.on_wait = [&] { machine.is_stopped = true; };
    const Ran ended = run_on(machine, {"probe", "--run", "tasks:\\a"});
    CHECK(ended.exit_code == kRefused);
    CHECK(contains(ended.streams.error, "the probe was ended before it was done"));
    CHECK(machine.tasks.size() == 1);
    CHECK(machine.probes.empty());
    machine.is_stopped = false;

    for (const char* call : {"create", "run", "status", "stop"}) {
      CAPTURE(call);
      machine.tasks.failures = {{fmt::format("{} \\DriveLaunch\\probe-1", call), kDenied}};
      machine.tasks.failure_counts = {{fmt::format("{} \\DriveLaunch\\probe-1", call), 1}};
      int exit_code = kRefused;
      try {
        exit_code = run_on(machine, {"probe", "--run", "--timeout", "1s", "tasks:\\a"}).exit_code;
      } catch (const launcher::Error&) {
        exit_code = kRefused;
      }
      CHECK(exit_code == kRefused);
      CHECK(machine.tasks.size() == 1);
      CHECK(machine.probes.empty());
    }
  }

  TEST_CASE(
      "what a killed probe left is removed at the next start; one that runs and other people's tasks are not") {
    FakeLiveTasks machine;
    machine.tasks.add("\\a", kSystem);
    std::string probe = kSystem;
    probe.insert(probe.find("  <Principals>"),
                 "<RegistrationInfo><Description>Made by taskxml probe; delete it when its log has been read."
                 "</Description></RegistrationInfo>");
    machine.tasks.add("\\DriveLaunch\\probe-left", probe);
    machine.tasks.add("\\DriveLaunch\\probe-live", probe);
    machine.tasks.add("\\DriveLaunch\\probe-of-mine", kSystem);
    machine.tasks.add("\\DriveLaunch\\Nightly", probe);
    machine.tasks.add("\\DriveLaunch\\sub\\probe-x", probe);
    machine.probes["probe-left"].is_in_use = false;
    machine.probes["probe-live"].is_in_use = true;
    machine.probes["probe-file"].is_in_use = false;
    machine.tasks.on_run = [&](FakeTask& task) { task.status = {TaskState::ready, 0}; };
    const Ran ran = run_on(machine, {"probe", "--run", "tasks:\\a"});
    CHECK(ran.exit_code == kDone);
    CHECK(contains(ran.streams.error, "removed \\DriveLaunch\\probe-left"));
    CHECK_FALSE(machine.tasks.has("\\DriveLaunch\\probe-left"));
    CHECK(machine.tasks.size() == 5);
    CHECK(machine.probes.size() == 1);
    CHECK(machine.probes.contains("probe-live"));
  }

  TEST_CASE("a refused password and a definition that cannot be probed are said, with nothing left") {
    FakeLiveTasks machine;
    machine.tasks.add("\\a", kStored);
    machine.asked.answers["Password of CONTOSO\\svc: "] = "wrong";
    CHECK_THROWS_AS(run_on(machine, {"probe", "--run", "tasks:\\a"}), launcher::Error);
    CHECK(machine.tasks.size() == 1);
    CHECK(machine.probes.empty());
    machine.tasks.add("\\b", definition("%LogonUser%", "S4U"));
    CHECK(run_on(machine, {"probe", "--run", "tasks:\\b"}).exit_code == kRefused);
    CHECK(machine.probes.empty());
    machine.asked.answers.clear();
    CHECK(contains(run_on(machine, {"probe", "--run", "tasks:\\a"}).streams.error, "no password was given"));
  }

  TEST_CASE("a task that runs only while somebody is logged on says so when nobody is") {
    FakeLiveTasks machine;
    machine.tasks.add("\\a", definition("CONTOSO\\anna", "InteractiveToken"));
    machine.tasks.on_run = [](FakeTask& task) { task.status = {TaskState::ready, 0x00041303}; };
    CHECK(contains(run_on(machine, {"probe", "--run", "tasks:\\a"}).streams.error,
                   "Such a task runs only while CONTOSO\\anna is logged on"));
  }
}

}  // namespace
}  // namespace taskxml::test
