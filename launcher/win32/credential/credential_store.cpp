#include "launcher/win32/credential/credential_store.hpp"

#include <windows.h>

#include <aclapi.h>

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "launcher/base/drive.hpp"
#include "launcher/base/error.hpp"
#include "launcher/command/setup.hpp"
#include "launcher/win32/command/setup_machine.hpp"
#include "launcher/win32/credential/credential_folder.hpp"
#include "launcher/win32/credential/data_protection.hpp"
#include "launcher/win32/credential/login_records.hpp"
#include "launcher/win32/security/accounts.hpp"
#include "launcher/win32/security/file_security.hpp"
#include "launcher/win32/security/identity.hpp"
#include "launcher/win32/security/security_descriptor.hpp"
#include "launcher/win32/system/handle.hpp"
#include "launcher/win32/system/open_path.hpp"
#include "launcher/win32/system/system_error.hpp"
#include "launcher/win32/system/wide_text.hpp"

namespace launcher::win32 {
namespace {

constexpr LONGLONG kLargestFile = 65536;

/// Rights of an allowed account in SDDL: to read the credential, and to read and write the record of logins,
/// but not to delete it or to change who may.
constexpr std::string_view kReadRights = "FR";
constexpr std::string_view kRecordRights = "0x12008b";  // FILE_GENERIC_READ | FILE_WRITE_DATA
static_assert((FILE_GENERIC_READ | FILE_WRITE_DATA) == 0x12008b);

[[noreturn]] void fail(std::string what, std::string subject, const SystemResult& result,
                       std::string advice) {
  if (result.code == ERROR_ACCESS_DENIED) {
    advice = "Run the command from an elevated prompt: only administrators change the machine's credentials";
  }
  throw Error(describe_system_failure(std::move(what), std::move(subject), result, std::move(advice)));
}

std::string file_sddl(std::string_view rights, const std::vector<std::string>& allowed) {
  std::string text = "O:BAG:SYD:P(A;;FA;;;SY)(A;;FA;;;BA)";
  for (const std::string& sid : allowed)
    text += fmt::format("(A;;{};;;{})", rights, sid);
  return text;
}

/// Throws TrustError when somebody else could put another file in the place of ours, or swap a folder.
void make_folders() {
  LocalSetupMachine machine;
  for (const ProtectedFolder kind : {ProtectedFolder::product, ProtectedFolder::credentials}) {
    if (machine.look_at(kind) == FolderAction::make) machine.make(kind);
  }
  if (const SystemResult result = require_trusted_credential_folder(); !result.succeeded()) {
    fail("cannot read who may change the folder", credential_folder(), result, "Look at it with icacls");
  }
}

SystemResult read_all(HANDLE file, std::string& bytes) {
  LARGE_INTEGER size{};
  if (GetFileSizeEx(file, &size) == 0) return last_result("GetFileSizeEx");
  if (size.QuadPart > kLargestFile) return make_result(ERROR_FILE_TOO_LARGE, "GetFileSizeEx");
  bytes.resize(static_cast<std::size_t>(size.QuadPart));
  DWORD count = 0;
  if (ReadFile(file, bytes.data(), static_cast<DWORD>(bytes.size()), &count, nullptr) == 0)
    return last_result("ReadFile");
  bytes.resize(count);
  return {};
}

SystemResult load_from(HANDLE file, StoredCredential& credential) {
  FileSecurity security;
  if (SystemResult result = read_security(file, security); !result.succeeded()) return result;
  if (!is_system_account(security.owner) && security.owner != query_own_sid())
    return make_result(ERROR_INVALID_OWNER, "GetSecurityInfo");
  std::string bytes;
  if (SystemResult result = read_all(file, bytes); !result.succeeded()) return result;
  Secret text;
  if (SystemResult result = unprotect_for_machine(bytes, text); !result.succeeded()) return result;
  std::optional<StoredCredential> parsed = parse_credential(text.view());
  if (!parsed) return make_result(ERROR_INVALID_DATA, "CryptUnprotectData");
  credential = std::move(*parsed);
  return {};
}

UniqueHandle open_file(const std::string& path, DWORD access) {
  return open_path(path, access, OPEN_EXISTING, FILE_FLAG_OPEN_REPARSE_POINT);
}

std::vector<std::string> allowed_sids(HANDLE file) {
  FileSecurity security;
  std::vector<std::string> sids;
  if (!read_security(file, security).succeeded()) return sids;
  for (const AllowedEntry& entry : security.allowed) {
    const bool is_allowed = (entry.mask & FILE_READ_DATA) != 0 && !entry.sid.empty() &&
                            entry.sid != security.owner && !is_system_account(entry.sid);
    if (is_allowed) sids.push_back(entry.sid);
  }
  return sids;
}

void write_new_file(const std::string& path, std::string_view bytes, const std::string& sddl) {
  constexpr const char* kWhat = "cannot write the credential";
  constexpr const char* kAdvice = "Check the free space of the disk";
  DeleteFileW(to_wide(path).c_str());  // what a command that was broken off has left
  SecurityDescriptor security(sddl);
  const UniqueHandle file =
      open_path_alone(path, GENERIC_WRITE, CREATE_NEW, FILE_ATTRIBUTE_NORMAL, security.attributes());
  if (!file) fail(kWhat, path, last_result("CreateFileW"), kAdvice);
  DWORD count = 0;
  if (WriteFile(file.get(), bytes.data(), static_cast<DWORD>(bytes.size()), &count, nullptr) == 0)
    fail(kWhat, path, last_result("WriteFile"), kAdvice);
  if (FlushFileBuffers(file.get()) == 0) fail(kWhat, path, last_result("FlushFileBuffers"), kAdvice);
}

/// A run that reads the old file at this moment keeps it from being replaced.
void replace_file(const std::string& from, const std::string& to) {
  constexpr int kTries = 40;
  constexpr DWORD kPause = 50;
  for (int tries = 1;; ++tries) {
    if (MoveFileExW(to_wide(from).c_str(), to_wide(to).c_str(),
                    MOVEFILE_REPLACE_EXISTING | MOVEFILE_WRITE_THROUGH) != 0)
      return;
    const SystemResult result = last_result("MoveFileExW");
    const bool is_busy = result.code == ERROR_ACCESS_DENIED || result.code == ERROR_SHARING_VIOLATION;
    if (!is_busy || tries == kTries)
      fail("cannot write the credential", to, result, "Close the program that has the file open");
    Sleep(kPause);
  }
}

std::string find_allowable_account(const std::string& account) {
  std::string sid = find_account_sid(account);
  if (is_everybody(sid)) {
    throw Error(exit_code_from_win32(win32_error::kBadArguments),
                {.what = "cannot allow the account",
                 .subject = account,
                 .text = "everybody is in it, so the password would not be a secret",
                 .advice = "Name the account that the task runs as"});
  }
  return sid;
}

void add_account(std::vector<std::string>& sids, std::string sid) {
  if (!is_system_account(sid) && std::find(sids.begin(), sids.end(), sid) == sids.end())
    sids.push_back(std::move(sid));
}

[[noreturn]] void fail_missing(const std::string& name, const SystemResult& result) {
  fail("cannot find the credential", name, result, "drivelaunch credential list shows what there is");
}

void set_access(const std::string& path, std::string_view rights, const std::vector<std::string>& sids) {
  const SecurityDescriptor security(file_sddl(rights, sids));
  const UniqueHandle file = open_file(path, READ_CONTROL | WRITE_DAC);
  if (!file) fail("cannot open the file of the credential", path, last_result("CreateFileW"), "Set it again");
  const DWORD code = SetSecurityInfo(file.get(), SE_FILE_OBJECT,
                                     DACL_SECURITY_INFORMATION | PROTECTED_DACL_SECURITY_INFORMATION, nullptr,
                                     nullptr, security.access_list(), nullptr);
  if (code != ERROR_SUCCESS)
    fail("cannot change who may read the credential", path, make_result(code, "SetSecurityInfo"),
         "Look at it with icacls");
}

/// Changes who may use a credential that is there.
template <typename Change>
void change_access(const std::string& name, Change change) {
  if (const SystemResult result = require_trusted_credential_folder(); !result.succeeded())
    fail_missing(name, result);
  const UniqueHandle file = open_file(credential_file(name), READ_CONTROL);
  if (!file) fail_missing(name, last_result("CreateFileW"));
  std::vector<std::string> sids = allowed_sids(file.get());
  change(sids);
  set_access(credential_file(name), kReadRights, sids);
  set_access(login_record_file(name), kRecordRights, sids);
}

}  // namespace

CredentialLoad MachineCredentialStore::load(const std::string& name) {
  const QuietErrors quiet;
  CredentialLoad load;
  load.result = require_trusted_credential_folder();
  if (!load.result.succeeded()) return load;
  const UniqueHandle file =
      open_path_patiently(credential_file(name), GENERIC_READ, OPEN_EXISTING, FILE_FLAG_OPEN_REPARSE_POINT);
  if (!file) {
    load.result = last_result("CreateFileW");
    return load;
  }
  StoredCredential credential;
  load.result = load_from(file.get(), credential);
  if (load.result.succeeded()) load.credential = std::move(credential);
  return load;
}

void MachineCredentialStore::save(const std::string& name, const StoredCredential& credential,
                                  const std::vector<std::string>& allow) {
  make_folders();
  std::vector<std::string> sids;
  if (const UniqueHandle old = open_file(credential_file(name), READ_CONTROL)) sids = allowed_sids(old.get());
  for (const std::string& account : allow)
    add_account(sids, find_allowable_account(account));
  std::string bytes;
  if (const SystemResult result = protect_for_machine(print_credential(credential), bytes);
      !result.succeeded())
    fail("cannot encrypt the credential", name, result, "Check that the service CryptSvc can be started");
  const std::string fresh = credential_file(name) + "~new";
  write_new_file(fresh, bytes, file_sddl(kReadRights, sids));
  replace_file(fresh, credential_file(name));
  // Written in place: a run that logs in at this moment holds it open.
  const std::string record = login_record_file(name);
  if (!open_file(record, READ_CONTROL)) {
    write_new_file(record, {}, file_sddl(kRecordRights, sids));
    return;
  }
  set_access(record, kRecordRights, sids);
  if (const SystemResult result = MachineLoginRecords().write(name, {}); !result.succeeded())
    fail("cannot forget that the credential was refused", record, result, "Delete the file");
}

std::vector<ListedCredential> MachineCredentialStore::list() {
  std::vector<ListedCredential> credentials;
  require_trusted_credential_folder();  // one that is not there has none
  WIN32_FIND_DATAW found{};
  const UniqueSearch search =
      make_search(FindFirstFileW(to_wide(credential_folder() + "\\*").c_str(), &found));
  if (!search) {
    const SystemResult result = last_result("FindFirstFileW");
    if (result.code == ERROR_FILE_NOT_FOUND || result.code == ERROR_PATH_NOT_FOUND) return credentials;
    fail("cannot list the credentials", credential_folder(), result, "Look at the folder with icacls");
  }
  do {
    const std::string name = wtf8_from_wide(found.cFileName);
    if ((found.dwFileAttributes & FILE_ATTRIBUTE_DIRECTORY) != 0 || !is_valid_name(name)) continue;
    ListedCredential credential{.name = name, .load = load(name)};
    if (const UniqueHandle file = open_file(credential_file(name), READ_CONTROL)) {
      for (const std::string& sid : allowed_sids(file.get())) {
        const std::string account = find_account_name(sid);
        credential.allowed.push_back(account.empty() ? sid : account);
      }
    }
    std::string record;
    const UniqueHandle login = open_file(login_record_file(name), GENERIC_READ);
    if (login && read_all(login.get(), record).succeeded())
      credential.last_login = parse_login_record(record);
    credentials.push_back(std::move(credential));
  } while (FindNextFileW(search.get(), &found) != 0);
  const SystemResult end = last_result("FindNextFileW");
  if (end.code != ERROR_NO_MORE_FILES)
    fail("cannot list the credentials", credential_folder(), end, "Look at the folder with icacls");
  std::sort(
      credentials.begin(), credentials.end(),
      [](const ListedCredential& left, const ListedCredential& right) { return left.name < right.name; });
  return credentials;
}

void MachineCredentialStore::remove(const std::string& name) {
  if (const SystemResult result = require_trusted_credential_folder(); !result.succeeded())
    fail_missing(name, result);
  if (DeleteFileW(to_wide(credential_file(name)).c_str()) == 0)
    fail_missing(name, last_result("DeleteFileW"));
  DeleteFileW(to_wide(login_record_file(name)).c_str());  // of no use without the other
}

void MachineCredentialStore::allow(const std::string& name, const std::string& account) {
  const std::string sid = find_allowable_account(account);
  change_access(name, [&](std::vector<std::string>& sids) { add_account(sids, sid); });
}

void MachineCredentialStore::deny(const std::string& name, const std::string& account) {
  const std::string sid = find_account_sid(account);
  if (is_system_account(sid)) {
    throw Error(exit_code_from_win32(win32_error::kBadArguments),
                {.what = "cannot deny the account",
                 .subject = account,
                 .text = "SYSTEM and administrators can read every file of this machine",
                 .advice = "Remove the credential: drivelaunch credential remove " + name});
  }
  change_access(name, [&](std::vector<std::string>& sids) { std::erase(sids, sid); });
}

}  // namespace launcher::win32
