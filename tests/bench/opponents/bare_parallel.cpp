// What ten drives cost without a launcher: the bare calls, a thread for each drive, without a plan, a check
// or a log.
//
//   usage: bare_parallel COUNT (S:|- \\server\share)... PROGRAM...
#include <algorithm>
#include <cwchar>
#include <thread>
#include <vector>

#include "bare_calls.hpp"

namespace {

struct Drive {
  wchar_t* letter;
  wchar_t* path;
  DWORD code = NO_ERROR;
};

void connect(Drive& drive) {
  drive.code = bench::connect(drive.letter, drive.path);
}

void disconnect(Drive& drive) {
  drive.code = bench::disconnect(drive.letter, drive.path);
}

/// The first code that is no success.
DWORD for_each(std::vector<Drive>& drives, void (*function)(Drive&)) {
  {
    std::vector<std::jthread> threads;
    for (Drive& drive : drives)
      threads.emplace_back([&drive, function] { function(drive); });
  }
  const auto failed =
      std::find_if(drives.begin(), drives.end(), [](const Drive& drive) { return drive.code != NO_ERROR; });
  return failed == drives.end() ? NO_ERROR : failed->code;
}

}  // namespace

int wmain(int count, wchar_t** words) {
  const int drive_count = count > 1 ? static_cast<int>(std::wcstol(words[1], nullptr, 10)) : 0;
  const int program = 2 + 2 * drive_count;
  if (drive_count < 1 || count <= program) return bench::kUsage;
  std::vector<Drive> drives;
  for (int i = 2; i < program; i += 2)
    drives.push_back({words[i], words[i + 1]});
  DWORD code = for_each(drives, connect);
  if (code != NO_ERROR) return static_cast<int>(code);
  DWORD exit_code = 0;
  code = bench::run_program(count - program, words + program, exit_code);
  const DWORD disconnect_code = for_each(drives, disconnect);
  if (code == NO_ERROR) code = disconnect_code;
  return static_cast<int>(code != NO_ERROR ? code : exit_code);
}
