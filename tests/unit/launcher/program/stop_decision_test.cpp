#include "launcher/program/stop_decision.hpp"

#include <doctest/doctest.h>

#include <array>
#include <optional>
#include <vector>

using namespace launcher;

TEST_SUITE("stop_decision") {
  TEST_CASE("console events: Ctrl-C and Ctrl-Break are the program's, the rest ends everything") {
    struct Row {
      std::uint32_t event;
      std::optional<StopCause> on_desktop;
      std::optional<StopCause> in_session_zero;
    };
    const std::array<Row, 6> rows{{
        {0, std::nullopt, std::nullopt},                            // CTRL_C_EVENT
        {1, std::nullopt, std::nullopt},                            // CTRL_BREAK_EVENT
        {2, StopCause::console_closed, StopCause::console_closed},  // CTRL_CLOSE_EVENT
        {5, StopCause::logoff, std::nullopt},                       // CTRL_LOGOFF_EVENT
        {6, StopCause::shutdown, StopCause::shutdown},              // CTRL_SHUTDOWN_EVENT
        {99, StopCause::console_closed, StopCause::console_closed},
    }};
    for (const Row& row : rows) {
      CAPTURE(row.event);
      CHECK(decide_console_event(row.event, false) == row.on_desktop);
      CHECK(decide_console_event(row.event, true) == row.in_session_zero);
    }
  }

  TEST_CASE("the end of the session: only when it really ends, and a logoff is not taken for a shutdown") {
    CHECK(decide_session_end(false, 0) == std::nullopt);
    CHECK(decide_session_end(false, 0x80000000) == std::nullopt);
    CHECK(decide_session_end(true, 0) == StopCause::shutdown);
    CHECK(decide_session_end(true, 0x40000000) == StopCause::shutdown);  // ENDSESSION_CRITICAL
    CHECK(decide_session_end(true, 0x80000000) == StopCause::logoff);
    CHECK(decide_session_end(true, 0xC0000000) == StopCause::logoff);
  }

  TEST_CASE("every cause has a name of its own in the log") {
    CHECK(name_of(StopCause::asked) == "asked");
    CHECK(name_of(StopCause::console_closed) == "console-closed");
    CHECK(name_of(StopCause::logoff) == "logoff");
    CHECK(name_of(StopCause::shutdown) == "shutdown");
  }

  TEST_CASE(
      "WM_CLOSE goes to the visible windows of each process, to the invisible ones where there is none") {
    const std::array<ProgramWindow, 5> windows{
        {{10, false}, {10, true}, {11, false}, {11, false}, {12, true}}};
    CHECK(choose_windows_to_close(windows) == std::vector<std::size_t>{1, 2, 3, 4});
    CHECK(choose_windows_to_close({}).empty());
  }

  TEST_CASE("a program with a visible window gets no Ctrl-Break, one whose windows are all hidden does") {
    const std::array<ProgramWindow, 3> windows{{{10, true}, {11, false}, {12, true}}};
    CHECK_FALSE(wants_ctrl_break(10, windows));
    CHECK_FALSE(wants_ctrl_break(12, windows));
    CHECK(wants_ctrl_break(11, windows));
    CHECK(wants_ctrl_break(13, windows));
  }

  TEST_CASE("no window of a console, an input method or of another window is asked to close") {
    CHECK(is_programs_own("Notepad", false));
    CHECK_FALSE(is_programs_own("Notepad", true));
    for (const char* system : {"ConsoleWindowClass", "PseudoConsoleWindow", "IME", "MSCTFIME UI"}) {
      CAPTURE(system);
      CHECK_FALSE(is_programs_own(system, false));
    }
  }

  TEST_CASE("Ctrl-Break is sent only to a console that the program is on, and nobody else") {
    using Ids = std::vector<std::uint32_t>;
    const Ids processes{10, 11};
    CHECK(reaches_only(Ids{7, 10, 11}, 7, processes));
    CHECK(reaches_only(Ids{10}, 7, processes));
    CHECK_FALSE(reaches_only(Ids{7, 10, 99}, 7, processes));
    CHECK_FALSE(reaches_only(Ids{99}, 7, processes));
    CHECK_FALSE(reaches_only(Ids{7}, 7, processes));
    CHECK_FALSE(reaches_only(Ids{}, 7, processes));
  }
}
