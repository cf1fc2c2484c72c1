#include "acceptance/local_files.hpp"

#include <windows.h>

#include <aclapi.h>
#include <sddl.h>

#include <array>
#include <memory>

#include "acceptance/own_token.hpp"
#include "launcher/base/error.hpp"
#include "launcher/base/failure.hpp"
#include "launcher/win32/security/accounts.hpp"
#include "launcher/win32/system/handle.hpp"
#include "launcher/win32/system/system_error.hpp"
#include "launcher/win32/system/wide_text.hpp"

namespace acceptance {
namespace {

using launcher::win32::last_result;
using launcher::win32::make_handle;
using launcher::win32::to_utf8;
using launcher::win32::to_wide;
using launcher::win32::UniqueHandle;
using launcher::win32::UniqueLocalMemory;

constexpr ULONGLONG kPatience = 10'000;  // ms
constexpr DWORD kPause = 100;            // ms

/// With the prefix of long paths ("Maximum Path Length Limitation").
std::wstring to_long_path(const std::string& path) {
  std::wstring wide = to_wide(path);
  if (wide.starts_with(L"\\\\?\\")) return wide;
  return wide.starts_with(L"\\\\") ? L"\\\\?\\UNC" + wide.substr(1) : L"\\\\?\\" + wide;
}

/// The same where the path needs it: CreateDirectoryW has room for 248 characters without it.
std::wstring to_path(const std::string& path) {
  constexpr std::size_t kLong = 240;
  std::wstring wide = to_wide(path);
  return wide.size() < kLong ? wide : to_long_path(path);
}

[[noreturn]] void fail(const char* what, const std::string& path, const launcher::SystemResult& result) {
  throw launcher::Error(launcher::describe_system_failure(what, path, result, ""));
}

void make_folder_with(const std::string& path, SECURITY_ATTRIBUTES* attributes) {
  if (CreateDirectoryW(to_path(path).c_str(), attributes) == 0)
    fail("cannot make the folder", path, last_result("CreateDirectoryW"));
}

/// Whether it is gone.
bool remove_one(const std::wstring& path, bool is_folder) {
  SetFileAttributesW(path.c_str(), FILE_ATTRIBUTE_NORMAL);
  const ULONGLONG end = GetTickCount64() + kPatience;
  for (;;) {
    if ((is_folder ? RemoveDirectoryW(path.c_str()) : DeleteFileW(path.c_str())) != 0) return true;
    const DWORD code = GetLastError();
    if (code == ERROR_FILE_NOT_FOUND || code == ERROR_PATH_NOT_FOUND) return true;
    if (GetTickCount64() >= end) {
      SetLastError(code);
      return false;
    }
    Sleep(kPause);
  }
}

std::vector<WIN32_FIND_DATAW> list_folder(const std::wstring& path) {
  std::vector<WIN32_FIND_DATAW> entries;
  WIN32_FIND_DATAW found{};
  const HANDLE search = FindFirstFileW((path + L"\\*").c_str(), &found);
  if (search == INVALID_HANDLE_VALUE) return entries;
  const std::unique_ptr<void, decltype(&FindClose)> owned(search, &FindClose);
  do {
    const std::wstring_view name = found.cFileName;
    if (name != L"." && name != L"..") entries.push_back(found);
  } while (FindNextFileW(search, &found) != 0);
  return entries;
}

void remove_tree(const std::wstring& path, DWORD attributes) {
  const bool is_folder = (attributes & FILE_ATTRIBUTE_DIRECTORY) != 0;
  if (is_folder && (attributes & FILE_ATTRIBUTE_REPARSE_POINT) == 0) {
    for (const WIN32_FIND_DATAW& entry : list_folder(path))
      remove_tree(path + L'\\' + entry.cFileName, entry.dwFileAttributes);
  }
  if (!remove_one(path, is_folder))
    fail("cannot remove", to_utf8(path), last_result(is_folder ? "RemoveDirectoryW" : "DeleteFileW"));
}

UniqueHandle open_for_writing(const std::string& path, DWORD access, DWORD disposition) {
  UniqueHandle file = make_handle(CreateFileW(to_path(path).c_str(), access, FILE_SHARE_READ, nullptr,
                                              disposition, FILE_ATTRIBUTE_NORMAL, nullptr));
  if (!file) fail("cannot open for writing", path, last_result("CreateFileW"));
  return file;
}

void write(HANDLE file, const std::string& path, std::string_view bytes) {
  DWORD written = 0;
  if (WriteFile(file, bytes.data(), static_cast<DWORD>(bytes.size()), &written, nullptr) == 0)
    fail("cannot write", path, last_result("WriteFile"));
}

}  // namespace

void make_folder(const std::string& path, const wchar_t* sddl) {
  PSECURITY_DESCRIPTOR descriptor = nullptr;
  if (ConvertStringSecurityDescriptorToSecurityDescriptorW(sddl, SDDL_REVISION_1, &descriptor, nullptr) == 0)
    fail("cannot make the permissions of", path,
         last_result("ConvertStringSecurityDescriptorToSecurityDescriptorW"));
  const UniqueLocalMemory<void> owned(descriptor);
  SECURITY_ATTRIBUTES attributes{
      .nLength = sizeof attributes, .lpSecurityDescriptor = descriptor, .bInheritHandle = FALSE};
  make_folder_with(path, &attributes);
}

void make_folder(const std::string& path) {
  make_folder_with(path, nullptr);
}

bool exists(const std::string& path) {
  return GetFileAttributesW(to_wide(path).c_str()) != INVALID_FILE_ATTRIBUTES;
}

bool is_folder_of_administrators(const std::string& path) {
  const UniqueHandle folder =
      make_handle(CreateFileW(to_wide(path).c_str(), READ_CONTROL | FILE_READ_ATTRIBUTES,
                              FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE, nullptr, OPEN_EXISTING,
                              FILE_FLAG_BACKUP_SEMANTICS | FILE_FLAG_OPEN_REPARSE_POINT, nullptr));
  BY_HANDLE_FILE_INFORMATION information{};
  if (!folder || GetFileInformationByHandle(folder.get(), &information) == 0) return false;
  if ((information.dwFileAttributes & FILE_ATTRIBUTE_DIRECTORY) == 0) return false;
  if ((information.dwFileAttributes & FILE_ATTRIBUTE_REPARSE_POINT) != 0) return false;
  PSID owner = nullptr;
  PSECURITY_DESCRIPTOR descriptor = nullptr;
  if (GetSecurityInfo(folder.get(), SE_FILE_OBJECT, OWNER_SECURITY_INFORMATION, &owner, nullptr, nullptr,
                      nullptr, &descriptor) != ERROR_SUCCESS)
    return false;
  const UniqueLocalMemory<void> owned(descriptor);
  return IsWellKnownSid(owner, WinBuiltinAdministratorsSid) != 0 ||
         IsWellKnownSid(owner, WinLocalSystemSid) != 0 ||
         launcher::win32::format_sid(owner) == read_own_token().account;
}

void write_file(const std::string& path, std::string_view bytes) {
  const UniqueHandle file = open_for_writing(path, GENERIC_WRITE, CREATE_ALWAYS);
  write(file.get(), path, bytes);
}

void append_to_disk(const std::string& path, std::string_view bytes) {
  const UniqueHandle file =
      open_for_writing(path, FILE_APPEND_DATA | SYNCHRONIZE | GENERIC_WRITE, OPEN_ALWAYS);
  SetFilePointer(file.get(), 0, nullptr, FILE_END);
  write(file.get(), path, bytes);
  if (FlushFileBuffers(file.get()) == 0) fail("cannot write", path, last_result("FlushFileBuffers"));
}

std::optional<std::string> read_file(const std::string& path) {
  const UniqueHandle file = make_handle(CreateFileW(to_wide(path).c_str(), GENERIC_READ,
                                                    FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE,
                                                    nullptr, OPEN_EXISTING, FILE_ATTRIBUTE_NORMAL, nullptr));
  if (!file) {
    const launcher::SystemResult result = last_result("CreateFileW");
    if (result.code == ERROR_FILE_NOT_FOUND || result.code == ERROR_PATH_NOT_FOUND) return std::nullopt;
    fail("cannot open", path, result);
  }
  std::string bytes;
  std::array<char, 65536> buffer{};
  for (DWORD size = 1; size != 0;) {
    if (ReadFile(file.get(), buffer.data(), static_cast<DWORD>(buffer.size()), &size, nullptr) == 0)
      fail("cannot read", path, last_result("ReadFile"));
    bytes.append(buffer.data(), size);
  }
  return bytes;
}

void copy_file(const std::string& from, const std::string& to) {
  if (CopyFileW(to_wide(from).c_str(), to_wide(to).c_str(), TRUE) == 0)
    fail("cannot copy", from + " to " + to, last_result("CopyFileW"));
}

std::string show_time_of_change(const std::string& path) {
  WIN32_FILE_ATTRIBUTE_DATA data{};
  if (GetFileAttributesExW(to_wide(path).c_str(), GetFileExInfoStandard, &data) == 0) return "never";
  const ULARGE_INTEGER time{
      .u = {.LowPart = data.ftLastWriteTime.dwLowDateTime, .HighPart = data.ftLastWriteTime.dwHighDateTime}};
  return std::to_string(time.QuadPart);
}

void remove_all(const std::string& path) {
  // What is in it may have longer names than it has itself.
  const std::wstring wide = to_long_path(path);
  const DWORD attributes = GetFileAttributesW(wide.c_str());
  if (attributes != INVALID_FILE_ATTRIBUTES) remove_tree(wide, attributes);
}

std::string own_program() {
  std::wstring path(32768, L'\0');
  path.resize(GetModuleFileNameW(nullptr, path.data(), static_cast<DWORD>(path.size())));
  return to_utf8(path);
}

std::string own_folder() {
  const std::string program = own_program();
  return program.substr(0, program.find_last_of('\\'));
}

}  // namespace acceptance
