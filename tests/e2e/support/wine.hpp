#pragma once

#include <windows.h>

#include <cstdlib>

/// In what the versions of Wine differ, for the tests. tests/rig/README.md has the whole list.
namespace e2e {

/// 8 or 10; 0 on Windows.
inline int wine_version() {
  using GetVersion = const char*(CDECL*)();
  const FARPROC found = GetProcAddress(GetModuleHandleW(L"ntdll.dll"), "wine_get_version");
  return found == nullptr ? 0 : std::atoi(reinterpret_cast<GetVersion>(reinterpret_cast<void*>(found))());
}

/// For a Ctrl-Break Wine 10.0 ends the first thread of every program on the console, the launcher's as well,
/// and asks no handler. Wine 8.0 makes none.
inline bool is_ctrl_break_harmless() {
  return wine_version() < 10;
}

}  // namespace e2e
