#include "launcher/program/stop_decision.hpp"

#include <algorithm>
#include <array>

namespace launcher {
namespace {

// wincon.h
constexpr std::uint32_t kCtrlC = 0;
constexpr std::uint32_t kCtrlBreak = 1;
constexpr std::uint32_t kLogoff = 5;
constexpr std::uint32_t kShutdown = 6;
// winuser.h
constexpr std::uint32_t kEndSessionLogoff = 0x80000000;

bool has_visible(std::uint32_t process, std::span<const ProgramWindow> windows) {
  return std::any_of(windows.begin(), windows.end(), [&](const ProgramWindow& window) {
    return window.process == process && window.visible;
  });
}

}  // namespace

std::optional<StopCause> decide_console_event(std::uint32_t event, bool is_session_zero) {
  switch (event) {
    case kCtrlC:
    case kCtrlBreak:
      return std::nullopt;
    case kLogoff:
      return is_session_zero ? std::nullopt : std::optional(StopCause::logoff);
    case kShutdown:
      return StopCause::shutdown;
    default:  // CTRL_CLOSE_EVENT; events that are not known end a process, too
      return StopCause::console_closed;
  }
}

std::optional<StopCause> decide_session_end(bool ends, std::uint32_t flags) {
  if (!ends) return std::nullopt;
  return (flags & kEndSessionLogoff) != 0 ? StopCause::logoff : StopCause::shutdown;
}

std::string_view name_of(StopCause cause) {
  switch (cause) {
    case StopCause::asked:
      return "asked";
    case StopCause::console_closed:
      return "console-closed";
    case StopCause::logoff:
      return "logoff";
    case StopCause::shutdown:
      break;
  }
  return "shutdown";
}

bool is_programs_own(std::string_view window_class, bool has_owner) {
  constexpr std::array<std::string_view, 4> kSystemClasses{"IME", "MSCTFIME UI", "ConsoleWindowClass",
                                                           "PseudoConsoleWindow"};
  return !has_owner &&
         std::find(kSystemClasses.begin(), kSystemClasses.end(), window_class) == kSystemClasses.end();
}

std::vector<std::size_t> choose_windows_to_close(std::span<const ProgramWindow> windows) {
  std::vector<std::size_t> chosen;
  for (std::size_t i = 0; i < windows.size(); ++i) {
    if (windows[i].visible || !has_visible(windows[i].process, windows)) chosen.push_back(i);
  }
  return chosen;
}

bool wants_ctrl_break(std::uint32_t program, std::span<const ProgramWindow> windows) {
  return !has_visible(program, windows);
}

bool reaches_only(std::span<const std::uint32_t> on_console, std::uint32_t own,
                  std::span<const std::uint32_t> processes) {
  const auto is_ours = [&](std::uint32_t id) {
    return std::find(processes.begin(), processes.end(), id) != processes.end();
  };
  return std::any_of(on_console.begin(), on_console.end(), is_ours) &&
         std::all_of(on_console.begin(), on_console.end(),
                     [&](std::uint32_t id) { return id == own || is_ours(id); });
}

}  // namespace launcher
