#include "launcher/win32/command/setup_machine.hpp"

#include <windows.h>

#include <fmt/format.h>

#include <optional>

#include "launcher/base/error.hpp"
#include "launcher/win32/security/accounts.hpp"
#include "launcher/win32/security/identity.hpp"
#include "launcher/win32/security/product_folder.hpp"
#include "launcher/win32/security/secured_object.hpp"
#include "launcher/win32/security/security_descriptor.hpp"
#include "launcher/win32/system/handle.hpp"
#include "launcher/win32/system/own_process.hpp"
#include "launcher/win32/system/system_error.hpp"
#include "launcher/win32/system/wide_text.hpp"

namespace launcher::win32 {
namespace {

constexpr const wchar_t* kSourceKey =
    L"SYSTEM\\CurrentControlSet\\Services\\EventLog\\Application\\DriveLaunch";

[[noreturn]] void fail(const char* what, const std::string& subject, const SystemResult& result) {
  throw Error(describe_system_failure(what, subject, result,
                                      "Run drivelaunch setup from an elevated command prompt; "
                                      "if this was one, close what has the folder or the key open: "
                                      "openfiles, Resource Monitor"));
}

}  // namespace

bool LocalSetupMachine::is_elevated() {
  return win32::is_elevated();
}

std::string LocalSetupMachine::path_of(ProtectedFolder folder) {
  return win32::path_of(folder);
}

FolderAction LocalSetupMachine::look_at(ProtectedFolder folder) {
  const std::string path = path_of(folder);
  const UniqueHandle object = open_unfollowed(path, READ_CONTROL | FILE_READ_ATTRIBUTES | SYNCHRONIZE);
  if (!object) {
    const SystemResult result = last_result("CreateFileW");
    if (result.code == ERROR_FILE_NOT_FOUND) return FolderAction::make;
    // Not even an administrator may read whose it is: somebody else's.
    if (result.code == ERROR_ACCESS_DENIED) return FolderAction::move_aside;
    fail("cannot look at", path, result);
  }
  BY_HANDLE_FILE_INFORMATION information{};
  if (GetFileInformationByHandle(object.get(), &information) == 0) {
    fail("cannot look at", path, last_result("GetFileInformationByHandle"));
  }
  return decide_folder(read_secured_object(object.get(), TrustKind::folder),
                       (information.dwFileAttributes & FILE_ATTRIBUTE_DIRECTORY) != 0,
                       make_trusted_accounts());
}

void LocalSetupMachine::make(ProtectedFolder folder) {
  const std::string path = path_of(folder);
  SecurityDescriptor security(permissions_of(folder));
  if (CreateDirectoryW(to_wide(path).c_str(), security.attributes()) == 0) {
    fail("cannot make the folder", path, last_result("CreateDirectoryW"));
  }
}

void LocalSetupMachine::protect(ProtectedFolder folder) {
  const std::string path = path_of(folder);
  const UniqueHandle object =
      open_unfollowed(path, READ_CONTROL | WRITE_DAC | WRITE_OWNER | FILE_READ_ATTRIBUTES | SYNCHRONIZE);
  if (!object) fail("cannot protect the folder", path, last_result("CreateFileW"));
  const DWORD code = SecurityDescriptor(permissions_of(folder)).apply_to(object.get());
  if (code != ERROR_SUCCESS)
    fail("cannot protect the folder", path, make_result(code, "SetKernelObjectSecurity"));
}

std::string LocalSetupMachine::move_aside(ProtectedFolder folder) {
  const std::string path = path_of(folder);
  for (int number = 1;; ++number) {
    std::string name = fmt::format("{}.moved-{}", path, number);
    if (MoveFileExW(to_wide(path).c_str(), to_wide(name).c_str(), 0) != 0) return name;
    const SystemResult result = last_result("MoveFileExW");
    const bool is_taken = result.code == ERROR_ALREADY_EXISTS || result.code == ERROR_FILE_EXISTS;
    if (!is_taken || number == 100) fail("cannot rename", path, result);
  }
}

void LocalSetupMachine::register_event_source() {
  HKEY opened = nullptr;
  LSTATUS code = RegCreateKeyExW(HKEY_LOCAL_MACHINE, kSourceKey, 0, nullptr, 0, KEY_SET_VALUE, nullptr,
                                 &opened, nullptr);
  if (code != ERROR_SUCCESS) {
    fail("cannot register the event source", to_utf8(kSourceKey),
         make_result(static_cast<std::uint32_t>(code), "RegCreateKeyExW"));
  }
  const UniqueKey key(opened);
  const std::wstring program = to_wide(own_program_path());
  // The file may be of either kind ("Event Sources"). [MS-EVEN] 3.2.4.1.4 asks for the one that is expanded, which
  // in a path that has a % of its own would lead elsewhere.
  const DWORD type = program.find(L'%') == std::wstring::npos ? REG_EXPAND_SZ : REG_SZ;
  constexpr DWORD kTypes = EVENTLOG_ERROR_TYPE | EVENTLOG_WARNING_TYPE | EVENTLOG_INFORMATION_TYPE;
  code =
      RegSetValueExW(key.get(), L"EventMessageFile", 0, type, reinterpret_cast<const BYTE*>(program.c_str()),
                     static_cast<DWORD>((program.size() + 1) * sizeof(wchar_t)));
  if (code == ERROR_SUCCESS) {
    code = RegSetValueExW(key.get(), L"TypesSupported", 0, REG_DWORD, reinterpret_cast<const BYTE*>(&kTypes),
                          sizeof kTypes);
  }
  if (code != ERROR_SUCCESS) {
    fail("cannot register the event source", to_utf8(kSourceKey),
         make_result(static_cast<std::uint32_t>(code), "RegSetValueExW"));
  }
}

void LocalSetupMachine::remove_event_source() {
  const LSTATUS code = RegDeleteKeyW(HKEY_LOCAL_MACHINE, kSourceKey);
  if (code != ERROR_SUCCESS && code != ERROR_FILE_NOT_FOUND) {
    fail("cannot remove the event source", to_utf8(kSourceKey),
         make_result(static_cast<std::uint32_t>(code), "RegDeleteKeyW"));
  }
}

std::string protected_log_folder() {
  return LocalSetupMachine().path_of(ProtectedFolder::logs);
}

}  // namespace launcher::win32
