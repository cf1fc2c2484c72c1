// Being stopped as Task Scheduler does it: WM_CLOSE, later TerminateProcess.
#include <doctest/doctest.h>
#include <windows.h>

#include <string>

#include "support/launcher.hpp"
#include "support/rig.hpp"
#include "support/stopped_run.hpp"
#include "support/text.hpp"
#include "support/windows_of.hpp"
#include "support/wine.hpp"

using namespace e2e;

namespace {

/// Sends WM_CLOSE to every window of the process, as Task Scheduler's End does, once it has one.
void close_windows_of(const RunningProcess& process) {
  const DWORD id = GetProcessId(process.handle());
  REQUIRE(wait_until([&] { return !windows_of(id).empty(); }));
  for (const WindowOf& window : windows_of(id))
    PostMessageW(window.handle, WM_CLOSE, 0, 0);
}

/// Wine 8.0 makes Ctrl-C events only.
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
    run.let_end();
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
      check_stop(launcher, &StoppedRun::saving_window, true, false, 21,
                 " stop windows=1 ctrl-break=no cause=asked");
  }

  TEST_CASE("End: a program with a window that ignores WM_CLOSE continues with its drive") {
    NEEDS_SHARE();
    for (const std::string& launcher : {launcher_path(), windowless_launcher_path()})
      check_stop(launcher, &StoppedRun::ignoring_window, false, true, 22,
                 " stop windows=1 ctrl-break=no cause=asked");
  }

  TEST_CASE("End: a console program gets Ctrl-Break, saves, and its exit code is the task's") {
    NEEDS_SHARE();
    if (!can_send_break()) return;
    for (const std::string& launcher : {launcher_path(), windowless_launcher_path()})
      check_stop(launcher, &StoppedRun::saving_console, true, false, 23, " stop windows=0 ctrl-break=yes");
  }

  TEST_CASE("End: a console program that ignores it continues with its drive") {
    NEEDS_SHARE();
    if (!is_ctrl_break_harmless()) {
      MESSAGE("not seen under Wine 10: who ignores Ctrl-Break");
      return;
    }
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
}
