// No window to be seen. On a desktop of its own: whatever window appears meanwhile is taken for one of the
// run's.
#include <doctest/doctest.h>
#include <fmt/format.h>
#include <windows.h>

#include <string>

#include "support/launcher.hpp"
#include "support/rig.hpp"
#include "support/stopped_run.hpp"
#include "support/text.hpp"
#include "support/window_watch.hpp"
#include "support/windows_of.hpp"

using namespace e2e;

namespace {

/// As Task Scheduler starts it on a desktop: its service has no console, so that a console program would get
/// one with a window.
ProcessRequest from_a_service(ProcessRequest request) {
  request.flags = DETACHED_PROCESS;
  request.without_streams = true;
  return request;
}

std::string all_of(const std::vector<SeenWindow>& windows) {
  std::string text;
  for (const SeenWindow& window : windows)
    text += fmt::format("{} of process {}; ", window.class_name, window.process);
  return text;
}

}  // namespace

TEST_SUITE("windows") {
  TEST_CASE("what would be seen is seen: the console window of drivelaunch, and a program's own window") {
    NEEDS_SHARE();
    {
      const StoppedRun run(launcher_path());
      WindowWatch watch;
      ProcessRequest request = run.request("", run.careless_console());
      request.flags = CREATE_NEW_CONSOLE;
      RunningProcess process(request);
      run.wait_until_ready();
      CHECK(wait_until([&] { return !watch.seen().empty(); }));
      run.let_end();
      CHECK(process.wait().exit_code == 24);
    }
    {
      // Without the launcher: what the first test below would see if drivelaunchw asked for no hidden
      // console.
      const TemporaryFolder temporary;
      WindowWatch watch;
      RunningProcess process(from_a_service(
          {.line = widen(fmt::format("{} spawn-console write {} x wait {} end wait {}",
                                     in_quotes(act_child_path()), in_quotes(temporary.file("ready")),
                                     in_quotes(temporary.file("end")), in_quotes(temporary.file("end"))))}));
      CHECK(wait_until([&] { return !watch.seen().empty(); }));
      write_file(temporary.file("end"), "");
      process.wait();
    }
  }

  TEST_CASE("G1: drivelaunchw shows no window, and a console program has none either") {
    NEEDS_SHARE();
    const StoppedRun run(windowless_launcher_path());
    WindowWatch watch;
    RunningProcess process(from_a_service(run.request("", run.careless_console())));
    run.wait_until_ready();
    const DWORD id = GetProcessId(process.handle());
    REQUIRE(wait_until([&] { return !windows_of(id).empty(); }));  // its hidden one
    run.let_end();
    CHECK(process.wait().exit_code == 24);
    const std::string seen = all_of(watch.seen());
    CHECK(seen == "");
  }

  TEST_CASE("G1: drivelaunchw shows no window for a batch file and what that starts") {
    NEEDS_SHARE();
    const StoppedRun run(windowless_launcher_path());
    const TemporaryFolder temporary;
    const std::string script = temporary.file("job.cmd");
    write_file(script, fmt::format("@{} write {} x wait {}\r\n@exit 9\r\n", in_quotes(act_child_path()),
                                   in_quotes(run.ready()), in_quotes(run.end())));
    WindowWatch watch;
    RunningProcess process(from_a_service(run.request("", " -- " + in_quotes(script))));
    run.wait_until_ready();
    run.let_end();
    CHECK(process.wait().exit_code == 9);
    const std::string seen = all_of(watch.seen());
    CHECK(seen == "");
  }

  TEST_CASE("G1: drivelaunchw shows no window beside that of a program that has one") {
    NEEDS_SHARE();
    const StoppedRun run(windowless_launcher_path());
    WindowWatch watch;
    RunningProcess process(from_a_service(run.request("", run.ignoring_window())));
    run.wait_until_ready();
    const DWORD id = GetProcessId(process.handle());
    REQUIRE(wait_until([&] { return !windows_of(id).empty(); }));
    REQUIRE(wait_until([&] { return !watch.seen().empty(); }));
    const DWORD program = run.program_id();
    run.let_end();
    CHECK(process.wait().exit_code == 22);
    const auto windows = watch.seen();
    const std::string seen = all_of(windows);
    CAPTURE(seen);
    REQUIRE(windows.size() == 1);
    CHECK(windows[0].process == program);
  }

  TEST_CASE("drivelaunchw shows no message box whatever fails, ends by itself, and the log says why") {
    NEEDS_SHARE();
    const TemporaryFolder temporary;
    const FreeLetter drive;
    struct Row {
      std::string options;
      std::uint32_t exit_code;
      const char* in_log;
    };
    const std::string log = temporary.file("log");
    const std::string run = " --log " + in_quotes(log) + " -- " + in_quotes(act_child_path()) + " exit 0";
    write_file(temporary.file("wrong.ini"), "[drive.S]\npath = nonsense\n");
    for (const Row& row :
         {Row{"--config " + in_quotes(temporary.file("missing.ini")) + run, 0x8007000D,
              "cannot read the configuration"},
          Row{"--config " + in_quotes(temporary.file("wrong.ini")) + run, 0x8007000D, "wrong.ini:2: "},
          Row{drive.option("\\\\no-such-server\\share") + "--timeout 1s" + run, 0x80070035,
              "cannot connect: "},
          Row{drive.option(share_unc()) + "--log " + in_quotes(log) + " -- " +
                  in_quotes(temporary.file("missing.exe")),
              0x80070002, "cannot start: "}}) {
      CAPTURE(row.options);
      remove_file(log);
      WindowWatch watch;
      RunningProcess process(
          from_a_service({.line = widen(in_quotes(windowless_launcher_path()) + " " + row.options)}));
      CHECK(process.wait().exit_code == row.exit_code);
      const std::string seen = all_of(watch.seen());
      CHECK(seen == "");
      const std::string text = exists(log) ? read_file(log) : std::string();
      CAPTURE(text);
      CHECK(contains(text, " error message="));
      CHECK(contains(text, row.in_log));
      CHECK(contains(text, fmt::format(" end code=0x{:08X} whose=launcher ", row.exit_code)));
    }
  }
}
