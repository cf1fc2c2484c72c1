// One command of a batch file that connects, runs and disconnects. It stands in for `net use`, which Wine 8
// only has for listing.
//
//   usage: drive_command S: \\server\share      connects
//          drive_command S:                     disconnects
#include <windows.h>
#include <winnetwk.h>

int wmain(int count, wchar_t** words) {
  if (count == 2) return static_cast<int>(WNetCancelConnection2W(words[1], 0, FALSE));
  if (count != 3) return 1000;
  NETRESOURCEW resource{};
  resource.dwType = RESOURCETYPE_DISK;
  resource.lpLocalName = words[1];
  resource.lpRemoteName = words[2];
  return static_cast<int>(WNetAddConnection2W(&resource, nullptr, nullptr, CONNECT_TEMPORARY));
}
