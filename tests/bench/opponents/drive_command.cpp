// One command of a batch file that connects, runs and disconnects. It stands in for `net use`, which Wine 8
// only has for listing.
//
//   usage: drive_command S: \\server\share      connects
//          drive_command S:                     disconnects
#include "bare_calls.hpp"

int wmain(int count, wchar_t** words) {
  if (count == 2) return static_cast<int>(bench::disconnect(words[1], nullptr));
  if (count != 3) return bench::kUsage;
  return static_cast<int>(bench::connect(words[1], words[2]));
}
