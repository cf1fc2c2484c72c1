#include "launcher/win32/security/protected_folder.hpp"

#include <windows.h>

#include <fmt/format.h>

#include <chrono>
#include <string>

#include "launcher/base/error.hpp"
#include "launcher/base/failure.hpp"
#include "launcher/trust/own_folder.hpp"
#include "launcher/win32/security/file_security.hpp"
#include "launcher/win32/security/identity.hpp"
#include "launcher/win32/security/security_descriptor.hpp"
#include "launcher/win32/system/handle.hpp"
#include "launcher/win32/system/open_path.hpp"
#include "launcher/win32/system/system_error.hpp"
#include "launcher/win32/system/wide_text.hpp"

namespace launcher::win32 {
namespace {

[[noreturn]] void fail(const std::string& path, const SystemResult& result) {
  throw Error(
      describe_system_failure("cannot use the folder", path, result,
                              fmt::format("Check who owns it and who may write to it: icacls \"{}\", dir /q; "
                                          "if another account made it, rename it",
                                          path)));
}

/// How long a folder may take to go that another launcher has removed while somebody looked into it.
constexpr std::chrono::seconds kTimeToGo{1};

bool is_missing(DWORD code) {
  return code == ERROR_FILE_NOT_FOUND || code == ERROR_PATH_NOT_FOUND;
}

/// Somebody has removed it, and somebody else still has it open: CreateDirectoryW and CreateFileW fail until
/// that ends.
bool is_going(DWORD code) {
  return code == ERROR_ACCESS_DENIED || code == ERROR_DELETE_PENDING || is_missing(code);
}

/// Empty where it cannot be opened yet, for the reason in `result`. Throws Error.
UniqueHandle hold_existing(const std::string& path, Hold hold, SystemResult& result) {
  // FILE_LIST_DIRECTORY: share modes count only for who opens for reading, writing or deleting.
  constexpr DWORD kAccess = READ_CONTROL | FILE_READ_ATTRIBUTES | FILE_LIST_DIRECTORY | SYNCHRONIZE;
  constexpr DWORD kFlags = FILE_FLAG_BACKUP_SEMANTICS | FILE_FLAG_OPEN_REPARSE_POINT;
  UniqueHandle folder = hold == Hold::firm ? open_path_in_place(path, kAccess, OPEN_EXISTING, kFlags)
                                           : open_path(path, kAccess, OPEN_EXISTING, kFlags);
  if (!folder) {
    result = last_result("CreateFileW");
    if (is_going(result.code)) return {};
    fail(path, result);
  }
  BY_HANDLE_FILE_INFORMATION information{};
  if (GetFileInformationByHandle(folder.get(), &information) == 0)
    fail(path, last_result("GetFileInformationByHandle"));
  FileSecurity security;
  if (const SystemResult read = read_security(folder.get(), security); !read.succeeded()) fail(path, read);
  const auto failure = judge_own_folder(
      path, {.is_directory = (information.dwFileAttributes & FILE_ATTRIBUTE_DIRECTORY) != 0,
             .is_link = (information.dwFileAttributes & FILE_ATTRIBUTE_REPARSE_POINT) != 0,
             .is_owner_trusted = security.owner == query_own_sid() || is_system_account(security.owner)});
  if (failure) throw Error(exit_code_from_win32(ERROR_ACCESS_DENIED), *failure);
  result = {};
  return folder;
}

}  // namespace

UniqueHandle hold_protected_folder(const std::string& path, Hold hold) {
  const auto end = std::chrono::steady_clock::now() + kTimeToGo;
  for (;;) {
    SystemResult result;
    UniqueHandle folder = hold_existing(path, hold, result);
    if (folder || is_missing(result.code)) return folder;
    if (std::chrono::steady_clock::now() >= end) fail(path, result);
    Sleep(20);
  }
}

UniqueHandle make_protected_folder(const std::string& path) {
  SecurityDescriptor security(
      fmt::format("D:P(A;OICI;FA;;;SY)(A;OICI;FA;;;BA)(A;OICI;FA;;;{})", query_own_sid()));
  const auto end = std::chrono::steady_clock::now() + kTimeToGo;
  for (;;) {
    const bool is_made = CreateDirectoryW(to_wide(path).c_str(), security.attributes()) != 0;
    SystemResult result = is_made ? SystemResult{} : last_result("CreateDirectoryW");
    if (is_made || result.code == ERROR_ALREADY_EXISTS) {
      if (UniqueHandle folder = hold_existing(path, Hold::firm, result)) return folder;
    }
    if (!is_going(result.code) || std::chrono::steady_clock::now() >= end) fail(path, result);
    Sleep(20);
  }
}

}  // namespace launcher::win32
