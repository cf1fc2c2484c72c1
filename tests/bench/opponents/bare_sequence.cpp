// What the launcher is measured against: the same work as four calls, without a plan, a check or a log.
//
//   usage: bare_sequence S: \\server\share PROGRAM...
#include <windows.h>
#include <winnetwk.h>

#include <cwchar>

namespace {

constexpr DWORD kUsage = 1000;

/// Waits for its end; its exit code in `exit_code`. Returns the Win32 code.
DWORD run(wchar_t* line, DWORD& exit_code) {
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

}  // namespace

int wmain(int count, wchar_t** words) {
  if (count < 4) return kUsage;
  wchar_t line[1024] = L"";
  for (int i = 3; i < count; ++i) {
    if (std::wcslen(line) + std::wcslen(words[i]) + 2 > 1024) return kUsage;
    if (i > 3) std::wcscat(line, L" ");
    std::wcscat(line, words[i]);
  }
  NETRESOURCEW resource{};
  resource.dwType = RESOURCETYPE_DISK;
  resource.lpLocalName = words[1];
  resource.lpRemoteName = words[2];
  DWORD code = WNetAddConnection2W(&resource, nullptr, nullptr, CONNECT_TEMPORARY);
  if (code != NO_ERROR) return static_cast<int>(code);
  DWORD exit_code = 0;
  code = run(line, exit_code);
  const DWORD disconnect_code = WNetCancelConnection2W(words[1], 0, FALSE);
  if (code == NO_ERROR) code = disconnect_code;
  return static_cast<int>(code != NO_ERROR ? code : exit_code);
}
