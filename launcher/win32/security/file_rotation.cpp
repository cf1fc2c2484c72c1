#include "launcher/win32/security/file_rotation.hpp"

#include <windows.h>

#include <cstddef>
#include <cstring>
#include <vector>

#include "launcher/win32/security/secured_object.hpp"
#include "launcher/win32/system/wide_text.hpp"

namespace launcher::win32 {
namespace {

bool is_same_file(const BY_HANDLE_FILE_INFORMATION& one, const BY_HANDLE_FILE_INFORMATION& other) {
  return one.dwVolumeSerialNumber == other.dwVolumeSerialNumber &&
         one.nFileIndexHigh == other.nFileIndexHigh && one.nFileIndexLow == other.nFileIndexLow;
}

bool are_same_file(HANDLE one, HANDLE other) {
  BY_HANDLE_FILE_INFORMATION first{};
  BY_HANDLE_FILE_INFORMATION second{};
  return GetFileInformationByHandle(one, &first) != 0 && GetFileInformationByHandle(other, &second) != 0 &&
         is_same_file(first, second);
}

void rename(HANDLE file, const std::string& path) {
  const std::wstring name = to_wide(path);
  std::vector<unsigned char> memory(sizeof(FILE_RENAME_INFO) + name.size() * sizeof(wchar_t));
  auto* const target = reinterpret_cast<FILE_RENAME_INFO*>(memory.data());
  target->ReplaceIfExists = TRUE;
  target->FileNameLength = static_cast<DWORD>(name.size() * sizeof(wchar_t));
  std::memcpy(memory.data() + offsetof(FILE_RENAME_INFO, FileName), name.c_str(),
              name.size() * sizeof(wchar_t));
  SetFileInformationByHandle(file, FileRenameInfo, target, static_cast<DWORD>(memory.size()));
}

}  // namespace

void rotate_file(const std::string& path, UniqueHandle judged) {
  const UniqueHandle file =
      open_unfollowed(path, FILE_READ_DATA | DELETE | FILE_READ_ATTRIBUTES | SYNCHRONIZE);
  if (!file || !are_same_file(file.get(), judged.get())) return;
  judged.reset();  // so that it can be renamed where the file system is strict
  OVERLAPPED place{};
  place.OffsetHigh = 0x40000000;  // behind the end of every log: the lock keeps nobody from writing
  if (LockFileEx(file.get(), LOCKFILE_EXCLUSIVE_LOCK | LOCKFILE_FAIL_IMMEDIATELY, 0, 1, 0, &place) == 0)
    return;
  // Another launcher may have done it between the opening and the lock.
  const bool is_still_there = [&] {
    const UniqueHandle now = open_unfollowed(path, FILE_READ_ATTRIBUTES | SYNCHRONIZE);
    return now && are_same_file(now.get(), file.get());
  }();
  // When the older file cannot be replaced it grows on, and the next launcher tries again.
  if (is_still_there) rename(file.get(), path + ".1");
}

}  // namespace launcher::win32
