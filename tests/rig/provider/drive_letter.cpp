#include "drive_letter.hpp"

#include <winioctl.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstring>
#include <vector>

#include "fields.hpp"

namespace rig {
namespace {

// Wine's include/ddk/mountmgr.h: IOCTL_MOUNTMGR_DEFINE_UNIX_DRIVE and its input.
constexpr DWORD kDefineUnixDrive =
    CTL_CODE(static_cast<DWORD>('m'), 32, METHOD_BUFFERED, FILE_READ_ACCESS | FILE_WRITE_ACCESS);

struct UnixDrive {
  ULONG size;
  ULONG type;  // DRIVE_REMOTE defines, DRIVE_NO_ROOT_DIR removes
  ULONG file_system;
  DWORD serial;
  ULONGLONG unix_device;
  WCHAR letter;  // lower case
  USHORT mount_point_offset;
  USHORT device_offset;
  USHORT label_offset;
};

DWORD send_to_mount_manager(wchar_t letter, ULONG type, const std::string& mount_point) {
  std::vector<std::byte> input(sizeof(UnixDrive) + mount_point.size() + 1);
  UnixDrive drive{};
  drive.size = static_cast<ULONG>(input.size());
  drive.type = type;
  drive.letter = static_cast<WCHAR>(letter - L'A' + L'a');
  if (!mount_point.empty()) {
    drive.mount_point_offset = sizeof(UnixDrive);
    std::memcpy(input.data() + sizeof(UnixDrive), mount_point.data(), mount_point.size());
  }
  std::memcpy(input.data(), &drive, sizeof(drive));

  const HANDLE manager = CreateFileW(L"\\\\.\\MountPointManager", GENERIC_READ | GENERIC_WRITE,
                                     FILE_SHARE_READ | FILE_SHARE_WRITE, nullptr, OPEN_EXISTING, 0, nullptr);
  if (manager == INVALID_HANDLE_VALUE) return GetLastError();
  DWORD returned = 0;
  const BOOL done = DeviceIoControl(manager, kDefineUnixDrive, input.data(), static_cast<DWORD>(input.size()),
                                    nullptr, 0, &returned, nullptr);
  const DWORD code = done ? NO_ERROR : GetLastError();
  CloseHandle(manager);
  return code;
}

}  // namespace

bool is_letter_in_use(wchar_t letter) {
  const std::array<wchar_t, 3> device = {letter, L':', L'\0'};
  std::array<wchar_t, MAX_PATH> target;
  return QueryDosDeviceW(device.data(), target.data(), static_cast<DWORD>(target.size())) != 0 ||
         ((GetLogicalDrives() >> (letter - L'A')) & 1U) != 0;
}

DWORD define_letter(wchar_t letter, const std::wstring& remote) {
  std::string mount_point = "unc" + to_utf8(remote.substr(1));
  std::replace(mount_point.begin(), mount_point.end(), '\\', '/');
  return send_to_mount_manager(letter, DRIVE_REMOTE, mount_point);
}

DWORD remove_letter(wchar_t letter) {
  return send_to_mount_manager(letter, DRIVE_NO_ROOT_DIR, {});
}

}  // namespace rig
