#include <doctest/doctest.h>
#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

#include "taskxml/command/run.hpp"
#include "taskxml/source/file.hpp"
#include "tests/unit/taskxml/fake_live_tasks.hpp"
#include "tests/unit/taskxml/recorded_streams.hpp"
#include "tests/unit/taskxml/support.hpp"

// The commands on registered tasks, with a Task Scheduler in memory.

namespace taskxml::test {
namespace {

std::string definition(std::string_view user, std::string_view type, std::string_view command = "S:\\a.exe",
                       std::string_view settings = "<Enabled>true</Enabled>") {
  return fmt::format(
      "<?xml version=\"1.0\" encoding=\"UTF-16\"?>\r\n<Task version=\"1.2\" xmlns=\"{}\">\r\n"
      "  <Principals><Principal id=\"Author\"><UserId>{}</UserId>{}</Principal></Principals>\r\n"
      "  <Settings>{}</Settings>\r\n"
      "  <Actions Context=\"Author\"><Exec><Command>{}</Command><Arguments>-x</Arguments></Exec></Actions>\r\n"
      "</Task>\r\n",
      kTaskNamespace, user, type.empty() ? std::string() : fmt::format("<LogonType>{}</LogonType>", type),
      settings, command);
}

const std::string kSystem = definition("S-1-5-18", "");
const std::string kStored = definition("CONTOSO\\svc", "Password");

std::string text_of(const std::string& bytes) {
  return std::string(Document::decode(bytes, std::nullopt).text());
}

bool contains(std::string_view text, std::string_view part) {
  return text.find(part) != std::string_view::npos;
}

Ran run_on(FakeLiveTasks& machine, const std::vector<std::string>& arguments, std::string input = {}) {
  return run_with(arguments, std::move(input), false, &machine);
}

std::string usage_of(const std::vector<std::string>& arguments, FakeLiveTasks* machine) {
  try {
    run_with(arguments, {}, false, machine);
  } catch (const UsageError& error) {
    return error.what();
  }
  return "(accepted)";
}

/// What Task Scheduler does on Windows, as far as it is documented: another layout, no comments, defaults.
std::string in_windows_form(const TaskPath& /*path*/, std::string bytes) {
  std::string text = text_of(after_a_trip(bytes));
  const std::size_t settings = text.find("</Settings>");
  if (settings != std::string::npos && !contains(text, "<Hidden>"))
    text.insert(settings, "<Hidden>false</Hidden>");
  return encode_utf16_file(text);
}

TEST_SUITE("live tasks, inputs") {
  TEST_CASE(
      "show, diagnose, wrap, unwrap and probe -o read a task as they read a file, and its path is its name") {
    FakeLiveTasks machine;
    machine.tasks.add("\\Backup\\Nightly", kSystem);
    const TemporaryFolder folder;
    const auto file = folder.path() / "Nightly.xml";
    write_bytes(file, machine.tasks.task("\\Backup\\Nightly").bytes);
    for (const std::vector<std::string>& command : {std::vector<std::string>{"show"},
                                                    {"show", "--format", "json"},
                                                    {"show", "--format", "csv"},
                                                    {"diagnose"},
                                                    {"diagnose", "--format", "json"},
                                                    {"wrap", "--name", "n", "--diff"},
                                                    {"wrap", "--name", "n"},
                                                    {"unwrap"},
                                                    {"probe"}}) {
      CAPTURE(command.front());
      std::vector<std::string> live = command;
      live.emplace_back("TASKS:\\Backup\\Nightly");
      std::vector<std::string> from_file = command;
      from_file.push_back(file.string());
      const Ran ran = run_on(machine, live);
      Ran expected = run_with(from_file);
      CHECK(ran.exit_code == expected.exit_code);
      for (std::string* said : {&expected.streams.output, &expected.streams.error}) {
        // JSON writes the backslashes twice; the task's name is the file's there.
        const bool is_json = command.size() > 2 && command[2] == "json";
        const auto replace_all = [&](const std::string& what, const std::string& with) {
          for (std::size_t at = said->find(what); at != std::string::npos;
               at = said->find(what, at + with.size()))
            said->replace(at, what.size(), with);
        };
        replace_all(file.string(), is_json ? "\\\\Backup\\\\Nightly" : "\\Backup\\Nightly");
        replace_all("Nightly.xml", is_json ? "\\\\Backup\\\\Nightly" : "\\Backup\\Nightly");
      }
      CHECK(ran.streams.output == expected.streams.output);
      CHECK(ran.streams.error == expected.streams.error);
    }
    CHECK(contains(run_on(machine, {"wrap", "tasks:\\Backup\\Nightly", "--diff"}).streams.output,
                   "--name \"Backup\\Nightly\""));
    CHECK(machine.tasks.count("update") == 0);
  }

  TEST_CASE("the path is the name, whatever a URI says") {
    FakeLiveTasks machine;
    std::string text = kSystem;
    text.insert(text.find("  <Principals>"), "<RegistrationInfo><URI>\\Other</URI></RegistrationInfo>");
    machine.tasks.add("\\Backup\\Nightly", text);
    CHECK(contains(run_on(machine, {"show", "--format", "csv", "tasks:\\Backup"}).streams.output,
                   "\\Backup\\Nightly"));
    CHECK_FALSE(
        contains(run_on(machine, {"show", "--format", "csv", "tasks:\\Backup"}).streams.output, "\\Other"));
    CHECK(run_on(machine, {"wrap", "--check", "--select", "name=\\Backup\\*", "tasks:\\"}).exit_code ==
          kWouldChange);
    CHECK(run_on(machine, {"wrap", "--check", "--select", "name=\\Other", "tasks:\\"}).exit_code == kDone);
  }

  TEST_CASE("a folder is all below it in order; tasks of Windows only where a name= or show names them") {
    FakeLiveTasks machine;
    for (const char* path :
         {"\\b\\2", "\\first", "\\b\\c\\1", "\\Microsoft\\Windows\\x", "\\MicrosoftLike\\y"})
      machine.tasks.add(path, kSystem);
    const Ran all = run_on(machine, {"wrap", "--check", "--select", "all", "tasks:\\"});
    CHECK(contains(all.streams.error, "4 tasks: 4 changed"));
    CHECK(contains(all.streams.error, "1 tasks of Windows below \\Microsoft\\ are left out"));
    CHECK(machine.tasks.count("read \\Microsoft\\") == 0);
    CHECK(contains(run_on(machine, {"wrap", "--check", "--select", "name=*\\x", "tasks:\\"}).streams.error,
                   "\\Microsoft\\Windows\\x: would have wrapped"));
    CHECK(contains(run_on(machine, {"show", "tasks:\\b"}).streams.output, "\\b\\c\\1"));
    CHECK_FALSE(contains(run_on(machine, {"show", "tasks:\\b"}).streams.output, "\\first"));
    CHECK(contains(run_on(machine, {"show", "tasks:\\Microsoft"}).streams.output, "\\Microsoft\\Windows\\x"));
    CHECK_FALSE(contains(run_on(machine, {"show", "tasks:\\"}).streams.output, "\\Microsoft\\Windows\\x"));
    CHECK(contains(run_on(machine, {"show", "tasks:\\"}).streams.output, "in 4 tasks"));
  }

  TEST_CASE("what cannot be read is named, the rest is done, and missing elevation is said once") {
    FakeLiveTasks machine;
    machine.has_rights = false;
    machine.tasks.add("\\a", kSystem);
    machine.tasks.add("\\b", kSystem);
    machine.tasks.closed_folders.insert("\\Closed");
    machine.tasks.failures["read \\a"] = kDenied;
    const Ran ran = run_on(machine, {"show", "tasks:\\"});
    CHECK(ran.exit_code == kRefused);
    CHECK(contains(ran.streams.output, "\\b"));
    CHECK(contains(ran.streams.error, "cannot read the task: \\a: "));
    CHECK(contains(ran.streams.error, "cannot list the tasks: \\Closed: "));
    const std::size_t first = ran.streams.error.find("not elevated");
    REQUIRE(first != std::string::npos);
    CHECK(ran.streams.error.find("not elevated", first + 1) == std::string::npos);
    machine.has_rights = true;
    CHECK_FALSE(contains(run_on(machine, {"show", "tasks:\\"}).streams.error, "not elevated"));
    CHECK(run_on(machine, {"diagnose", "tasks:\\Nope"}).exit_code == kRefused);
  }

  TEST_CASE("show and diagnose make one call a task, and one for the list") {
    FakeLiveTasks machine;
    for (int i = 0; i < 40; ++i)
      machine.tasks.add(fmt::format("\\f{}\\t{}", i % 4, i), kSystem);
    run_on(machine, {"show", "tasks:\\"});
    CHECK(machine.tasks.calls.size() == 41);
    machine.tasks.calls.clear();
    run_on(machine, {"diagnose", "tasks:\\"});
    CHECK(machine.tasks.calls.size() == 41);
  }

  TEST_CASE("files and tasks stand in one order, with any number of jobs") {
    FakeLiveTasks machine;
    const TemporaryFolder folder;
    std::vector<std::string> arguments{"wrap", "--check", "--jobs", "4", "--select", "all"};
    std::string expected;
    for (int i = 0; i < 60; ++i) {
      if (i % 3 == 0) {
        machine.tasks.add(fmt::format("\\t{}", i), kSystem);
        arguments.push_back(fmt::format("tasks:\\t{}", i));
        expected += fmt::format("\\t{}: would have wrapped 1 of 1 Exec actions\n", i);
      } else {
        const auto file = folder.path() / fmt::format("f{}.xml", i);
        write_bytes(file, kSystem);
        arguments.push_back(file.string());
        expected += fmt::format("{}: would have wrapped 1 of 1 Exec actions\n", file.string());
      }
    }
    const Ran ran = run_on(machine, arguments);
    CHECK(ran.streams.error == expected + "60 files: 60 changed, 0 unchanged, 0 refused\n");
  }

  TEST_CASE("--output-dir mirrors the paths of tasks as names of files") {
    FakeLiveTasks machine;
    machine.tasks.add("\\Backup\\Night?ly", kSystem);
    const TemporaryFolder folder;
    const Ran ran = run_on(
        machine, {"wrap", "--select", "all", "--output-dir", (folder.path() / "out").string(), "tasks:\\"});
    CHECK(ran.exit_code == kDone);
    CHECK(contains(text_of(read_bytes(folder.path() / "out" / "Backup" / "Night%3Fly.xml")), "drivelaunch"));
  }

  TEST_CASE("command lines that mean nothing are refused before anything is done") {
    FakeLiveTasks machine;
    machine.tasks.add("\\Backup\\Nightly", kSystem);
    CHECK(contains(usage_of({"show", "tasks:\\"}, nullptr), "this machine has no Task Scheduler"));
    CHECK(contains(usage_of({"show", "tasks:/Backup"}, &machine), "this is not the path of a task"));
    CHECK(
        contains(usage_of({"wrap", "--in-place", "tasks:\\Backup"}, &machine), "a folder needs a --select"));
    CHECK(contains(usage_of({"wrap", "--select", "all", "tasks:\\Backup"}, &machine),
                   "holds the result of one file"));
    CHECK(contains(usage_of({"probe", "tasks:\\Backup"}, &machine), "probe takes one task"));
    CHECK(contains(usage_of({"drives", "tasks:\\Backup"}, &machine), "drives reads a file"));
    CHECK(contains(usage_of({"wrap", "--backup-dir", "d", "tasks:\\Backup\\Nightly"}, &machine),
                   "--backup-dir"));
    CHECK(contains(usage_of({"wrap", "--skip-passwords", "--check", "tasks:\\Backup\\Nightly"}, &machine),
                   "--skip-passwords"));
    CHECK(contains(usage_of({"wrap", "--in-place", "--backup", ".b", "tasks:\\Backup\\Nightly"}, &machine),
                   "--backup-dir DIR"));
    CHECK(contains(usage_of({"wrap", "--from-backup", "tasks:\\x"}, &machine), "--from-backup"));
    CHECK(contains(usage_of({"unwrap", "--from-backup", "x.xml"}, &machine), "it restores registered tasks"));
    CHECK(
        contains(usage_of({"unwrap", "--from-backup", "-o", "x", "tasks:\\x"}, &machine), "writes no file"));
    CHECK(contains(usage_of({"probe", "--doctor", "tasks:\\x"}, &machine), "it belongs to --run"));
    CHECK(contains(usage_of({"probe", "--run", "x.xml"}, &machine), "it takes a registered task"));
    CHECK(contains(usage_of({"probe", "--run", "-o", "f", "tasks:\\x"}, &machine), "writes no definition"));
    CHECK(machine.tasks.count("update") + machine.tasks.count("validate") == 0);
    CHECK(machine.backups.empty());
  }
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
    machine.tasks.normalise = [](const TaskPath& path, std::string bytes) {
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
    CHECK(run_on(machine, {"unwrap", "--from-backup", "tasks:\\f\\c"}).exit_code == kRefused);
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

TEST_SUITE("live tasks, passwords") {
  std::string tasks_of_all_principals(FakeLiveTasks & machine) {
    machine.tasks.add("\\gmsa", definition("CONTOSO\\gmsa$", "Password"));
    machine.tasks.add("\\group", definition("S-1-5-32-545", ""));
    machine.tasks.add("\\interactive", definition("CONTOSO\\anna", "InteractiveToken"));
    machine.tasks.add("\\s4u", definition("CONTOSO\\anna", "S4U"));
    machine.tasks.add("\\service", definition("S-1-5-20", ""));
    machine.tasks.add("\\stored", kStored);
    machine.tasks.add("\\system", kSystem);
    machine.tasks.add("\\two", definition("contoso\\SVC", "InteractiveTokenOrPassword"));
    machine.tasks.passwords["contoso\\svc"] = "correct horse";
    return "Password of CONTOSO\\svc: ";
  }

  TEST_CASE("a password is asked for once for each account, and only for tasks that store one and change") {
    FakeLiveTasks machine;
    const std::string prompt = tasks_of_all_principals(machine);
    machine.asked.answers[prompt] = "correct horse";
    const Ran ran = run_on(machine, {"wrap", "--in-place", "--select", "all", "tasks:\\"});
    CHECK(contains(ran.streams.error, "8 tasks: 8 changed"));
    CHECK(machine.asked.prompts == std::vector<std::string>{prompt});
    CHECK(machine.tasks.task("\\stored").password == "correct horse");
    CHECK(machine.tasks.task("\\two").password == "correct horse");
    CHECK(machine.tasks.task("\\gmsa").password == "");
    run_on(machine, {"wrap", "--in-place", "--select", "all", "tasks:\\"});
    CHECK(machine.asked.prompts.size() == 1);
    CHECK_FALSE(contains(ran.streams.error + ran.streams.output, "horse"));
  }

  TEST_CASE("a refused password is tried once for thirty tasks, and the other tasks are done") {
    FakeLiveTasks machine;
    const std::string prompt = tasks_of_all_principals(machine);
    for (int i = 0; i < 30; ++i)
      machine.tasks.add(fmt::format("\\many\\{:02}", i), kStored);
    machine.asked.answers[prompt] = "wrong";
    const Ran ran = run_on(machine, {"wrap", "--in-place", "--select", "all", "tasks:\\"});
    CHECK(ran.exit_code == kRefused);
    CHECK(contains(ran.streams.error, "38 tasks: 6 changed, 0 unchanged, 32 refused"));
    CHECK(machine.asked.prompts.size() == 1);
    CHECK(machine.tasks.count("update \\many") + machine.tasks.count("update \\stored") +
              machine.tasks.count("update \\two") ==
          1);
    CHECK(contains(ran.streams.error, "the password of CONTOSO\\svc was refused (0x8007052E"));
    CHECK_FALSE(contains(ran.streams.error, "wrong"));
    CHECK(text_of(machine.tasks.task("\\stored").bytes) == kStored);
  }

  TEST_CASE("an account is one by its SID and by its name") {
    FakeLiveTasks machine;
    machine.tasks.add("\\a", definition("S-1-5-21-1-2-3-1105", "Password"));
    machine.tasks.add("\\b", kStored);
    machine.account_names["S-1-5-21-1-2-3-1105"] = "CONTOSO\\svc";
    machine.tasks.passwords["contoso\\svc"] = machine.tasks.passwords["s-1-5-21-1-2-3-1105"] = "pw";
    machine.asked.answers["Password of CONTOSO\\svc: "] = "pw";
    CHECK(run_on(machine, {"wrap", "--in-place", "--select", "all", "tasks:\\"}).exit_code == kDone);
    CHECK(machine.asked.prompts.size() == 1);
  }

  TEST_CASE("an empty answer and Ctrl-C at the prompt register nothing") {
    FakeLiveTasks machine;
    machine.tasks.add("\\a", kStored);
    CHECK(contains(run_on(machine, {"wrap", "--in-place", "tasks:\\a"}).streams.error,
                   "no password was given for CONTOSO\\svc"));
    CHECK(machine.tasks.count("update") == 0);
    machine.is_stopped = true;
    CHECK(contains(run_on(machine, {"wrap", "--in-place", "tasks:\\a"}).streams.error, "\\a: not done"));
  }

  TEST_CASE("--skip-passwords leaves those tasks alone and lists them") {
    FakeLiveTasks machine;
    tasks_of_all_principals(machine);
    const Ran ran =
        run_on(machine, {"wrap", "--in-place", "--skip-passwords", "--select", "all", "tasks:\\"});
    CHECK(ran.exit_code == kDone);
    CHECK(contains(ran.streams.error, "8 tasks: 6 changed, 2 unchanged, 0 refused"));
    CHECK(contains(ran.streams.error, "\\stored: left alone: it stores the password of CONTOSO\\svc"));
    CHECK(machine.asked.prompts.empty());
    CHECK(machine.asked.reads == 0);
    CHECK_FALSE(machine.backups.contains("stored.xml"));
  }

  TEST_CASE("where standard input is no console, its lines are the passwords") {
    FakeLiveTasks machine;
    machine.asked.is_on_console = false;
    machine.tasks.add("\\a", kStored);
    machine.tasks.add("\\b", definition("other@contoso.com", "Password"));
    machine.tasks.add("\\c", definition("CONTOSO\\third", "Password"));
    machine.tasks.passwords["contoso\\svc"] = " a=b ";
    machine.tasks.passwords["other@contoso.com"] = "p";
    machine.asked.input = "\xEF\xBB\xBF contoso\\SVC = a=b \r\n\r\nother@CONTOSO.com=p\n";
    const Ran ran = run_on(machine, {"wrap", "--in-place", "--select", "all", "tasks:\\"});
    CHECK(machine.asked.reads == 1);
    CHECK(machine.asked.prompts.empty());
    CHECK(contains(ran.streams.error, "3 tasks: 2 changed, 0 unchanged, 1 refused"));
    CHECK(contains(ran.streams.error, "standard input has no line CONTOSO\\third=PASSWORD"));
  }

  TEST_CASE("a line that is none is named by its number, never by its text") {
    for (const char* bad : {"secret\n", "=secret\n", "a=\n", "a=x\nA=secret\n", "a=secret\xFF\n"}) {
      CAPTURE(bad);
      FakeLiveTasks machine;
      machine.asked.is_on_console = false;
      machine.asked.input = bad;
      machine.tasks.add("\\a", kStored);
      const Ran ran = run_on(machine, {"wrap", "--in-place", "tasks:\\a"});
      CHECK(ran.exit_code == kRefused);
      CHECK(contains(ran.streams.error, " of standard input "));
      CHECK_FALSE(contains(ran.streams.error, "secret"));
    }
  }
}

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

/// The words behind `taskxml` in a line, up to a comment or a redirection.
std::vector<std::string> words_of(std::string line) {
  for (const char* end : {" #", " 2>", "`"})
    line = line.substr(0, line.find(end));
  std::vector<std::string> words;
  std::istringstream rest(line);
  for (std::string word; rest >> word;)
    words.push_back(word);
  return words;
}

TEST_SUITE("live tasks, README") {
  TEST_CASE("every line about registered tasks is one that taskxml takes") {
    const std::string readme =
        read_bytes(std::filesystem::path(DRIVELAUNCH_SAMPLES) / "../taskxml/README.md");
    const std::size_t begin = readme.find("## Live tasks");
    const std::size_t end = readme.find("## By export and import");
    REQUIRE(end != std::string::npos);
    std::istringstream section(readme.substr(begin, end - begin));
    int found = 0;
    for (std::string line; std::getline(section, line);) {
      for (const std::string before : {"taskxml ", "taskxml.exe' "}) {
        const std::size_t at = line.find(before);
        if (at == std::string::npos || !contains(line, "tasks:\\")) continue;
        CAPTURE(line);
        FakeLiveTasks machine;
        machine.tasks.add("\\Backup\\Nightly", kSystem);
        machine.tasks.on_run = [](FakeTask& task) { task.status = {TaskState::ready, 0}; };
        CHECK(usage_of(words_of(line.substr(at + before.size())), &machine) == "(accepted)");
        ++found;
      }
    }
    CHECK(found >= 8);
  }
}

}  // namespace
}  // namespace taskxml::test
