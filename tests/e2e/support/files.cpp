#include "support/files.hpp"

#include <windows.h>

#include "support/owned_handle.hpp"
#include "support/system_failure.hpp"
#include "support/text.hpp"

namespace e2e {

void write_file(const std::string& path, std::string_view bytes) {
  const OwnedHandle file = own(CreateFileW(widen(path).c_str(), GENERIC_WRITE, FILE_SHARE_READ, nullptr,
                                           CREATE_ALWAYS, FILE_ATTRIBUTE_NORMAL, nullptr));
  DWORD written = 0;
  if (!file || WriteFile(file.get(), bytes.data(), static_cast<DWORD>(bytes.size()), &written, nullptr) == 0)
    fail("cannot write " + path);
}

std::string read_file(const std::string& path) {
  const OwnedHandle file =
      own(CreateFileW(widen(path).c_str(), GENERIC_READ, FILE_SHARE_READ | FILE_SHARE_WRITE, nullptr,
                      OPEN_EXISTING, FILE_ATTRIBUTE_NORMAL, nullptr));
  if (!file) fail("cannot open " + path);
  std::string bytes;
  char buffer[65536];
  for (DWORD size = 1; size != 0;) {
    if (ReadFile(file.get(), buffer, sizeof buffer, &size, nullptr) == 0) fail("cannot read " + path);
    bytes.append(buffer, size);
  }
  return bytes;
}

void copy_file(const std::string& from, const std::string& to) {
  if (CopyFileW(widen(from).c_str(), widen(to).c_str(), FALSE) == 0)
    fail("cannot copy " + from + " to " + to);
}

void make_folder(const std::string& path) {
  if (CreateDirectoryW(widen(path).c_str(), nullptr) == 0) fail("cannot make the folder " + path);
}

void remove_file(const std::string& path) {
  if (DeleteFileW(widen(path).c_str()) == 0 && GetLastError() != ERROR_FILE_NOT_FOUND)
    fail("cannot remove " + path);
}

bool exists(const std::string& path) {
  return GetFileAttributesW(widen(path).c_str()) != INVALID_FILE_ATTRIBUTES;
}

std::vector<std::string> list_folder(const std::string& path) {
  WIN32_FIND_DATAW found{};
  const HANDLE search = FindFirstFileW(widen(path + "\\*").c_str(), &found);
  if (search == INVALID_HANDLE_VALUE) fail("cannot list " + path);
  std::vector<std::string> names;
  do {
    const std::string name = narrow(found.cFileName);
    if (name != "." && name != "..") names.push_back(name);
  } while (FindNextFileW(search, &found) != 0);
  FindClose(search);
  return names;
}

void remove_folder(const std::string& path) {
  if (!exists(path)) return;
  for (const std::string& name : list_folder(path)) {
    const std::string inner = path + "\\" + name;
    const DWORD attributes = GetFileAttributesW(widen(inner).c_str());
    if ((attributes & FILE_ATTRIBUTE_DIRECTORY) != 0) {
      remove_folder(inner);
    } else {
      DeleteFileW(widen(inner).c_str());
    }
  }
  RemoveDirectoryW(widen(path).c_str());
}

std::string own_folder() {
  wchar_t path[32768];
  const DWORD length = GetModuleFileNameW(nullptr, path, 32768);
  const std::wstring_view text(path, length);
  return narrow(text.substr(0, text.find_last_of(L'\\')));
}

namespace {

constexpr std::string_view kTemporary = "drivelaunch-";

std::string own_temporary() {
  return std::string(kTemporary) + std::to_string(GetCurrentProcessId()) + "-";
}

}  // namespace

bool TemporaryFolder::is_name_of_neighbour(std::string_view name) {
  return name.starts_with(kTemporary) && !name.starts_with(own_temporary());
}

TemporaryFolder::TemporaryFolder() {
  static int count = 0;
  wchar_t parent[32768];
  if (GetTempPathW(32768, parent) == 0) fail("there is no temporary folder");
  path_ = narrow(parent) + own_temporary() + std::to_string(++count);
  make_folder(path_);
}

}  // namespace e2e
