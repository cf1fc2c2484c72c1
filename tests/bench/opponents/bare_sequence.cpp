// What the launcher is measured against: the same work as four calls, without a plan, a check or a log.
//
//   usage: bare_sequence S: \\server\share PROGRAM...
#include "bare_calls.hpp"

int wmain(int count, wchar_t** words) {
  if (count < 4) return bench::kUsage;
  DWORD code = bench::connect(words[1], words[2]);
  if (code != NO_ERROR) return static_cast<int>(code);
  DWORD exit_code = 0;
  code = bench::run_program(count - 3, words + 3, exit_code);
  const DWORD disconnect_code = bench::disconnect(words[1], words[2]);
  if (code == NO_ERROR) code = disconnect_code;
  return static_cast<int>(code != NO_ERROR ? code : exit_code);
}
