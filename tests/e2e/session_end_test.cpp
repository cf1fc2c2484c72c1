// The end of the console, of the session and of the machine; and Ctrl-C and Ctrl-Break, which end nothing of
// ours.
//
// Wine 8 sends a process Ctrl-C only. All other events are brought to the processes as the console of
// Windows brings them, by a thread in each of them (support/console_event.hpp); from there on all is the
// program's own.
#include <doctest/doctest.h>
#include <fmt/format.h>
#include <windows.h>

#include <chrono>
#include <string>

#include "support/console_event.hpp"
#include "support/launcher.hpp"
#include "support/rig.hpp"
#include "support/stopped_run.hpp"
#include "support/text.hpp"
#include "support/windows_of.hpp"

using namespace e2e;

namespace {

constexpr std::uint32_t kControlCExit = 0xC000013A;

DWORD exit_code_of(const OwnedHandle& thread) {
  DWORD code = 0;
  REQUIRE(WaitForSingleObject(thread.get(), 30000) == WAIT_OBJECT_0);
  REQUIRE(GetExitCodeThread(thread.get(), &code) != 0);
  return code;
}

/// Every window of the process gets the two messages, as at the end of a session.
void end_session(DWORD process, bool really, LPARAM flags) {
  REQUIRE(wait_until([&] { return !windows_of(process).empty(); }));
  for (const WindowOf& window : windows_of(process)) {
    DWORD_PTR agrees = 0;
    REQUIRE(SendMessageTimeoutW(window.handle, WM_QUERYENDSESSION, 0, flags, SMTO_BLOCK, 30000, &agrees) !=
            0);
    CHECK(agrees == TRUE);
  }
  for (const WindowOf& window : windows_of(process))
    REQUIRE(SendNotifyMessageW(window.handle, WM_ENDSESSION, really ? TRUE : FALSE, flags) != 0);
}

}  // namespace

TEST_SUITE("session-end") {
  TEST_CASE("console closed, logoff, shutdown: a program that saves has its own code, its drive goes") {
    NEEDS_SHARE();
    NEEDS_EVENTS();
    struct Row {
      DWORD event;
      const char* cause;
    };
    for (const std::string& launcher : {launcher_path(), windowless_launcher_path()}) {
      for (const Row& row : {Row{CTRL_CLOSE_EVENT, "console-closed"}, Row{CTRL_LOGOFF_EVENT, "logoff"},
                             Row{CTRL_SHUTDOWN_EVENT, "shutdown"}}) {
        CAPTURE(launcher);
        CAPTURE(row.cause);
        const StoppedRun run(launcher);
        RunningProcess process(run.request("", run.ending_console()));
        run.wait_until_ready();
        CHECK(run.drive_is_there());
        const OwnedHandle told = tell_event(GetProcessId(process.handle()), row.event);
        REQUIRE(told);
        const auto begin = std::chrono::steady_clock::now();
        CHECK(wait_until([&] { return contains(run.log(), " stop "); }));
        CHECK(tell_event(run.program_id(), row.event));
        CHECK(wait_until([&] { return contains(run.log(), " disconnected "); }));
        const auto took = std::chrono::steady_clock::now() - begin;
        CHECK(process.wait().exit_code == 25);
        CHECK(run.has_saved());
        CHECK_FALSE(run.drive_is_there());
        CHECK(contains(run.log(), fmt::format(" stop windows=0 ctrl-break=no cause={}\n", row.cause)));
        CHECK(contains(run.log(), " end code=0x00000019 whose=program "));
        CHECK_FALSE(contains(run.log(), " ended-by="));
        // The handler, which waits for 4 s, had not returned when the launcher ended: Windows ends a process
        // whose handler returns, with another code.
        if (took < std::chrono::seconds(2)) {
          CHECK(exit_code_of(told) == 25);
        } else {
          MESSAGE("not looked at, this machine is too busy: whether the handler returned first");
        }
      }
    }
  }

  TEST_CASE("console closed, shutdown: a program that takes no notice is ended, and the drive goes in time") {
    NEEDS_SHARE();
    NEEDS_EVENTS();
    for (const std::string& launcher : {launcher_path(), windowless_launcher_path()}) {
      CAPTURE(launcher);
      const StoppedRun run(launcher);
      RunningProcess process(run.request("", run.careless_console()));
      run.wait_until_ready();
      REQUIRE(tell_event(GetProcessId(process.handle()), CTRL_SHUTDOWN_EVENT));
      CHECK(process.wait().exit_code == kControlCExit);
      CHECK_FALSE(run.drive_is_there());
      CHECK(contains(run.log(), " cause=shutdown\n"));
      CHECK(contains(run.log(), " ended-by=launcher name=STATUS_CONTROL_C_EXIT "));
      CHECK(contains(run.log(), " end code=0xC000013A whose=program "));
    }
  }

  TEST_CASE("--until tree: what the program has left is ended as well when the console is closed") {
    NEEDS_SHARE();
    NEEDS_EVENTS();
    const StoppedRun run(launcher_path());
    ProcessRequest request = run.request(
        "--until tree",
        act("spawn write " + in_quotes(run.ready()) + " x wait " + in_quotes(run.end()) + " end exit 3"));
    RunningProcess process(request);
    run.wait_until_ready();
    REQUIRE(wait_until([&] { return contains(run.log(), " program-ended "); }));
    CHECK_FALSE(process.has_ended());
    CHECK(run.drive_is_there());
    REQUIRE(tell_event(GetProcessId(process.handle()), CTRL_CLOSE_EVENT));
    CHECK(process.wait().exit_code == 3);
    CHECK_FALSE(run.drive_is_there());
    CHECK(contains(run.log(), " cause=console-closed\n"));
  }

  TEST_CASE(
      "WM_ENDSESSION: a session that does not end after all changes nothing; one that ends, ends the run") {
    NEEDS_SHARE();
    for (const std::string& launcher : {launcher_path(), windowless_launcher_path()}) {
      CAPTURE(launcher);
      const StoppedRun run(launcher);
      RunningProcess process(run.request("", run.careless_console()));
      run.wait_until_ready();
      const DWORD id = GetProcessId(process.handle());
      end_session(id, false, static_cast<LPARAM>(ENDSESSION_LOGOFF));
      end_session(id, false, 0);  // its question is answered, so the first end was taken notice of
      CHECK_FALSE(process.has_ended());
      CHECK_FALSE(contains(run.log(), " stop "));
      end_session(id, true, static_cast<LPARAM>(ENDSESSION_LOGOFF));
      CHECK(process.wait().exit_code == kControlCExit);
      CHECK_FALSE(run.drive_is_there());
      CHECK(contains(run.log(), " stop windows=0 ctrl-break=no cause=logoff\n"));
      CHECK(contains(run.log(), " end code=0xC000013A whose=program "));
    }
  }

  TEST_CASE("Ctrl-C: the program decides, its exit code is the task's, the drive goes") {
    NEEDS_SHARE();
    const StoppedRun run(launcher_path());
    RunningProcess process(run.request("", run.interrupted_console()));
    run.wait_until_ready();
    const auto sent =
        run_process({.line = widen(fmt::format("{} send-event {} {}", in_quotes(act_child_path()),
                                               GetProcessId(process.handle()), DWORD{CTRL_C_EVENT})),
                     .flags = DETACHED_PROCESS});
    CHECK(sent.exit_code == 0);
    CHECK(process.wait().exit_code == 26);
    CHECK(run.has_saved());
    CHECK_FALSE(run.drive_is_there());
    CHECK_FALSE(contains(run.log(), " stop "));
  }

  TEST_CASE("Ctrl-C and Ctrl-Break: the launcher continues with a program that ignores them") {
    NEEDS_SHARE();
    NEEDS_EVENTS();
    for (const std::string& launcher : {launcher_path(), windowless_launcher_path()}) {
      CAPTURE(launcher);
      const StoppedRun run(launcher);
      RunningProcess process(run.request("", run.ignoring_console()));
      run.wait_until_ready();
      for (const DWORD event : {DWORD{CTRL_C_EVENT}, DWORD{CTRL_BREAK_EVENT}}) {
        const OwnedHandle told = tell_event(GetProcessId(process.handle()), event);
        REQUIRE(told);
        exit_code_of(told);  // it has been sent
      }
      CHECK_FALSE(process.has_ended());
      CHECK(run.drive_is_there());
      run.let_end();
      CHECK(process.wait().exit_code == 24);
      CHECK_FALSE(run.drive_is_there());
    }
  }

  TEST_CASE("Ctrl-Break: a program that saves has its own code, its drive goes") {
    NEEDS_SHARE();
    NEEDS_EVENTS();
    for (const std::string& launcher : {launcher_path(), windowless_launcher_path()}) {
      CAPTURE(launcher);
      const StoppedRun run(launcher);
      RunningProcess process(run.request("", run.saving_console()));
      run.wait_until_ready();
      REQUIRE(tell_event(GetProcessId(process.handle()), CTRL_BREAK_EVENT));
      REQUIRE(tell_event(run.program_id(), CTRL_BREAK_EVENT));
      CHECK(process.wait().exit_code == 23);
      CHECK(run.has_saved());
      CHECK_FALSE(run.drive_is_there());
    }
  }
}
