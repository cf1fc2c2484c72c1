#pragma once

#include <windows.h>

/// DLLs come from System32 and nowhere else.
namespace launcher::win32 {

/// The first thing main does: from then on a DLL that any function loads by name comes from System32 only,
/// never from the launcher's folder, the current directory or PATH (Win32 docs, "Dynamic-Link Library
/// Security").
void restrict_dll_search();

/// Loads one of Windows' own DLLs, once per process. Throws Error.
HMODULE load_system_library(const wchar_t* name);

/// Throws Error when the DLL does not have the function.
FARPROC find_function(HMODULE library, const char* name);

/// A function of one of Windows' own DLLs: `find_system_function<decltype(&WNetAddConnection2W)>(L"mpr.dll",
/// "...")`.
template <typename Function>
Function find_system_function(const wchar_t* library, const char* name) {
  return reinterpret_cast<Function>(
      reinterpret_cast<void*>(find_function(load_system_library(library), name)));
}

}  // namespace launcher::win32
