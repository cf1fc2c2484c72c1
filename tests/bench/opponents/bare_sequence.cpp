// What the launcher is measured against: the same work as four calls, without a plan, a check or a log.
//
//   usage: bare_sequence S: \\server\share PROGRAM...
#include <windows.h>
#include <winnetwk.h>

#include "run_program.hpp"

int wmain(int count, wchar_t** words) {
  if (count < 4) return bench::kUsage;
  NETRESOURCEW resource{};
  resource.dwType = RESOURCETYPE_DISK;
  resource.lpLocalName = words[1];
  resource.lpRemoteName = words[2];
  DWORD code = WNetAddConnection2W(&resource, nullptr, nullptr, CONNECT_TEMPORARY);
  if (code != NO_ERROR) return static_cast<int>(code);
  DWORD exit_code = 0;
  code = bench::run_program(count - 3, words + 3, exit_code);
  const DWORD disconnect_code = WNetCancelConnection2W(words[1], 0, FALSE);
  if (code == NO_ERROR) code = disconnect_code;
  return static_cast<int>(code != NO_ERROR ? code : exit_code);
}
