// The log on disk: written by many, rotated, and never a way to write somewhere else.
#include <doctest/doctest.h>
#include <fmt/format.h>

#include <windows.h>

#include <chrono>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "support/files.hpp"
#include "support/launcher.hpp"
#include "support/owned_handle.hpp"
#include "support/permissions.hpp"
#include "support/process.hpp"
#include "support/rig.hpp"
#include "support/system_failure.hpp"
#include "support/text.hpp"

using namespace e2e;

namespace {

/// Ends in a moment and logs: there is no such server, and the plan of a taken letter needs none.
std::string failing_run(const std::string& options) {
  return options + " --drive C=\\\\nas\\backup" + act("exit 0");
}

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t end = text.find('\n', begin);
    REQUIRE(end != std::string::npos);
    lines.push_back(text.substr(begin, end - begin));
    begin = end + 1;
  }
  return lines;
}

/// Has the turn to write a log, as a launcher has that is kept from going on in the middle of a line.
class HeldTurn {
 public:
  explicit HeldTurn(const std::string& log)
      : file_(own(CreateFileW(widen(log).c_str(), GENERIC_READ | GENERIC_WRITE,
                              FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE, nullptr, OPEN_ALWAYS,
                              FILE_ATTRIBUTE_NORMAL, nullptr))) {
    OVERLAPPED place{};
    place.OffsetHigh = 0x40000001;
    if (LockFileEx(file_.get(), LOCKFILE_EXCLUSIVE_LOCK, 0, 1, 0, &place) == 0) fail("cannot lock " + log);
  }
  void write(const std::string& text) const {
    DWORD written = 0;
    CHECK(WriteFile(file_.get(), text.data(), static_cast<DWORD>(text.size()), &written, nullptr) != 0);
  }

 private:
  OwnedHandle file_;
};

/// The --name of the run that wrote the line: "run7".
std::string label_of(const std::string& line) {
  const std::size_t name = line.find(" run");
  REQUIRE(name != std::string::npos);
  return line.substr(name + 1, line.find(' ', name + 1) - name - 1);
}

}  // namespace

TEST_SUITE("log") {
  TEST_CASE("twenty launchers write one log through its turn: no line is torn, none is lost") {
    const TemporaryFolder temporary;
    const std::string log = temporary.file("many.log");
    write_file(temporary.file("drives.ini"),
               fmt::format("[launcher]\nlog = {}\nlog-size = 64K\n[drive.C]\npath = \\\\nas\\backup\n", log));
    std::string before;
    for (int i = 0; before.size() < 64U * 1024 - 2500; ++i)
      before += fmt::format("before {}\n", i);
    write_file(log, before);
    std::vector<std::unique_ptr<RunningProcess>> launchers;
    for (int i = 0; i < 20; ++i) {
      launchers.push_back(std::make_unique<RunningProcess>(launcher_request(
          fmt::format("--config {} --name run{}", in_quotes(temporary.file("drives.ini")), i) +
          act("exit 0"))));
    }
    for (const auto& launcher : launchers) {
      const auto result = launcher->wait();
      CHECK(result.exit_code == launcher_code(ERROR_ALREADY_ASSIGNED));
      CHECK_FALSE(contains(result.errors, "cannot write the log"));
    }
    const std::string older = read_file(log + ".1");
    CHECK(older.starts_with(before));
    std::set<std::string> starts;
    std::set<std::string> ends;
    for (const std::string& line : lines_of(older.substr(before.size()) + read_file(log))) {
      CAPTURE(line);
      CHECK((line.size() > 30 && line[23] == 'Z'));
      const std::string label = label_of(line);
      if (contains(line, " start config=")) CHECK(starts.insert(label).second);
      if (contains(line, " end code=")) CHECK(ends.insert(label).second);
    }
    CHECK(starts.size() == 20);
    CHECK(ends.size() == 20);
  }

  TEST_CASE("twenty launchers write a hundred lines each at once: every line is there, once") {
    const TemporaryFolder temporary;
    const std::string log = temporary.file("many.log");
    // A bad value in a section that --only leaves out is a warning: one line each.
    std::string config = fmt::format("[launcher]\nlog = {}\n[drive.C]\npath = \\\\nas\\backup\n", log);
    for (int i = 0; i < 100; ++i)
      config += fmt::format("[share.s{}]\npath = nowhere\n", i);
    write_file(temporary.file("drives.ini"), config);
    std::vector<std::unique_ptr<RunningProcess>> launchers;
    for (int i = 0; i < 20; ++i) {
      launchers.push_back(std::make_unique<RunningProcess>(
          launcher_request(fmt::format("--config {} --only C --quiet --name run{}",
                                       in_quotes(temporary.file("drives.ini")), i) +
                           act("exit 0"))));
    }
    for (const auto& launcher : launchers)
      CHECK(launcher->wait().exit_code == launcher_code(ERROR_ALREADY_ASSIGNED));
    std::map<std::string, std::size_t> warnings;
    for (const std::string& line : lines_of(read_file(log))) {
      CAPTURE(line);
      CHECK((line.size() > 30 && line[23] == 'Z'));
      if (contains(line, " warning message=")) ++warnings[label_of(line)];
    }
    CHECK(warnings.size() == 20);
    for (const auto& row : warnings) {
      CAPTURE(row.first);
      CHECK(row.second == 100);
    }
  }

  TEST_CASE("a line waits for who is writing one, for longer than a second") {
    const TemporaryFolder temporary;
    const std::string log = temporary.file("run.log");
    auto turn = std::make_unique<HeldTurn>(log);
    RunningProcess launcher(launcher_request(failing_run("--log " + in_quotes(log))));
    Sleep(2500);  // not waiting would fill the log
    CHECK_FALSE(launcher.has_ended());
    CHECK(read_file(log).empty());
    turn->write("begun before\n");
    turn.reset();
    CHECK(launcher.wait().exit_code == launcher_code(ERROR_ALREADY_ASSIGNED));
    const std::vector<std::string> lines = lines_of(read_file(log));
    CHECK(lines.front() == "begun before");
    CHECK(contains(lines.back(), " end code="));
  }

  TEST_CASE("a turn that does not come is waited for once, not for every line") {
    const TemporaryFolder temporary;
    const std::string log = temporary.file("run.log");
    const HeldTurn turn(log);
    const auto result = launch(failing_run("--log " + in_quotes(log)));
    CHECK(result.exit_code == launcher_code(ERROR_ALREADY_ASSIGNED));
    const auto lines = lines_of(read_file(log)).size();
    CHECK(lines >= 3);
    CHECK(result.duration >= std::chrono::seconds(10));
    CHECK(result.duration < (lines - 1) * std::chrono::seconds(10));
  }

  TEST_CASE("a log with a second name (hard link) is not written, and the run says so and continues") {
    const TemporaryFolder temporary;
    const std::string log = temporary.file("run.log");
    write_file(temporary.file("victim"), "precious");
    make_hard_link(temporary.file("victim"), log);
    const auto result = launch(failing_run("--log " + in_quotes(log)));
    CHECK(result.exit_code == launcher_code(ERROR_ALREADY_ASSIGNED));
    CHECK(contains(result.errors, "drivelaunch: warning: cannot write the log: " + log +
                                      ": the file has a second name (hard link)"));
    CHECK(read_file(temporary.file("victim")) == "precious");
    remove_file(temporary.file("victim"));
    CHECK_FALSE(contains(launch(failing_run("--log " + in_quotes(log))).errors, "cannot write the log"));
  }

  TEST_CASE("an elevated run does not log into a folder that everybody may change") {
    NEEDS_RIGHTS(Rights::elevated);
    const TemporaryFolder temporary;
    make_folder(temporary.file("logs"));
    set_permissions(temporary.file("logs"), "(A;OICI;FA;;;WD)");
    const std::string log = temporary.file("logs\\run.log");
    const auto result = launch(failing_run("--log " + in_quotes(log)), Rights::elevated);
    CHECK(result.exit_code == launcher_code(ERROR_ALREADY_ASSIGNED));
    CHECK(contains(result.errors, "(S-1-1-0) has ADD_FILE"));
    CHECK_FALSE(exists(log));
    set_permissions(temporary.file("logs"), "(A;OICI;FRFX;;;WD)");
    CHECK_FALSE(contains(launch(failing_run("--log " + in_quotes(log)), Rights::elevated).errors,
                         "cannot write the log"));
    CHECK(exists(log));
  }

  TEST_CASE("a run that is not elevated logs where its account may write") {
    NEEDS_RIGHTS(Rights::limited);
    const TemporaryFolder temporary;
    make_folder(temporary.file("logs"));
    set_permissions(temporary.file("logs"), "(A;OICI;FA;;;WD)");
    const std::string log = temporary.file("logs\\run.log");
    const auto result = launch(failing_run("--log " + in_quotes(log)), Rights::limited);
    CHECK(result.exit_code == launcher_code(ERROR_ALREADY_ASSIGNED));
    CHECK_FALSE(contains(result.errors, "cannot write the log"));
    CHECK(contains(read_file(log), " end code="));
  }

  TEST_CASE("G9: a log without a folder in its name is judged by the folder that it would be in") {
    NEEDS_RIGHTS(Rights::elevated);
    const TemporaryFolder temporary;
    const std::string folder = temporary.file("here");
    make_folder(folder);
    set_permissions(folder, "(A;OICI;FA;;;WD)");
    ProcessRequest request = launcher_request(failing_run("--log x.log"));
    request.directory = folder;
    request.rights = Rights::elevated;
    for (const std::string& name : {std::string("x.log"), folder.substr(0, 2) + "x.log"}) {
      CAPTURE(name);
      request.line = launcher_request(failing_run("--log " + name)).line;
      CHECK(contains(run_process(request).errors,
                     "drivelaunch: warning: cannot write the log: " + name + ": " + folder + ": "));
      CHECK_FALSE(exists(folder + "\\x.log"));
    }
    set_permissions(folder, "(A;OICI;FRFX;;;WD)");
    CHECK_FALSE(contains(run_process(request).errors, "cannot write the log"));
    CHECK(exists(folder + "\\x.log"));
  }
}
