#include "acceptance/checks/folder_checks.hpp"

#include <windows.h>

#include <algorithm>
#include <array>

#include "acceptance/checks/refusals.hpp"
#include "acceptance/command_run.hpp"
#include "acceptance/local_files.hpp"
#include "acceptance/ordinary_folder.hpp"
#include "launcher/base/error.hpp"
#include "launcher/base/failure.hpp"
#include "launcher/win32/system/handle.hpp"
#include "launcher/win32/system/system_error.hpp"
#include "launcher/win32/system/wide_secret.hpp"
#include "launcher/win32/system/wide_text.hpp"

namespace acceptance {
namespace {

using launcher::win32::make_handle;
using launcher::win32::UniqueHandle;

/// What the launcher says to a folder, and why.
struct Verdict {
  bool accepts_config = false;
  bool accepts_log = false;
  bool accepts_launcher = false;
  std::string reason;  ///< the first one; empty: it accepts everything

  std::string show() const {
    if (reason.empty()) return "accepted";
    const auto show_one = [](const char* what, bool is_accepted) {
      return std::string(what) + (is_accepted ? " accepted" : " refused");
    };
    return show_one("drives.ini", accepts_config) + ", " + show_one("log", accepts_log) + ", " +
           show_one("launcher", accepts_launcher) + " (" + reason + ")";
  }
};

void fill(const Machine& machine, const OrdinaryFolder& folder) {
  write_file(folder.config(), harmless_config());
  copy_file(machine.program("drivelaunch.exe"), folder.launcher());
}

Verdict judge(Machine& machine, const OrdinaryFolder& folder) {
  Verdict verdict;
  const CommandResult by_ours = run_command(
      machine, "drivelaunch.exe", "--log " + in_quotes(folder.log()) + ' ' + harmless_run(folder.config()));
  verdict.accepts_config = require_answer(by_ours) == Answer::accepted;
  verdict.accepts_log = exists(folder.log());
  verdict.reason = first_reason(by_ours);
  if (verdict.reason.empty() && !verdict.accepts_log) verdict.reason = show_command(by_ours);
  const std::string own = machine.file(machine.next_name() + ".ini");
  write_file(own, harmless_config());
  const CommandResult by_theirs =
      run_command_line(machine, in_quotes(folder.launcher()) + ' ' + harmless_run(own));
  verdict.accepts_launcher = require_answer(by_theirs) == Answer::accepted;
  if (verdict.reason.empty()) verdict.reason = first_reason(by_theirs);
  return verdict;
}

/// What this thread does is done as the user, as long as the object lives.
class AsUser {
 public:
  explicit AsUser(const LocalUser& user) {
    const std::wstring name = launcher::win32::to_wide(user.name);
    const launcher::win32::WideSecret password = launcher::win32::widen(user.password);
    HANDLE token = nullptr;
    if (LogonUserW(name.c_str(), L".", password.view().data(), LOGON32_LOGON_INTERACTIVE,
                   LOGON32_PROVIDER_DEFAULT, &token) == 0 &&
        LogonUserW(name.c_str(), L".", password.view().data(), LOGON32_LOGON_BATCH, LOGON32_PROVIDER_DEFAULT,
                   &token) == 0)
      fail(user, "LogonUserW");
    token_ = make_handle(token);
    if (ImpersonateLoggedOnUser(token_.get()) == 0) fail(user, "ImpersonateLoggedOnUser");
  }
  ~AsUser() { RevertToSelf(); }
  AsUser(const AsUser&) = delete;
  AsUser& operator=(const AsUser&) = delete;

  bool can_open(const std::string& path, DWORD access) const { return open(path, access, OPEN_EXISTING); }
  bool can_make(const std::string& path) const { return open(path, GENERIC_WRITE, CREATE_NEW); }

 private:
  static bool open(const std::string& path, DWORD access, DWORD disposition) {
    return make_handle(CreateFileW(launcher::win32::to_wide(path).c_str(), access,
                                   FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE, nullptr,
                                   disposition, FILE_FLAG_BACKUP_SEMANTICS, nullptr)) != nullptr;
  }
  [[noreturn]] static void fail(const LocalUser& user, const char* api) {
    throw launcher::Error(
        launcher::describe_system_failure("cannot act as", user.name, launcher::win32::last_result(api), ""));
  }

  UniqueHandle token_;
};

/// What the user really can do, as Windows lets it.
struct Power {
  bool changes_config = false;
  bool changes_launcher = false;
};

Power try_everything(const OrdinaryFolder& folder, const LocalUser& user) {
  const AsUser as_user(user);
  Power power;
  const auto changes = [&](const std::string& file) {
    constexpr std::array<DWORD, 7> kRights{FILE_WRITE_DATA, FILE_APPEND_DATA, FILE_WRITE_ATTRIBUTES,
                                           FILE_WRITE_EA,   DELETE,           WRITE_DAC,
                                           WRITE_OWNER};
    if (std::any_of(kRights.begin(), kRights.end(),
                    [&](DWORD right) { return as_user.can_open(file, right); }))
      return true;
    return as_user.can_open(folder.path(), DELETE);
  };
  power.changes_config = changes(folder.config());
  power.changes_launcher = changes(folder.launcher()) || as_user.can_make(folder.path() + "\\planted.dll");
  return power;
}

}  // namespace

Finding see_ordinary_folders(Machine& machine, const Principal&) {
  std::string evidence;
  bool is_good = true;
  for (const OrdinaryPlace& place : ordinary_places()) {
    const OrdinaryFolder folder(machine, place);
    fill(machine, folder);
    const Verdict verdict = judge(machine, folder);
    const bool is_wrong = (place.keeps_config && !verdict.accepts_config) ||
                          (place.keeps_programs && !(verdict.accepts_log && verdict.accepts_launcher));
    is_good = is_good && !is_wrong;
    evidence += (evidence.empty() ? "" : "; ") + std::string(place.name) + ": " +
                (is_wrong ? "NOT AS PROMISED: " : "") + verdict.show();
  }
  return is_good ? passed(evidence) : failed(evidence);
}

Finding see_what_user_changes(Machine& machine, const Principal& principal) {
  std::string evidence;
  bool is_good = true;
  for (const OrdinaryPlace& place : ordinary_places()) {
    const OrdinaryFolder folder(machine, place);
    fill(machine, folder);
    const Verdict verdict = judge(machine, folder);
    const Power power = try_everything(folder, *principal.user);
    const bool is_hole = (power.changes_config && verdict.accepts_config) ||
                         (power.changes_launcher && verdict.accepts_launcher);
    is_good = is_good && !is_hole;
    evidence += (evidence.empty() ? "" : "; ") + std::string(place.name) + ": the user can change " +
                (power.changes_config     ? "drives.ini"
                 : power.changes_launcher ? "the launcher's folder"
                                          : "nothing") +
                ", the launcher: " + verdict.show();
  }
  return is_good ? passed(evidence) : failed(evidence);
}

}  // namespace acceptance
