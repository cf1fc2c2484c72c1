#include "launcher/win32/security/protected_folder.hpp"

#include <windows.h>

#include <fmt/format.h>

#include <chrono>
#include <string>

#include "launcher/base/error.hpp"
#include "launcher/base/failure.hpp"
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

/// Somebody has removed it, and somebody else still has it open: CreateDirectoryW and CreateFileW fail until
/// that ends.
bool is_going(DWORD code) {
  return code == ERROR_ACCESS_DENIED || code == ERROR_DELETE_PENDING || code == ERROR_FILE_NOT_FOUND;
}

/// Throws Error when it is not ours. Else why it cannot be used yet.
SystemResult check_existing(const std::string& path, const std::string& own) {
  const UniqueHandle folder = open_path(path, READ_CONTROL | FILE_READ_ATTRIBUTES, OPEN_EXISTING,
                                        FILE_FLAG_BACKUP_SEMANTICS | FILE_FLAG_OPEN_REPARSE_POINT);
  if (!folder) {
    SystemResult result = last_result("CreateFileW");
    if (is_going(result.code)) return result;
    fail(path, result);
  }
  BY_HANDLE_FILE_INFORMATION information{};
  if (GetFileInformationByHandle(folder.get(), &information) == 0)
    fail(path, last_result("GetFileInformationByHandle"));
  const DWORD kind = information.dwFileAttributes & (FILE_ATTRIBUTE_DIRECTORY | FILE_ATTRIBUTE_REPARSE_POINT);
  if (kind != FILE_ATTRIBUTE_DIRECTORY) fail(path, make_result(ERROR_DIRECTORY, "CreateFileW"));
  FileSecurity security;
  if (const SystemResult result = read_security(folder.get(), security); !result.succeeded())
    fail(path, result);
  if (security.owner == own || is_system_account(security.owner)) return {};
  fail(path, {.code = ERROR_ACCESS_DENIED, .api = "GetSecurityInfo", .text = "another account owns it"});
}

}  // namespace

void create_protected_folder(const std::string& path) {
  const std::string own = query_own_sid();
  SecurityDescriptor security(fmt::format("D:P(A;OICI;FA;;;SY)(A;OICI;FA;;;BA)(A;OICI;FA;;;{})", own));
  const auto end = std::chrono::steady_clock::now() + kTimeToGo;
  for (;;) {
    if (CreateDirectoryW(to_wide(path).c_str(), security.attributes()) != 0) return;
    SystemResult result = last_result("CreateDirectoryW");
    if (result.code == ERROR_ALREADY_EXISTS) result = check_existing(path, own);
    if (result.succeeded()) return;
    if (!is_going(result.code) || std::chrono::steady_clock::now() >= end) fail(path, result);
    Sleep(20);
  }
}

}  // namespace launcher::win32
