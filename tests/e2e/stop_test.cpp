// Being stopped: as Task Scheduler does it (WM_CLOSE, later TerminateProcess), and no window to be seen.
#include <doctest/doctest.h>
#include <windows.h>

#include <algorithm>
#include <string>
#include <vector>

#include "support/drives.hpp"
#include "support/files.hpp"
#include "support/launcher.hpp"
#include "support/rig.hpp"
#include "support/text.hpp"
#include "support/windows_of.hpp"

using namespace e2e;

namespace {

/// Sends WM_CLOSE to every window of the process, as Task Scheduler's End does, once it has one.
void close_windows_of(const RunningProcess& process) {
  const DWORD id = GetProcessId(process.handle());
  REQUIRE(wait_until([&] { return !windows_of(id).empty(); }));
  for (const WindowOf& window : windows_of(id))
    PostMessageW(window.handle, WM_CLOSE, 0, 0);
}

/// A run of one of the two programs, on a console of its own without a window.
class StoppedRun {
 public:
  explicit StoppedRun(const std::string& launcher) : launcher_(launcher) {}

  const std::string& ready() const { return ready_; }
  const std::string& saved() const { return saved_; }
  const std::string& end() const { return end_; }
  bool has_saved() const { return exists(saved_); }
  bool drive_is_there() const { return drive_.is_there(); }
  std::string log() const { return exists(log_) ? read_file(log_) : std::string(); }
  std::string drive_option() const { return drive_.option(folder_.unc()); }

  ProcessRequest request(const std::string& options, const std::string& program) const {
    return {.line = widen(quoted(launcher_) + " --log " + quoted(log_) + " " + drive_option() + options +
                          program),
            .flags = CREATE_NO_WINDOW};
  }
  void wait_until_ready() const {
    REQUIRE(wait_until([&] { return exists(ready_); }));
  }

  std::string saving_window() const {
    return " -- " + quoted(window_child_path()) + " " + quoted(ready_) + " save " + quoted(saved_);
  }
  std::string ignoring_window() const {
    return " -- " + quoted(window_child_path()) + " " + quoted(ready_) + " ignore " + quoted(end_);
  }
  std::string saving_console() const {
    return act("break-save " + quoted(saved_) + " write " + quoted(ready_) + " x wait " + quoted(end_) +
               " exit 24");
  }
  std::string ignoring_console() const {
    return act("break-ignore write " + quoted(ready_) + " x wait " + quoted(end_) + " exit 24");
  }
  std::string careless_console() const {
    return act("write " + quoted(ready_) + " x wait " + quoted(end_) + " exit 24");
  }

 private:
  std::string launcher_;
  TemporaryFolder temporary_;
  ShareFolder folder_;
  FreeLetter drive_;
  std::string ready_ = temporary_.file("ready");
  std::string saved_ = temporary_.file("saved");
  std::string end_ = temporary_.file("end");
  std::string log_ = temporary_.file("log");
};

/// Wine 8 makes Ctrl-C events only.
bool can_send_break() {
  if (is_wine()) MESSAGE("not seen under Wine: Ctrl-Break");
  return !is_wine();
}

/// Stopped once; `lets_go`: the program takes no notice and is then let end by itself.
void check_stop(const std::string& launcher, std::string (StoppedRun::*program)() const, bool saves,
                bool lets_go, std::uint32_t exit_code, const char* how) {
  CAPTURE(launcher);
  const StoppedRun run(launcher);
  RunningProcess process(run.request("", (run.*program)()));
  run.wait_until_ready();
  CHECK(run.drive_is_there());
  close_windows_of(process);
  REQUIRE(wait_until([&] { return contains(run.log(), " stop "); }));
  if (lets_go) {
    CHECK_FALSE(process.has_ended());
    CHECK(run.drive_is_there());
    write_file(run.end(), "");
  }
  CHECK(process.wait().exit_code == exit_code);
  CHECK(run.has_saved() == saves);
  CHECK_FALSE(run.drive_is_there());
  CHECK(contains(run.log(), how));
}

}  // namespace

TEST_SUITE("stop") {
  TEST_CASE("End: a program with a window gets WM_CLOSE, saves, and its exit code is the task's") {
    NEEDS_SHARE();
    for (const std::string& launcher : {launcher_path(), windowless_launcher_path()})
      check_stop(launcher, &StoppedRun::saving_window, true, false, 21, " stop windows=1 ctrl-break=no");
  }

  TEST_CASE("End: a program with a window that ignores WM_CLOSE goes on with its drive") {
    NEEDS_SHARE();
    for (const std::string& launcher : {launcher_path(), windowless_launcher_path()})
      check_stop(launcher, &StoppedRun::ignoring_window, false, true, 22, " stop windows=1 ctrl-break=no");
  }

  TEST_CASE("End: a console program gets Ctrl-Break, saves, and its exit code is the task's") {
    NEEDS_SHARE();
    if (!can_send_break()) return;
    for (const std::string& launcher : {launcher_path(), windowless_launcher_path()})
      check_stop(launcher, &StoppedRun::saving_console, true, false, 23, " stop windows=0 ctrl-break=yes");
  }

  TEST_CASE("End: a console program that ignores it goes on with its drive") {
    NEEDS_SHARE();
    for (const std::string& launcher : {launcher_path(), windowless_launcher_path()})
      check_stop(launcher, &StoppedRun::ignoring_console, false, true, 24, " stop windows=0 ctrl-break=");
  }

  TEST_CASE("End: a console program that knows nothing of Ctrl-Break ends as Windows ends it") {
    NEEDS_SHARE();
    if (!can_send_break()) return;
    for (const std::string& launcher : {launcher_path(), windowless_launcher_path()})
      check_stop(launcher, &StoppedRun::careless_console, false, false, 0xC000013A,
                 " stop windows=0 ctrl-break=yes");
  }

  TEST_CASE("G1: drivelaunchw shows no window, and a console program has none either") {
    NEEDS_SHARE();
    StoppedRun run(windowless_launcher_path());
    // As Task Scheduler starts it on a desktop: without anything of ours.
    ProcessRequest request = run.request("", run.careless_console());
    request.flags = 0;
    std::vector<WindowOf> before = list_windows();
    RunningProcess process(request);
    run.wait_until_ready();
    const DWORD id = GetProcessId(process.handle());
    REQUIRE(wait_until([&] { return !windows_of(id).empty(); }));
    for (const WindowOf& window : list_windows()) {
      const bool is_new = std::none_of(before.begin(), before.end(),
                                       [&](const WindowOf& other) { return other.handle == window.handle; });
      CAPTURE(window.process);
      CHECK_FALSE((is_new && window.visible));
    }
    write_file(run.end(), "");
    CHECK(process.wait().exit_code == 24);
  }

  TEST_CASE("G1: drivelaunchw shows no window beside that of a program that has one") {
    NEEDS_SHARE();
    StoppedRun run(windowless_launcher_path());
    std::vector<WindowOf> before = list_windows();
    RunningProcess process(run.request("", run.ignoring_window()));
    run.wait_until_ready();
    const DWORD id = GetProcessId(process.handle());
    REQUIRE(wait_until([&] { return !windows_of(id).empty(); }));
    int visible = 0;
    for (const WindowOf& window : list_windows()) {
      const bool is_new = std::none_of(before.begin(), before.end(),
                                       [&](const WindowOf& other) { return other.handle == window.handle; });
      visible += is_new && window.visible ? 1 : 0;
      CHECK_FALSE((window.process == id && window.visible));
    }
    CHECK(visible == 1);
    write_file(run.end(), "");
    CHECK(process.wait().exit_code == 22);
  }
}
