#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "launcher/program/process.hpp"

/// What being stopped means: decisions on what Windows reports, without effects.
namespace launcher {

/// Why everything has to end when the console reports `event` (CTRL_C_EVENT to CTRL_SHUTDOWN_EVENT,
/// HandlerRoutine's page); empty: the run continues. Ctrl-C and Ctrl-Break are for the program, which gets them
/// as well. In session 0 nobody can log off: there the event is about other sessions.
std::optional<StopCause> decide_console_event(std::uint32_t event, bool is_session_zero);

/// The same for WM_ENDSESSION: `ends` is its wParam, `flags` the ENDSESSION_ bits of its lParam.
std::optional<StopCause> decide_session_end(bool ends, std::uint32_t flags);

/// What the log calls a cause: `asked`, `console-closed`, `logoff`, `shutdown`.
std::string_view name_of(StopCause cause);

/// A top-level window without an owner.
struct ProgramWindow {
  std::uint32_t process = 0;
  bool visible = false;
};

/// Whether a top-level window is one by which a program can be asked to end. One that has an owner goes with
/// it, that of an input method belongs to the system, and that of a console (ConsoleWindowClass, or
/// PseudoConsoleWindow where a terminal shows it) is attributed to a process on the console, but closing it
/// ends all of them.
bool is_programs_own(std::string_view window_class, bool has_owner);

/// Which windows get WM_CLOSE: of each process the visible ones; where it has none, the invisible ones.
/// Positions in `windows`.
std::vector<std::size_t> choose_windows_to_close(std::span<const ProgramWindow> windows);

/// Whether PROGRAM is asked by Ctrl-Break, too: not when it has a visible window, which it is asked by.
bool wants_ctrl_break(std::uint32_t program, std::span<const ProgramWindow> windows);

/// Whether Ctrl-Break reaches one of `processes`, the program's, and nobody else but `own`, the launcher.
bool reaches_only(std::span<const std::uint32_t> on_console, std::uint32_t own,
                  std::span<const std::uint32_t> processes);

}  // namespace launcher
