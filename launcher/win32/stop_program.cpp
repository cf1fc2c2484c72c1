#include "launcher/win32/stop_program.hpp"

#include <algorithm>
#include <array>
#include <string_view>

#include "launcher/win32/console_events.hpp"
#include "launcher/win32/system_library.hpp"

namespace launcher::win32 {
namespace {

template <typename Function>
Function find_user32(const char* name) {
  return find_system_function<Function>(L"user32.dll", name);
}

struct Window {
  HWND handle;
  DWORD process;
  bool visible;
};

bool contains(const std::vector<DWORD>& ids, DWORD id) {
  return std::find(ids.begin(), ids.end(), id) != ids.end();
}

class WindowList {
 public:
  explicit WindowList(const std::vector<DWORD>& processes) : processes_(processes) {
    find_user32<decltype(&EnumWindows)>("EnumWindows")(&WindowList::add, reinterpret_cast<LPARAM>(this));
  }

  const std::vector<Window>& windows() const { return windows_; }
  bool has_visible(DWORD process) const {
    return std::any_of(windows_.begin(), windows_.end(),
                       [&](const Window& window) { return window.process == process && window.visible; });
  }

 private:
  static BOOL CALLBACK add(HWND handle, LPARAM self) {
    reinterpret_cast<WindowList*>(self)->add(handle);
    return TRUE;
  }

  void add(HWND handle) {
    DWORD process = 0;
    get_process_(handle, &process);
    if (!contains(processes_, process)) return;
    // An owned window goes with its owner, and that of an input method belongs to the system.
    std::array<wchar_t, 32> name{};
    get_class_(handle, name.data(), static_cast<int>(name.size()));
    const std::wstring_view class_name(name.data());
    if (get_related_(handle, GW_OWNER) != nullptr || class_name == L"IME" || class_name == L"MSCTFIME UI")
      return;
    windows_.push_back({handle, process, is_visible_(handle) != 0});
  }

  const std::vector<DWORD>& processes_;
  std::vector<Window> windows_;
  decltype(&GetWindowThreadProcessId) get_process_ =
      find_user32<decltype(&GetWindowThreadProcessId)>("GetWindowThreadProcessId");
  decltype(&GetWindow) get_related_ = find_user32<decltype(&GetWindow)>("GetWindow");
  decltype(&IsWindowVisible) is_visible_ = find_user32<decltype(&IsWindowVisible)>("IsWindowVisible");
  decltype(&GetClassNameW) get_class_ = find_user32<decltype(&GetClassNameW)>("GetClassNameW");
};

/// Whether a process that is neither ours nor the program's is on the console we are attached to.
bool has_strangers(const std::vector<DWORD>& processes) {
  std::vector<DWORD> attached(1024);
  const DWORD count = GetConsoleProcessList(attached.data(), static_cast<DWORD>(attached.size()));
  if (count > attached.size()) return true;
  attached.resize(count);
  return std::any_of(attached.begin(), attached.end(),
                     [&](DWORD id) { return id != GetCurrentProcessId() && !contains(processes, id); });
}

bool send_break(const std::vector<DWORD>& processes) {
  return !has_strangers(processes) && GenerateConsoleCtrlEvent(CTRL_BREAK_EVENT, 0) != 0;
}

/// Attaches to the program's console for as long as it takes. Attaching may change our standard handles.
bool send_break_to_other_console(DWORD program, const std::vector<DWORD>& processes) {
  constexpr std::array<DWORD, 3> kStreams{STD_INPUT_HANDLE, STD_OUTPUT_HANDLE, STD_ERROR_HANDLE};
  std::array<HANDLE, 3> handles{};
  std::transform(kStreams.begin(), kStreams.end(), handles.begin(), &GetStdHandle);
  if (AttachConsole(program) == 0) return false;
  ConsoleEvents::reinstall();
  const bool sent = send_break(processes);
  FreeConsole();
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
  for (const Window& window : list.windows()) {
    if ((window.visible || !list.has_visible(window.process)) && post(window.handle, WM_CLOSE, 0, 0) != 0)
      ++request.windows;
  }
  if (!list.has_visible(program)) {
    request.ctrl_break =
        has_console() ? send_break(processes) : send_break_to_other_console(program, processes);
  }
  return request;
}

}  // namespace launcher::win32
