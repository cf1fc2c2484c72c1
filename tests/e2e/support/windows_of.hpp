#pragma once

#include <windows.h>

#include <string>
#include <vector>

/// The top-level windows of processes.
namespace e2e {

struct WindowOf {
  HWND handle = nullptr;
  DWORD process = 0;
  bool visible = false;
  std::wstring class_name;
};

/// All there are on this desktop.
inline std::vector<WindowOf> list_windows() {
  std::vector<WindowOf> windows;
  EnumWindows(
      [](HWND handle, LPARAM list) -> BOOL {
        wchar_t name[64] = L"";
        GetClassNameW(handle, name, 64);
        WindowOf window{
            .handle = handle, .process = 0, .visible = IsWindowVisible(handle) != 0, .class_name = name};
        GetWindowThreadProcessId(handle, &window.process);
        reinterpret_cast<std::vector<WindowOf>*>(list)->push_back(window);
        return TRUE;
      },
      reinterpret_cast<LPARAM>(&windows));
  return windows;
}

/// Without those of the input method, which the system makes beside a thread's first window: they may be
/// listed before that one is.
inline std::vector<WindowOf> windows_of(DWORD process) {
  std::vector<WindowOf> windows = list_windows();
  std::erase_if(windows, [&](const WindowOf& window) {
    return window.process != process || window.class_name == L"IME" || window.class_name == L"MSCTFIME UI";
  });
  return windows;
}

}  // namespace e2e
