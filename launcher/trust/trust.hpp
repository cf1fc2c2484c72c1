#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "launcher/base/error.hpp"

/// Who could change what a run follows: the decision on an access control list as data (G9). Reading the list
/// is win32/security/secured_object.
namespace launcher {

/// What an object is to the run, which says what nobody else may do to it.
enum class TrustKind {
  file,      ///< its contents are followed
  folder,    ///< the launcher's own, of logs, of credentials: what is put into it is followed, too
  ancestor,  ///< a folder on the way there: nobody else may swap what is below it
};

/// One entry of an access control list, as [MS-DTYP] 2.4.4 has it.
struct AccessEntry {
  std::uint8_t type = 0;   ///< AceType
  std::uint8_t flags = 0;  ///< AceFlags
  std::uint32_t mask = 0;  ///< Mask, generic rights not yet mapped
  std::string sid;         ///< "S-1-5-18"
};

/// A file or folder as read from one open handle.
struct SecuredObject {
  TrustKind kind = TrustKind::file;
  std::string path;
  bool is_volume_root = false;     ///< the root of a volume or a share
  bool is_name_surrogate = false;  ///< a symbolic link, a junction, a mount point: it stands for another path
  bool is_remote = false;
  bool keeps_acls = true;  ///< false: on a file system without access control lists
  unsigned link_count = 1;
  std::string owner;                                ///< a SID
  std::optional<std::vector<AccessEntry>> entries;  ///< empty optional: a null DACL, everybody may do all
};

/// Whom a run trusts besides SYSTEM, Administrators and TrustedInstaller.
struct TrustedAccounts {
  std::string own;           ///< the SID of the account the run has
  bool is_elevated = false;  ///< such a run relies on nothing that is on another machine
  /// Whether a SID is a direct member of the local group Administrators. Asked only about owners and accounts
  /// that matter, because finding out takes a while.
  std::function<bool(const std::string& sid)> is_administrator;
};

/// The problem of an object whose owner is not trusted.
inline constexpr const char* kOwnsIt = "owns it";

/// One reason not to trust an object, and what ends it.
struct TrustFinding {
  std::string path;
  std::string sid;      ///< the account that is not trusted; empty: no account is the reason
  std::string problem;  ///< "may WRITE_DATA, DELETE", "owns it", or a whole sentence when there is no account
  std::vector<std::string>
      commands;  ///< for an elevated command prompt, in order; in every language the same
};

/// Every reason not to trust the object; none: it is trusted. An entry counts when it allows one of these to
/// an account that is not trusted:
///   file      WRITE_DATA APPEND_DATA WRITE_EA WRITE_ATTRIBUTES DELETE WRITE_DAC WRITE_OWNER
///   folder    the same (ADD_FILE, ADD_SUBDIRECTORY) and DELETE_CHILD
///   ancestor  DELETE_CHILD DELETE WRITE_DAC WRITE_OWNER
/// Entries that are only inherited from here are skipped, callback and object entries that allow are taken as
/// if their condition held, those that deny are ignored, so that a file that relies on a deny
/// entry is reported. The root of a volume cannot be deleted or renamed, so DELETE on it does not count.
std::vector<TrustFinding> judge_trust(const SecuredObject& object, const TrustedAccounts& accounts);

/// The folders above a path, from the root of its volume or share down: of \\?\C:\a\b they are \\?\C:\ and
/// \\?\C:\a. The path is full and has the form that GetFinalPathNameByHandle gives, or that without \\?\.
std::vector<std::string> list_ancestors(const std::string& path);

/// `C:\x\drives.ini: Everyone (S-1-1-0) has WRITE_DATA`. `name` is the account's; empty: it has none.
std::string describe_trust(const TrustFinding& finding, const std::string& name);

/// Throws TrustError when there is a finding. `name_of` gives the account name of a SID, empty when it has
/// none. `subject` is what was asked for, as it was named.
void require_trust(const std::string& subject, const std::vector<TrustFinding>& findings,
                   const std::function<std::string(const std::string& sid)>& name_of);

/// The warning for a program that others could change: they could run anything as the account of the run.
/// Nothing when there is no finding.
std::optional<Failure> describe_program_trust(
    const std::string& program, const std::vector<TrustFinding>& findings,
    const std::function<std::string(const std::string& sid)>& name_of);

/// The run follows nothing that others could change. what() is several lines: the reasons, then the commands.
/// The exit code is that of ERROR_ACCESS_DENIED.
class TrustError : public Error {
 public:
  TrustError(const std::string& subject, const std::vector<std::string>& reasons,
             const std::vector<std::string>& commands);

  const char* what() const noexcept override { return text_.c_str(); }

 private:
  std::string text_;
};

}  // namespace launcher
