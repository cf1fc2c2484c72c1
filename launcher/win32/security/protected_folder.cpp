#include "launcher/win32/security/protected_folder.hpp"

#include <windows.h>

#include <aclapi.h>
#include <fmt/format.h>
#include <sddl.h>

#include <string>
#include <vector>

#include "launcher/base/error.hpp"
#include "launcher/base/failure.hpp"
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

std::vector<unsigned char> query_own_user(const std::string& path) {
  const HANDLE token = GetCurrentProcessToken();
  DWORD size = 0;
  GetTokenInformation(token, TokenUser, nullptr, 0, &size);
  std::vector<unsigned char> user(size);
  if (size == 0 || GetTokenInformation(token, TokenUser, user.data(), size, &size) == 0)
    fail(path, last_result("GetTokenInformation"));
  return user;
}

PSID sid_of(std::vector<unsigned char>& user) {
  return reinterpret_cast<TOKEN_USER*>(user.data())->User.Sid;
}

void check_existing(const std::string& path, PSID own) {
  const UniqueHandle folder = open_path(path, READ_CONTROL | FILE_READ_ATTRIBUTES, OPEN_EXISTING,
                                        FILE_FLAG_BACKUP_SEMANTICS | FILE_FLAG_OPEN_REPARSE_POINT);
  if (!folder) {
    const SystemResult result = last_result("CreateFileW");
    // Another launcher removed it in this very moment: whoever needs it finds out and comes again.
    if (result.code == ERROR_FILE_NOT_FOUND || result.code == ERROR_ACCESS_DENIED) return;
    fail(path, result);
  }
  BY_HANDLE_FILE_INFORMATION information{};
  if (GetFileInformationByHandle(folder.get(), &information) == 0)
    fail(path, last_result("GetFileInformationByHandle"));
  const DWORD kind = information.dwFileAttributes & (FILE_ATTRIBUTE_DIRECTORY | FILE_ATTRIBUTE_REPARSE_POINT);
  if (kind != FILE_ATTRIBUTE_DIRECTORY) fail(path, make_result(ERROR_DIRECTORY, "CreateFileW"));
  PSID owner = nullptr;
  PSECURITY_DESCRIPTOR descriptor = nullptr;
  const DWORD code = GetSecurityInfo(folder.get(), SE_FILE_OBJECT, OWNER_SECURITY_INFORMATION, &owner,
                                     nullptr, nullptr, nullptr, &descriptor);
  const UniqueLocalMemory<void> memory(descriptor);
  if (code != ERROR_SUCCESS) fail(path, make_result(code, "GetSecurityInfo"));
  if (EqualSid(owner, own) != 0 || IsWellKnownSid(owner, WinLocalSystemSid) != 0 ||
      IsWellKnownSid(owner, WinBuiltinAdministratorsSid) != 0) {
    return;
  }
  fail(path, {.code = ERROR_ACCESS_DENIED, .api = "GetSecurityInfo", .text = "another account owns it"});
}

}  // namespace

void create_protected_folder(const std::string& path) {
  std::vector<unsigned char> user = query_own_user(path);
  LPWSTR sid = nullptr;
  if (ConvertSidToStringSidW(sid_of(user), &sid) == 0) fail(path, last_result("ConvertSidToStringSidW"));
  const UniqueLocalMemory<wchar_t> sid_memory(sid);
  const std::wstring rights = std::wstring(L"D:P(A;OICI;FA;;;SY)(A;OICI;FA;;;BA)(A;OICI;FA;;;") + sid + L")";
  PSECURITY_DESCRIPTOR descriptor = nullptr;
  if (ConvertStringSecurityDescriptorToSecurityDescriptorW(rights.c_str(), SDDL_REVISION_1, &descriptor,
                                                           nullptr) == 0) {
    fail(path, last_result("ConvertStringSecurityDescriptorToSecurityDescriptorW"));
  }
  const UniqueLocalMemory<void> memory(descriptor);
  SECURITY_ATTRIBUTES attributes{
      .nLength = sizeof attributes, .lpSecurityDescriptor = descriptor, .bInheritHandle = FALSE};
  if (CreateDirectoryW(to_wide(path).c_str(), &attributes) != 0) return;
  const SystemResult result = last_result("CreateDirectoryW");
  if (result.code != ERROR_ALREADY_EXISTS) fail(path, result);
  check_existing(path, sid_of(user));
}

}  // namespace launcher::win32
