// G6: how the program's processes end with the launcher, and outlive it.
#include <doctest/doctest.h>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <windows.h>

#include <tlhelp32.h>

#include <algorithm>
#include <chrono>
#include <string>
#include <vector>

#include "support/drives.hpp"
#include "support/files.hpp"
#include "support/launcher.hpp"
#include "support/random_source.hpp"
#include "support/rig.hpp"
#include "support/text.hpp"

using namespace e2e;

namespace {

/// A program with children and a grandchild, started in every way that could take them out of a job. All of
/// them run a file whose name nobody else has, so that the system's list of processes shows who is alive.
class ProcessTree {
 public:
  static constexpr int kSize = 6;

  ProcessTree() {
    copy_file(act_child_path(), program_);
    make_folder(pids_);
  }
  ~ProcessTree() { let_end(); }

  /// Options, PROGRAM and its arguments. Every process says that it is there, and stays until let_end.
  /// PROGRAM stays, too, when one of the others does not start (Wine was seen to refuse one with 1359): if it
  /// ended, the others would outlive the launcher by right.
  std::string command() const {
    const std::string here = "pid " + in_quotes(pids_) + " ";
    const std::string stay = "wait " + in_quotes(end_) + " ";
    return " --log " + in_quotes(log_) + " -- " + in_quotes(program_) + " go-on " + here + "spawn " + here +
           "spawn " + here + stay + "end " + stay + "end " + "spawn-detached " + here + stay +
           "end spawn-console " + here + stay + "end spawn-breakaway " + here + stay + "end " + stay;
  }

  /// How many have said that they are there.
  int arrived() const { return static_cast<int>(list_folder(pids_).size()); }

  int alive() const { return static_cast<int>(list_alive().size()); }

  /// Waits for all to end by themselves. Empty: they have. Else who lives on against the rule, who had
  /// arrived and what the launcher logged; those are then let end.
  std::string list_survivors() const {
    std::string survivors;
    if (!wait_until([&] { return alive() == 0; })) survivors = describe();
    let_end();
    return survivors;
  }

  void let_end() const {
    write_file(end_, {});
    wait_until([&] { return alive() == 0; });
  }

 private:
  std::string describe() const {
    std::string text = "alive:";
    for (const PROCESSENTRY32W& entry : list_alive()) {
      text += fmt::format(" {} of {} with {} threads;", entry.th32ProcessID, entry.th32ParentProcessID,
                          entry.cntThreads);
    }
    return text + fmt::format(" arrived: {}\nlog: {}", fmt::join(list_folder(pids_), ", "),
                              exists(log_) ? read_file(log_) : "none");
  }

  std::vector<PROCESSENTRY32W> list_alive() const {
    const std::wstring name = widen(program_.substr(program_.find_last_of('\\') + 1));
    const OwnedHandle snapshot = own(CreateToolhelp32Snapshot(TH32CS_SNAPPROCESS, 0));
    PROCESSENTRY32W entry{};
    entry.dwSize = sizeof entry;
    std::vector<PROCESSENTRY32W> found;
    for (BOOL more = Process32FirstW(snapshot.get(), &entry); more != 0;
         more = Process32NextW(snapshot.get(), &entry)) {
      if (name == entry.szExeFile) found.push_back(entry);
    }
    return found;
  }

  static std::string unique_name() {
    static int count = 0;
    return "tree-" + std::to_string(GetCurrentProcessId()) + "-" + std::to_string(++count) + ".exe";
  }

  TemporaryFolder folder_;
  std::string program_ = folder_.file(unique_name());
  std::string pids_ = folder_.file("pids");
  std::string end_ = folder_.file("end");
  std::string log_ = folder_.file("log");
};

/// A program that ends with code 3 and leaves a process behind, which ends when it is let, and says so.
class LeftBehind {
 public:
  LeftBehind() { write_file(folder_.file("in"), {}); }
  ~LeftBehind() { let_end(); }

  ProcessRequest request(const std::string& options) const {
    ProcessRequest request = launcher_request("--log " + in_quotes(folder_.file("log")) + " " + options +
                                              act("spawn wait " + in_quotes(folder_.file("go")) + " write " +
                                                  in_quotes(folder_.file("done")) + " x end exit 3"));
    // Not pipes: what is left behind has them, too, and we would wait for its end.
    request.input_file = folder_.file("in");
    request.output_file = folder_.file("out");
    request.errors_file = folder_.file("err");
    return request;
  }

  std::string log() const {
    return exists(folder_.file("log")) ? read_file(folder_.file("log")) : std::string();
  }
  std::string errors() const { return read_file(folder_.file("err")); }
  bool has_ended() const { return exists(folder_.file("done")); }
  void let_end() {
    write_file(folder_.file("go"), {});
    wait_until([&] { return has_ended(); });
  }

 private:
  TemporaryFolder folder_;
};

}  // namespace

TEST_SUITE("kill") {
  TEST_CASE("G6: no descendant of the program outlives a launcher that is killed, whenever that happens") {
    NEEDS_SHARE();
    const std::uint64_t seed = choose_seed();
    MESSAGE("DRIVELAUNCH_TEST_SEED=", seed);
    RandomSource random(seed);
    const ShareFolder folder;
    const FreeLetter drive;

    // First when all are there, which also shows how long that takes.
    int longest = 0;
    {
      const ProcessTree tree;
      const auto begin = std::chrono::steady_clock::now();
      RunningProcess launcher(launcher_request(drive.option(folder.unc()) + tree.command()));
      REQUIRE(wait_until([&] { return tree.arrived() == ProcessTree::kSize; }));
      CHECK(tree.alive() == ProcessTree::kSize);
      const auto took = std::chrono::steady_clock::now() - begin;
      longest = static_cast<int>(std::chrono::duration_cast<std::chrono::milliseconds>(took).count());
      launcher.kill();
      REQUIRE(tree.list_survivors() == "");
      drive.disconnect();
    }

    const int count = is_full_run() ? 50 : 10;
    for (int i = 0; i < count; ++i) {
      const ProcessTree tree;
      const int moment = random.draw(0, longest);
      CAPTURE(moment);
      RunningProcess launcher(launcher_request(drive.option(folder.unc()) + tree.command()));
      Sleep(static_cast<DWORD>(moment));  // the moment of the kill is what varies
      REQUIRE_FALSE(launcher.has_ended());
      launcher.kill();
      REQUIRE(tree.list_survivors() == "");
      drive.disconnect();  // a killed launcher leaves it
    }
  }

  TEST_CASE("G6: no descendant of the program outlives a launcher that dies with its console") {
    NEEDS_SHARE();
    if (!is_wine()) {
      MESSAGE("skipped: Windows notifies the launcher first; the tests of session-end have that");
      return;
    }
    const ShareFolder folder;
    const FreeLetter drive;
    const ProcessTree tree;
    ProcessRequest request = launcher_request(drive.option(folder.unc()) + tree.command());
    request.flags = CREATE_NEW_CONSOLE;
    RunningProcess launcher(request);
    REQUIRE(wait_until([&] { return tree.arrived() == ProcessTree::kSize; }));
    RunningProcess user({.line = widen(in_quotes(act_child_path()) + " close-console " +
                                       std::to_string(GetProcessId(launcher.handle()))),
                         .flags = DETACHED_PROCESS});
    CHECK(wait_until([&] { return launcher.has_ended(); }));
    CHECK(tree.list_survivors() == "");
  }

  TEST_CASE("what a service starts for the program is not its descendant: out of the launcher's reach") {
    NEEDS_SHARE();
    const ShareFolder folder;
    const FreeLetter drive;
    const TemporaryFolder temporary;
    const std::string order = in_quotes(temporary.file("order"));
    const std::string served = in_quotes(temporary.file("served"));
    const std::string end = in_quotes(temporary.file("end"));
    const std::string survived = temporary.file("survived");
    // Not the launcher's descendant: it was there before, as a service is.
    RunningProcess service(
        {.line = widen(in_quotes(act_child_path()) + " wait " + order + " spawn write " + served +
                       " x wait " + end + " write " + in_quotes(survived) + " x end wait " + end)});
    RunningProcess launcher(
        launcher_request(drive.option(folder.unc()) + act("write " + order + " x wait " + end)));
    REQUIRE(wait_until([&] { return exists(temporary.file("served")); }));
    launcher.kill();
    CHECK_FALSE(exists(survived));
    write_file(temporary.file("end"), "");
    CHECK(wait_until([&] { return exists(survived); }));
    service.wait();
  }

  TEST_CASE("G6: what the program started lives on when the program has ended, and the drive goes") {
    NEEDS_SHARE();
    const ShareFolder folder;
    const FreeLetter drive;
    LeftBehind left;
    RunningProcess launcher(left.request(drive.option(folder.unc())));
    const auto result = launcher.wait();
    CHECK(result.exit_code == 3);
    CHECK_FALSE(drive.is_there());
    CHECK_FALSE(left.has_ended());
    left.let_end();
    CHECK(left.has_ended());
  }

  TEST_CASE("G6: a drive that a descendant still uses is disconnected as soon as that has ended") {
    NEEDS_SHARE();
    const ShareFolder folder;
    const FreeLetter drive;
    LeftBehind left;
    RunningProcess launcher(left.request(drive.option(folder.unc()) + "--chdir " + drive.file("")));
    // The launcher has tried, and the system has said that the drive is in use.
    CHECK(wait_until([&] { return contains(left.log(), " disconnect connection="); }));
    CHECK(drive.is_there());
    CHECK_FALSE(launcher.has_ended());
    left.let_end();
    CHECK(launcher.wait().exit_code == 3);
    CHECK_FALSE(drive.is_there());
    CHECK(left.errors() == "");
  }

  TEST_CASE(
      "G2, G6: a drive that a descendant uses for longer than 10 s stays, and the exit code is the "
      "program's") {
    NEEDS_SHARE();
    const ShareFolder folder;
    const FreeLetter drive;
    LeftBehind left;
    RunningProcess launcher(left.request(drive.option(folder.unc()) + "--chdir " + drive.file("")));
    const auto result = launcher.wait();
    CHECK(result.exit_code == 3);
    CHECK(result.duration >= std::chrono::seconds(10));
    CHECK(drive.remote() == to_lower(folder.unc()));
    CHECK(contains(left.errors(), "drivelaunch: warning: cannot disconnect: " + drive.device()));
    CHECK(contains(left.errors(), " 2401 ERROR_OPEN_FILES (WNetCancelConnection2W): "));
    CHECK(contains(left.errors(), "net use " + drive.device() + " /delete when that has ended"));
    CHECK_FALSE(left.has_ended());
    left.let_end();
    CHECK(left.has_ended());
  }
}
