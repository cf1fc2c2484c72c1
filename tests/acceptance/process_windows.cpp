#include "acceptance/process_windows.hpp"

#include <windows.h>

#include "launcher/win32/system/wide_text.hpp"

namespace acceptance {
namespace {

constexpr ULONGLONG kPatience = 3'000;  // ms
constexpr DWORD kPause = 20;            // ms
constexpr UINT kAnswerPatience = 5'000;

struct Search {
  DWORD process;
  std::vector<ProcessWindow> found;
};

BOOL CALLBACK take_window(HWND window, LPARAM parameter) {
  auto& search = *reinterpret_cast<Search*>(parameter);
  DWORD process = 0;
  GetWindowThreadProcessId(window, &process);
  if (process != search.process) return TRUE;
  wchar_t name[64] = L"";
  GetClassNameW(window, name, 64);
  const std::string class_name = launcher::win32::wtf8_from_wide(name);
  if (class_name == "IME" || class_name == "MSCTFIME UI") return TRUE;
  search.found.push_back(
      {.handle = window, .is_visible = IsWindowVisible(window) != 0, .class_name = class_name});
  return TRUE;
}

}  // namespace

std::vector<ProcessWindow> list_windows(std::uint32_t process) {
  Search search{.process = process, .found = {}};
  EnumWindows(take_window, reinterpret_cast<LPARAM>(&search));
  return search.found;
}

std::vector<ProcessWindow> wait_for_windows(std::uint32_t process) {
  const ULONGLONG end = GetTickCount64() + kPatience;
  for (;;) {
    std::vector<ProcessWindow> windows = list_windows(process);
    if (!windows.empty() || GetTickCount64() >= end) return windows;
    Sleep(kPause);
  }
}

void send_end_of_session(std::uint32_t process) {
  const std::vector<ProcessWindow> windows = wait_for_windows(process);
  for (const ProcessWindow& window : windows) {
    DWORD_PTR answer = 0;
    SendMessageTimeoutW(static_cast<HWND>(window.handle), WM_QUERYENDSESSION, 0, 0, SMTO_ABORTIFHUNG,
                        kAnswerPatience, &answer);
  }
  for (const ProcessWindow& window : windows)
    SendNotifyMessageW(static_cast<HWND>(window.handle), WM_ENDSESSION, TRUE, 0);
}

ShownWindow::ShownWindow()
    : window_(CreateWindowExW(0, L"STATIC", L"drivelaunch_acceptance", WS_OVERLAPPEDWINDOW, CW_USEDEFAULT,
                              CW_USEDEFAULT, 200, 100, nullptr, nullptr, GetModuleHandleW(nullptr),
                              nullptr)) {
  // The first call of a process takes what its STARTUPINFO says (ShowWindow's page).
  ShowWindow(static_cast<HWND>(window_), SW_SHOWDEFAULT);
}

ShownWindow::~ShownWindow() {
  DestroyWindow(static_cast<HWND>(window_));
}

bool ShownWindow::is_visible() const {
  return IsWindowVisible(static_cast<HWND>(window_)) != 0;
}

}  // namespace acceptance
