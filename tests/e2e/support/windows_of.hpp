#pragma once

#include <windows.h>

#include <vector>

/// The top-level windows of processes.
namespace e2e {

struct WindowOf {
  HWND handle = nullptr;
  DWORD process = 0;
  bool visible = false;
};

/// All there are on this desktop.
inline std::vector<WindowOf> list_windows() {
  std::vector<WindowOf> windows;
  EnumWindows(
      [](HWND handle, LPARAM list) -> BOOL {
        WindowOf window{.handle = handle, .process = 0, .visible = IsWindowVisible(handle) != 0};
        GetWindowThreadProcessId(handle, &window.process);
        reinterpret_cast<std::vector<WindowOf>*>(list)->push_back(window);
        return TRUE;
      },
      reinterpret_cast<LPARAM>(&windows));
  return windows;
}

inline std::vector<WindowOf> windows_of(DWORD process) {
  std::vector<WindowOf> windows = list_windows();
  std::erase_if(windows, [&](const WindowOf& window) { return window.process != process; });
  return windows;
}

}  // namespace e2e
