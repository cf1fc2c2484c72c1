#pragma once

#include <windows.h>
#include <winnetwk.h>

#include <cwchar>

/// The calls that the launcher is measured against, each as one would write it without a launcher. All return
/// the Win32 code. A letter is "S:", or "-" for a connection without one.
namespace bench {

constexpr int kUsage = 1000;

inline bool has_letter(const wchar_t* letter) {
  return std::wcscmp(letter, L"-") != 0;
}

inline DWORD connect(wchar_t* letter, wchar_t* path) {
  NETRESOURCEW resource{};
  resource.dwType = RESOURCETYPE_DISK;
  resource.lpLocalName = has_letter(letter) ? letter : nullptr;
  resource.lpRemoteName = path;
  return WNetAddConnection2W(&resource, nullptr, nullptr, CONNECT_TEMPORARY);
}

inline DWORD disconnect(const wchar_t* letter, const wchar_t* path) {
  return WNetCancelConnection2W(has_letter(letter) ? letter : path, 0, FALSE);
}

/// Starts the program of `words`, of which only the first may hold blanks, and waits for its end; its exit
/// code in `exit_code`.
inline DWORD run_program(int count, wchar_t** words, DWORD& exit_code) {
  wchar_t line[1024] = L"\"";
  for (int i = 0; i < count; ++i) {
    if (std::wcslen(line) + std::wcslen(words[i]) + 3 > 1024) return kUsage;
    if (i > 0) std::wcscat(line, L" ");
    std::wcscat(line, words[i]);
    if (i == 0) std::wcscat(line, L"\"");
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
