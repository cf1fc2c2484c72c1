#include "taskxml/diagnose/this_machine.hpp"

#include <fmt/format.h>
#include <windows.h>

#include <array>
#include <map>
#include <mutex>
#include <string_view>
#include <tuple>

#include "launcher/base/error.hpp"
#include "launcher/win32/security/accounts.hpp"
#include "launcher/win32/security/secured_object.hpp"
#include "launcher/win32/system/system_error.hpp"
#include "taskxml/source/file.hpp"

namespace taskxml {
namespace {

constexpr std::uintmax_t kLargestScript = 1U << 20U;

/// A setting of UAC; nullopt: it is not there.
std::optional<DWORD> read_policy(const wchar_t* name) {
  DWORD value = 0;
  DWORD size = sizeof value;
  const LSTATUS status =
      RegGetValueW(HKEY_LOCAL_MACHINE, L"SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Policies\\System",
                   name, RRF_RT_REG_DWORD, nullptr, &value, &size);
  return status == ERROR_SUCCESS ? std::optional(value) : std::nullopt;
}

constexpr DWORD kLook = READ_CONTROL | FILE_READ_ATTRIBUTES | SYNCHRONIZE;

/// The rule of the launcher with the task's account in place of this process's.
launcher::TrustedAccounts accounts_of(const RunAccount& account) {
  launcher::TrustedAccounts accounts = launcher::win32::make_trusted_accounts();
  accounts.is_elevated = account.is_elevated;
  accounts.own.clear();
  if (account.name.empty()) return accounts;
  try {
    accounts.own = launcher::win32::find_account_sid(account.name);
  } catch (const launcher::Error&) {  // an account that is not known here is trusted by nobody
  }
  return accounts;
}

TrustProblem not_readable(const std::string& path) {
  const launcher::SystemResult result = launcher::win32::last_result("CreateFileW");
  return {fmt::format("{}: who may change it cannot be read: {} ({}): {}", path, result.code, result.api,
                      result.text),
          {}};
}

void add(std::vector<TrustProblem>& trust_problems, const std::vector<launcher::TrustFinding>& findings) {
  for (const launcher::TrustFinding& finding : findings) {
    const std::string name =
        finding.sid.empty() ? std::string() : launcher::win32::find_account_name(finding.sid);
    trust_problems.push_back({launcher::describe_trust(finding, name), finding.commands});
  }
}

/// The launcher judges the folder it is in and not its own file: nobody else can change that before it runs.
/// Here the file is looked at as well.
std::vector<TrustProblem> inspect(const std::string& path, TrustedInput input, const RunAccount& account) {
  std::vector<TrustProblem> trust_problems;
  const launcher::TrustedAccounts accounts = accounts_of(account);
  const launcher::win32::UniqueHandle file = launcher::win32::open_unfollowed(path, kLook);
  if (!file) return {not_readable(path)};
  if (input == TrustedInput::config) {
    add(trust_problems,
        launcher::win32::inspect_trust(file.get(), launcher::TrustKind::file, path, accounts));
    return trust_problems;
  }
  add(trust_problems,
      launcher::judge_trust(launcher::win32::read_secured_object(file.get(), launcher::TrustKind::file),
                            accounts));
  const std::string folder = path.substr(0, path.find_last_of('\\'));
  const launcher::win32::UniqueHandle opened = launcher::win32::open_unfollowed(folder, kLook);
  if (!opened) return {not_readable(folder)};
  add(trust_problems,
      launcher::win32::inspect_trust(opened.get(), launcher::TrustKind::folder, folder, accounts));
  return trust_problems;
}

class WindowsMachine : public ThisMachine {
 public:
  bool is_local_disk(char letter) const override {
    const std::array<wchar_t, 4> root{static_cast<wchar_t>(letter), L':', L'\\', L'\0'};
    switch (GetDriveTypeW(root.data())) {
      case DRIVE_FIXED:
      case DRIVE_REMOVABLE:
      case DRIVE_CDROM:
      case DRIVE_RAMDISK:
        return true;
      default:
        return false;
    }
  }

  std::string expand(const std::string& text) const override {
    const std::wstring wide = path_from_utf8(text).wstring();
    std::wstring expanded(ExpandEnvironmentStringsW(wide.c_str(), nullptr, 0), L'\0');
    const DWORD length =
        ExpandEnvironmentStringsW(wide.c_str(), expanded.data(), static_cast<DWORD>(expanded.size()));
    if (length == 0 || length > expanded.size()) return text;
    expanded.resize(length - 1);
    return utf8_from_path(std::filesystem::path(expanded));
  }

  bool has_file(const std::string& path) const override {
    std::error_code error;
    return std::filesystem::is_regular_file(path_from_utf8(path), error);
  }

  std::optional<std::string> read(const std::string& path) const override {
    std::error_code error;
    const auto size = std::filesystem::file_size(path_from_utf8(path), error);
    if (error || size > kLargestScript) return std::nullopt;
    try {
      return read_file(path_from_utf8(path)).bytes;
    } catch (const FileError&) {
      return std::nullopt;
    }
  }

  std::vector<TrustProblem> find_trust_problems(const std::string& path, TrustedInput input,
                                                const RunAccount& account) const override {
    // Many tasks have the same launcher and the same file.
    const std::lock_guard lock(mutex_);
    const auto [known, is_new] =
        known_.try_emplace(std::tuple(path, input, account.name, account.is_elevated));
    if (is_new) {
      try {
        known->second = inspect(path, input, account);
      } catch (const launcher::Error& error) {
        known->second = {{error.what(), {}}};
      }
    }
    return known->second;
  }

  bool has_administrator_protection() const override {
    constexpr DWORD kAdministratorProtection = 2;
    return read_policy(L"EnableLUA") != DWORD{0} &&
           read_policy(L"TypeOfAdminApprovalMode") == kAdministratorProtection;
  }

 private:
  mutable std::mutex mutex_;
  mutable std::map<std::tuple<std::string, TrustedInput, std::string, bool>, std::vector<TrustProblem>>
      known_;
};

}  // namespace

const ThisMachine* this_machine() {
  static const WindowsMachine machine;
  return &machine;
}

}  // namespace taskxml
