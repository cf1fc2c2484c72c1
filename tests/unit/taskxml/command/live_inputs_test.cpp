#include <doctest/doctest.h>
#include <fmt/format.h>

#include <filesystem>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

#include "tests/unit/taskxml/command/live_runs.hpp"

// Registered tasks as INPUTs.

namespace taskxml::test {
namespace {

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
        std::string written;
        for (const char c : file.string())
          written.append(is_json && c == '\\' ? 2 : 1, c);
        replace_all(written, is_json ? "\\\\Backup\\\\Nightly" : "\\Backup\\Nightly");
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
