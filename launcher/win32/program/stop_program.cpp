#include "launcher/win32/program/stop_program.hpp"

#include <algorithm>
#include <array>
#include <chrono>

#include "launcher/program/stop_decision.hpp"
#include "launcher/win32/program/console_events.hpp"
#include "launcher/win32/system/system_library.hpp"
#include "launcher/win32/system/wide_text.hpp"

namespace launcher::win32 {
namespace {

template <typename Function>
Function find_user32(const char* name) {
  return find_system_function<Function>(L"user32.dll", name);
}

class WindowList {
 public:
  explicit WindowList(const std::vector<DWORD>& processes) : processes_(processes) {
    find_user32<decltype(&EnumWindows)>("EnumWindows")(&WindowList::add, reinterpret_cast<LPARAM>(this));
  }

  const std::vector<ProgramWindow>& windows() const { return windows_; }
  HWND handle(std::size_t position) const { return handles_.at(position); }

 private:
  static BOOL CALLBACK add(HWND handle, LPARAM self) {
    reinterpret_cast<WindowList*>(self)->add(handle);
    return TRUE;
  }

  void add(HWND handle) {
    DWORD process = 0;
    get_process_(handle, &process);
    if (std::find(processes_.begin(), processes_.end(), process) == processes_.end()) return;
    std::array<wchar_t, 64> name{};
    get_class_(handle, name.data(), static_cast<int>(name.size()));
    if (!is_programs_own(wtf8_from_wide(name.data()), get_related_(handle, GW_OWNER) != nullptr)) return;
    windows_.push_back({.process = process, .visible = is_visible_(handle) != 0});
    handles_.push_back(handle);
  }

  const std::vector<DWORD>& processes_;
  std::vector<ProgramWindow> windows_;
  std::vector<HWND> handles_;
  decltype(&GetWindowThreadProcessId) get_process_ =
      find_user32<decltype(&GetWindowThreadProcessId)>("GetWindowThreadProcessId");
  decltype(&GetWindow) get_related_ = find_user32<decltype(&GetWindow)>("GetWindow");
  decltype(&IsWindowVisible) is_visible_ = find_user32<decltype(&IsWindowVisible)>("IsWindowVisible");
  decltype(&GetClassNameW) get_class_ = find_user32<decltype(&GetClassNameW)>("GetClassNameW");
};

constexpr std::chrono::milliseconds kLongestWayToUs{500};

bool send_break(const std::vector<DWORD>& processes) {
  std::vector<DWORD> attached(1024);
  const DWORD count = GetConsoleProcessList(attached.data(), static_cast<DWORD>(attached.size()));
  if (count > attached.size()) return false;
  const std::vector<std::uint32_t> on_console(attached.begin(), attached.begin() + count);
  const std::vector<std::uint32_t> wanted(processes.begin(), processes.end());
  return reaches_only(on_console, GetCurrentProcessId(), wanted) &&
         GenerateConsoleCtrlEvent(CTRL_BREAK_EVENT, 0) != 0;
}

/// Attaches to the program's console for as long as it takes. Attaching may change our standard handles.
/// AttachConsole and FreeConsole both drop the handlers of this process ("Console Control Handlers"), and
/// Ctrl-Break reaches us, too, on a thread of its own: FreeConsole waits for that, or the default handler
/// would end the launcher.
bool send_break_to_other_console(DWORD program, const std::vector<DWORD>& processes) {
  constexpr std::array<DWORD, 3> kStreams{STD_INPUT_HANDLE, STD_OUTPUT_HANDLE, STD_ERROR_HANDLE};
  std::array<HANDLE, 3> handles{};
  std::transform(kStreams.begin(), kStreams.end(), handles.begin(), &GetStdHandle);
  if (AttachConsole(program) == 0) return false;
  ConsoleEvents::reinstall();
  const bool sent = send_break(processes);
  if (sent) ConsoleEvents::wait_for_passed_on(kLongestWayToUs);
  FreeConsole();
  ConsoleEvents::reinstall();
  for (std::size_t i = 0; i < kStreams.size(); ++i)
    SetStdHandle(kStreams.at(i), handles.at(i));
  return sent;
}

bool has_console() {
  DWORD id = 0;
  return GetConsoleProcessList(&id, 1) != 0;
}

}  // namespace

StopRequest ask_to_end(DWORD program, const std::vector<DWORD>& processes) {
  StopRequest request;
  const WindowList list(processes);
  const auto post = find_user32<decltype(&PostMessageW)>("PostMessageW");
  for (const std::size_t position : choose_windows_to_close(list.windows())) {
    if (post(list.handle(position), WM_CLOSE, 0, 0) != 0) ++request.windows;
  }
  if (wants_ctrl_break(program, list.windows())) {
    request.ctrl_break =
        has_console() ? send_break(processes) : send_break_to_other_console(program, processes);
  }
  return request;
}

}  // namespace launcher::win32
