#include <doctest/doctest.h>
#include <fmt/format.h>

#include <string>
#include <string_view>
#include <vector>

#include "tests/unit/taskxml/command/live_runs.hpp"

// What --in-place and --from-backup do to registered tasks.

namespace taskxml::test {
namespace {

/// What Task Scheduler does on Windows, as far as it is documented: another layout, no comments, defaults.
std::string in_windows_form(const TaskPath& /*path*/, const std::string& bytes) {
  std::string text = text_of(after_a_trip(bytes));
  const std::size_t settings = text.find("</Settings>");
  if (settings != std::string::npos && !contains(text, "<Hidden>"))
    text.insert(settings, "<Hidden>false</Hidden>");
  return encode_utf16_file(text);
}

TEST_SUITE("live tasks, in place") {
  TEST_CASE(
      "what changes is kept, validated, registered and read back, in this order; nothing else is touched") {
    FakeLiveTasks machine;
    machine.tasks.add("\\Backup\\Nightly", kSystem);
    machine.tasks.add("\\Backup\\Other", definition("S-1-5-18", "", "C:\\b.exe"));
    const std::string before = machine.tasks.task("\\Backup\\Nightly").bytes;
    machine.tasks.on_call = [&](std::string_view call) {
      if (call.starts_with("validate")) CHECK(machine.backups["Backup\\Nightly.xml"] == before);
    };
    const Ran ran = run_on(machine, {"wrap", "--in-place", "--select", "uses=S", "tasks:\\Backup"});
    CHECK(ran.exit_code == kDone);
    CHECK(ran.streams.error ==
          "\\Backup\\Nightly: wrapped 1 of 1 Exec actions\n"
          "\\Backup\\Other: unchanged: none of its 1 Exec actions is selected\n"
          "2 tasks: 1 changed, 1 unchanged, 0 refused\n");
    CHECK(machine.tasks.calls ==
          std::vector<std::string>{"is_task \\Backup", "list \\Backup", "read \\Backup\\Nightly",
                                   "status \\Backup\\Nightly", "validate \\Backup\\Nightly",
                                   "update \\Backup\\Nightly", "read \\Backup\\Nightly",
                                   "read \\Backup\\Other"});
    CHECK(contains(text_of(machine.tasks.task("\\Backup\\Nightly").bytes), "drivelaunch.exe</Command>"));
    CHECK(machine.backups.size() == 1);
    CHECK(machine.backup_folder == "");
    machine.tasks.calls.clear();
    const Ran again = run_on(machine, {"wrap", "--in-place", "--select", "uses=S", "tasks:\\Backup"});
    CHECK(contains(again.streams.error, "0 changed, 2 unchanged"));
    CHECK(machine.tasks.count("update") == 0);
    const Ran back =
        run_on(machine, {"unwrap", "--in-place", "--backup-dir", "D:\\kept", "tasks:\\Backup\\Nightly"});
    CHECK(back.exit_code == kDone);
    CHECK(machine.tasks.task("\\Backup\\Nightly").bytes == before);
    CHECK(machine.backup_folder == "D:\\kept");
    CHECK(machine.backups["Backup\\Nightly.xml"] == before);
    CHECK(machine.backups.contains("Backup\\Nightly~2.xml"));
  }

  TEST_CASE("G12: what Windows makes of a definition unwraps to the values it had") {
    FakeLiveTasks machine;
    const std::string odd = definition("CONTOSO\\admin", "S4U", "\"S:\\my tools\\a.exe\"");
    machine.tasks.add("\\odd", odd);
    machine.tasks.normalise = in_windows_form;
    CHECK(run_on(machine, {"wrap", "--in-place", "tasks:\\odd"}).exit_code == kDone);
    CHECK(run_on(machine, {"wrap", "--in-place", "tasks:\\odd"}).streams.error == "\\odd: unchanged\n");
    CHECK(run_on(machine, {"unwrap", "--in-place", "tasks:\\odd"}).exit_code == kDone);
    CHECK(contains(text_of(machine.tasks.task("\\odd").bytes), "a.exe"));
    CHECK(run_on(machine, {"unwrap", "--from-backup", "tasks:\\odd"}).streams.error ==
          "\\odd: unchanged: it has what its backup says\n");
  }

  TEST_CASE("a definition that Task Scheduler makes into another one is put back and reported") {
    FakeLiveTasks machine;
    machine.tasks.add("\\a", kSystem);
    machine.tasks.add("\\b", kSystem);
    const std::string before = machine.tasks.task("\\a").bytes;
    machine.tasks.normalise = [](const TaskPath& path, const std::string& bytes) {
      std::string text = text_of(bytes);
      const std::size_t at = text.find("--name \"a\"");
      if (path.text() == "\\a" && at != std::string::npos) text.erase(at, 10);
      return encode_utf16_file(text);
    };
    const Ran ran = run_on(machine, {"wrap", "--in-place", "--select", "all", "tasks:\\"});
    CHECK(ran.exit_code == kRefused);
    CHECK(machine.tasks.task("\\a").bytes == before);
    CHECK(contains(text_of(machine.tasks.task("\\b").bytes), "drivelaunch"));
    CHECK(contains(ran.streams.error,
                   "the registered task is not what was written: \\a: Arguments of action 1"));
    CHECK(contains(ran.streams.error, "\\a: put back"));
    CHECK(contains(ran.streams.error, "2 tasks: 1 changed, 0 unchanged, 1 refused"));
  }

  TEST_CASE("one that cannot be put back is said loudly, with its backup and the command that restores it") {
    FakeLiveTasks machine;
    machine.tasks.add("\\a", kSystem);
    machine.tasks.failures["update \\a"] = kDenied;
    machine.tasks.failure_counts["update \\a"] = 0;
    machine.tasks.normalise = [&](const TaskPath& /*path*/, const std::string& bytes) {
      machine.tasks.failure_counts["update \\a"] = 1;
      std::string text = text_of(bytes);
      text.replace(text.find("<Enabled>true"), 13, "<Enabled>false");
      return encode_utf16_file(text);
    };
    const Ran ran = run_on(machine, {"wrap", "--in-place", "--backup-dir", "D:\\my kept", "tasks:\\a"});
    CHECK(ran.exit_code == kRefused);
    CHECK(contains(ran.streams.error, "THE TASK COULD NOT BE PUT BACK: \\a: "));
    CHECK(contains(ran.streams.error,
                   "Its definition from before is D:\\my kept\\a.xml. Restore it: "
                   "taskxml unwrap --from-backup --backup-dir \"D:\\my kept\" \"tasks:\\a\""));
    machine.tasks.normalise = nullptr;
    machine.tasks.failures.clear();
    CHECK(run_on(machine, {"unwrap", "--from-backup", "tasks:\\a"}).exit_code == kDone);
    CHECK(text_of(machine.tasks.task("\\a").bytes) == kSystem);
  }

  TEST_CASE("what fails on the way leaves the task as it was") {
    for (const char* call : {"read \\a", "status \\a", "validate \\a", "update \\a"}) {
      CAPTURE(call);
      FakeLiveTasks machine;
      machine.tasks.add("\\a", kSystem);
      machine.tasks.failures[call] = kDenied;
      const Ran ran = run_on(machine, {"wrap", "--in-place", "tasks:\\a"});
      CHECK(ran.exit_code == kRefused);
      CHECK(text_of(machine.tasks.task("\\a").bytes) == kSystem);
      CHECK(contains(ran.streams.error, "\\a: refused\n"));
    }
    FakeLiveTasks machine;
    machine.tasks.add("\\a", kSystem);
    FakeBackupFolder::is_full = true;
    CHECK(run_on(machine, {"wrap", "--in-place", "tasks:\\a"}).exit_code == kRefused);
    FakeBackupFolder::is_full = false;
    CHECK(machine.tasks.count("validate") + machine.tasks.count("update") == 0);
    // It cannot be read back: nobody knows what it is now.
    machine.tasks.failures["read \\a"] = kDenied;
    machine.tasks.on_call = [&](std::string_view called) {
      if (called == "update \\a") machine.tasks.failure_counts["read \\a"] = 1;
    };
    machine.tasks.failure_counts["read \\a"] = 0;
    const Ran ran = run_on(machine, {"wrap", "--in-place", "tasks:\\a"});
    CHECK(contains(ran.streams.error, "it cannot be read back"));
  }

  TEST_CASE("a call that failed and did it all the same is found out and put back") {
    FakeLiveTasks machine;
    machine.tasks.add("\\a", kSystem);
    machine.tasks.failures["update \\a"] = 0x800706BE;  // the service died while it answered
    machine.tasks.failure_counts["update \\a"] = 1;
    machine.tasks.on_call = [&](std::string_view called) {
      if (called == "update \\a" && machine.tasks.failure_counts["update \\a"] == 1)
        machine.tasks.task("\\a").bytes = encode_utf16_file(definition("S-1-5-18", "", "C:\\half.exe"));
    };
    const Ran ran = run_on(machine, {"wrap", "--in-place", "tasks:\\a"});
    CHECK(ran.exit_code == kRefused);
    CHECK(contains(ran.streams.error, "\\a: put back"));
    CHECK(text_of(machine.tasks.task("\\a").bytes) == kSystem);
  }

  TEST_CASE(
      "a task that is running is changed for its next run, and what Task Scheduler has to say is passed on") {
    FakeLiveTasks machine;
    machine.tasks.add("\\a", kSystem);
    machine.tasks.task("\\a").status.state = TaskState::running;
    machine.tasks.remark = launcher::Failure{.what = "registered, but",
                                             .subject = "\\a",
                                             .code = 0x0004131C,
                                             .symbol = "SCHED_S_BATCH_LOGON_PROBLEM",
                                             .api = "RegisterTask",
                                             .text = "some text",
                                             .advice = "Do it"};
    const Ran ran = run_on(machine, {"wrap", "--in-place", "tasks:\\a"});
    CHECK(ran.exit_code == kDone);
    CHECK(contains(ran.streams.error, "\\a: it is running: what was changed counts from its next run on\n"));
    CHECK(contains(ran.streams.error, "SCHED_S_BATCH_LOGON_PROBLEM"));
  }

  TEST_CASE("Ctrl-C between two tasks: what was done stays, the rest is named") {
    FakeLiveTasks machine;
    for (const char* path : {"\\a", "\\b", "\\c"})
      machine.tasks.add(path, kSystem);
    machine.tasks.on_call = [&](std::string_view call) {
      if (call == "update \\a") machine.is_stopped = true;
    };
    const Ran ran = run_on(machine, {"wrap", "--in-place", "--select", "all", "tasks:\\"});
    CHECK(ran.exit_code == kRefused);
    CHECK(ran.streams.error ==
          "\\a: wrapped 1 of 1 Exec actions\n"
          "\\b: not done: the run was ended before it\n"
          "\\c: not done: the run was ended before it\n"
          "3 tasks: 1 changed, 0 unchanged, 0 refused, 2 not done\n");
    CHECK(text_of(machine.tasks.task("\\b").bytes) == kSystem);
  }

  TEST_CASE("a kill before any call leaves each task old or new, and the old definition among the backups") {
    for (std::size_t kill = 1;; ++kill) {
      CAPTURE(kill);
      FakeLiveTasks machine;
      for (const char* path : {"\\a", "\\b"})
        machine.tasks.add(path, kSystem);
      machine.tasks.kill_at = kill;
      bool was_killed = false;
      try {
        run_on(machine, {"wrap", "--in-place", "--select", "all", "tasks:\\"});
      } catch (const Killed&) {
        was_killed = true;
      }
      for (const char* path : {"\\a", "\\b"}) {
        const std::string text = text_of(machine.tasks.task(path).bytes);
        CHECK((text == kSystem || machine.backups.contains(std::string(path).substr(1) + ".xml")));
      }
      // Started again, it does the rest, and no copy is written over.
      machine.tasks.kill_at = 0;
      CHECK(run_on(machine, {"wrap", "--in-place", "--select", "all", "tasks:\\"}).exit_code == kDone);
      CHECK(machine.backups.size() == 2);
      for (const auto& [name, kept] : machine.backups)
        CHECK(text_of(kept) == kSystem);
      CHECK(run_on(machine, {"unwrap", "--from-backup", "--select", "all", "tasks:\\"}).exit_code == kDone);
      for (const char* path : {"\\a", "\\b"})
        CHECK(text_of(machine.tasks.task(path).bytes) == kSystem);
      if (!was_killed) break;
    }
  }
}

TEST_SUITE("live tasks, from backup") {
  TEST_CASE("the first copy is registered again to the byte, and what was there is kept as well") {
    FakeLiveTasks machine;
    machine.tasks.add("\\a", kSystem);
    run_on(machine, {"wrap", "--in-place", "tasks:\\a"});
    // Somebody edits the wrapped task.
    std::string edited = text_of(machine.tasks.task("\\a").bytes);
    edited.replace(edited.find("a.exe"), 5, "b.exe");
    machine.tasks.add("\\a", edited);
    const Ran diff = run_on(machine, {"unwrap", "--from-backup", "--diff", "tasks:\\a"});
    CHECK(contains(diff.streams.output, "+  <Actions Context=\"Author\"><Exec><Command>S:\\a.exe</Command>"));
    CHECK(diff.streams.error == "\\a: would be restored\n");
    CHECK(run_on(machine, {"unwrap", "--from-backup", "--check", "tasks:\\a"}).exit_code == kWouldChange);
    CHECK(text_of(machine.tasks.task("\\a").bytes) == edited);
    const Ran ran = run_on(machine, {"unwrap", "--from-backup", "tasks:\\a"});
    CHECK(ran.streams.error == "\\a: restored\n");
    CHECK(text_of(machine.tasks.task("\\a").bytes) == kSystem);
    CHECK(text_of(machine.backups["a.xml"]) == kSystem);
    CHECK(text_of(machine.backups["a~2.xml"]) == edited);
  }

  TEST_CASE("a task that is gone is made again where it is named; without a backup nothing is done") {
    FakeLiveTasks machine;
    machine.tasks.add("\\f\\a", kStored);
    machine.tasks.add("\\f\\b", kSystem);
    machine.tasks.passwords["contoso\\svc"] = "pw";
    machine.asked.answers["Password of CONTOSO\\svc: "] = "pw";
    run_on(machine, {"wrap", "--in-place", "tasks:\\f\\a"});
    machine.tasks.remove(*TaskPath::parse("\\f\\a"));
    CHECK(run_on(machine, {"unwrap", "--from-backup", "--select", "all", "tasks:\\f"}).streams.error ==
          "\\f\\b: unchanged: there is no backup of it\n");
    const Ran none = run_on(machine, {"unwrap", "--from-backup", "tasks:\\f\\b"});
    CHECK(none.exit_code == kRefused);
    CHECK(contains(none.streams.error,
                   "there is no backup of it: C:\\ProgramData\\DriveLaunch\\tasks\\f\\b.xml"));
    CHECK(run_on(machine, {"unwrap", "--from-backup", "tasks:\\f\\a"}).streams.error ==
          "\\f\\a: registered again\n");
    CHECK(text_of(machine.tasks.task("\\f\\a").bytes) == kStored);
    CHECK(machine.tasks.task("\\f\\a").password == "pw");
    const Ran missing = run_on(machine, {"unwrap", "--from-backup", "tasks:\\f\\c"});
    CHECK(missing.exit_code == kRefused);
    CHECK(contains(missing.streams.error, "cannot find a task or a folder of tasks: \\f\\c: "));
    CHECK(contains(missing.streams.error,
                   "There is no backup of it either: C:\\ProgramData\\DriveLaunch\\tasks\\f\\c.xml"));
    machine.tasks.failures["list \\f\\d"] = kDenied;
    const Ran closed = run_on(machine, {"unwrap", "--from-backup", "--select", "all", "tasks:\\f\\d"});
    CHECK_FALSE(contains(closed.streams.error, "There is no backup"));
    CHECK_FALSE(contains(closed.streams.error, "cannot find"));
  }

  TEST_CASE("the selection says which tasks") {
    FakeLiveTasks machine;
    machine.tasks.add("\\a", kSystem);
    machine.tasks.add("\\b", kSystem);
    run_on(machine, {"wrap", "--in-place", "--select", "all", "tasks:\\"});
    const Ran ran = run_on(machine, {"unwrap", "--from-backup", "--select", "name=\\b", "tasks:\\"});
    CHECK(contains(ran.streams.error, "\\a: unchanged: none of its actions is selected\n\\b: restored\n"));
  }
}

}  // namespace
}  // namespace taskxml::test
