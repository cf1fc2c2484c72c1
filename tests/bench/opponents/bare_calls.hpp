#pragma once

#include <windows.h>
#include <winnetwk.h>

#include <cwchar>

/// The calls that the launcher is measured against, each as one would write it without a launcher. All return
/// the Win32 code.
namespace bench {

constexpr int kUsage = 1000;

inline DWORD connect(wchar_t* letter, wchar_t* path) {
  NETRESOURCEW resource{};
  resource.dwType = RESOURCETYPE_DISK;
  resource.lpLocalName = letter;
  resource.lpRemoteName = path;
  return WNetAddConnection2W(&resource, nullptr, nullptr, CONNECT_TEMPORARY);
}

inline DWORD disconnect(const wchar_t* letter) {
  return WNetCancelConnection2W(letter, 0, FALSE);
}

/// Starts the program of `words`, which hold no blanks, and waits for its end; its exit code in `exit_code`.
inline DWORD run_program(int count, wchar_t** words, DWORD& exit_code) {
  wchar_t line[1024] = L"";
  for (int i = 0; i < count; ++i) {
    if (std::wcslen(line) + std::wcslen(words[i]) + 2 > 1024) return kUsage;
    if (i > 0) std::wcscat(line, L" ");
    std::wcscat(line, words[i]);
  }
  STARTUPINFOW startup{};
  startup.cb = sizeof startup;
  PROCESS_INFORMATION process{};
  if (CreateProcessW(nullptr, line, nullptr, nullptr, FALSE, 0, nullptr, nullptr, &startup, &process) == 0)
    return GetLastError();
  CloseHandle(process.hThread);
  WaitForSingleObject(process.hProcess, INFINITE);
  GetExitCodeProcess(process.hProcess, &exit_code);
  CloseHandle(process.hProcess);
  return NO_ERROR;
}

}  // namespace bench
