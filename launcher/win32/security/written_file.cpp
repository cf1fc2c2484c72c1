#include "launcher/win32/security/written_file.hpp"

#include <windows.h>

#include <fmt/format.h>

#include <string_view>
#include <utility>

#include "launcher/base/drive.hpp"
#include "launcher/base/error.hpp"
#include "launcher/trust/trust.hpp"
#include "launcher/trust/written_place.hpp"
#include "launcher/win32/security/accounts.hpp"
#include "launcher/win32/security/file_rotation.hpp"
#include "launcher/win32/security/identity.hpp"
#include "launcher/win32/security/secured_object.hpp"
#include "launcher/win32/security/security_descriptor.hpp"
#include "launcher/win32/system/appending.hpp"
#include "launcher/win32/system/open_path.hpp"
#include "launcher/win32/system/system_error.hpp"
#include "launcher/win32/system/wide_text.hpp"

namespace launcher::win32 {
namespace {

constexpr DWORD kLook = READ_CONTROL | FILE_READ_ATTRIBUTES | SYNCHRONIZE;
constexpr DWORD kReadAndAppend = 0x12008D;
static_assert((FILE_GENERIC_READ | FILE_APPEND_DATA) == kReadAndAppend);

bool is_network_drive(std::string_view drive) {
  return GetDriveTypeW(to_wide(std::string(drive) + "\\").c_str()) == DRIVE_REMOTE;
}

/// The folder of a full path; of a root the root itself.
std::string folder_of(const std::string& path) {
  const std::size_t end = path.find_last_of("\\/");
  if (end == std::string::npos) return path;
  const bool is_root = end > 0 && path[end - 1] == ':';
  return path.substr(0, is_root ? end + 1 : end);
}

/// The other, limited half of an administrator is the same account: what the elevated half has written it may
/// read and add to, but not change.
std::string permissions_of_new_file() {
  std::string own = "FA";
  BOOL is_administrator = FALSE;
  alignas(SID) unsigned char administrators[SECURITY_MAX_SID_SIZE];
  DWORD size = sizeof administrators;
  if (CreateWellKnownSid(WinBuiltinAdministratorsSid, nullptr, administrators, &size) != 0 &&
      CheckTokenMembership(nullptr, administrators, &is_administrator) != 0 && is_administrator != 0)
    own = fmt::format("{:#x}", kReadAndAppend);
  return fmt::format("D:P(A;;FA;;;SY)(A;;FA;;;BA)(A;;{};;;{})", own, query_own_sid());
}

/// One file, from its path to a handle that can be written to.
class WrittenFile {
 public:
  WrittenFile(const std::string& path, const WrittenFileRules& rules)
      : path_(path), rules_(rules), full_(find_full_path(path)) {
    place_ = classify_written_path(full_, is_network_drive);
    if (place_ == WrittenPlace::share && !rules.may_be_anywhere) place_ = WrittenPlace::here;
  }

  UniqueHandle open(std::uint64_t rotate_at) {
    if (is_elevated() && place_ == WrittenPlace::here) judge_folder();
    UniqueHandle file = open_once();
    if (GetFileType(file.get()) != FILE_TYPE_DISK) return file;
    LARGE_INTEGER size{};
    const bool is_full =
        GetFileSizeEx(file.get(), &size) != 0 && static_cast<std::uint64_t>(size.QuadPart) >= rotate_at;
    if (!is_full) return file;
    rotate_file(full_, std::move(file));
    return open_once();
  }

 private:
  [[noreturn]] void fail(const SystemResult& result) const {
    throw Error(describe_system_failure(rules_.what, path_, result, rules_.advise(result.code)));
  }

  [[noreturn]] void refuse(std::string reason, std::string advice) const {
    throw Error(
        exit_code_from_win32(ERROR_ACCESS_DENIED),
        {.what = rules_.what, .subject = path_, .text = std::move(reason), .advice = std::move(advice)});
  }

  /// Who can put links into the folder, or swap one above it, could have the run write somewhere else.
  void judge_folder() {
    const std::string folder = folder_of(full_);
    const UniqueHandle object = open_unfollowed(folder, kLook);
    if (!object) {
      const SystemResult result = last_result("CreateFileW");
      // Of a folder that is not there Windows says that no file is; of the file it would say the same as of
      // its folder.
      fail(result.code == ERROR_FILE_NOT_FOUND ? make_result(ERROR_PATH_NOT_FOUND, "CreateFileW") : result);
    }
    const auto findings = inspect_trust(object.get(), TrustKind::folder, folder, make_trusted_accounts());
    if (findings.empty()) {
      folder_ = find_final_path(object.get());
      return;
    }
    const TrustFinding& first = findings.front();
    std::string commands;
    for (const TrustFinding& finding : findings) {
      for (const std::string& command : finding.commands)
        commands += (commands.empty() ? "" : " & ") + command;
    }
    refuse(describe_trust(first, first.sid.empty() ? std::string() : find_account_name(first.sid)) +
               ", so an elevated run does not write there",
           commands.empty() ? rules_.advise(ERROR_ACCESS_DENIED)
                            : "To fix it, run in an elevated command prompt: " + commands);
  }

  UniqueHandle open_once() const {
    const bool chooses_itself = rules_.may_be_anywhere && !is_elevated();
    const DWORD flags = chooses_itself ? 0 : FILE_FLAG_OPEN_REPARSE_POINT;
    UniqueHandle file;
    if (place_ == WrittenPlace::device) {
      // A pipe has no right to append; there the same bit stands for another one (FILE_CREATE_PIPE_INSTANCE).
      file = open_path(full_, FILE_WRITE_DATA | FILE_READ_ATTRIBUTES | SYNCHRONIZE, OPEN_EXISTING, 0);
    } else if (chooses_itself || place_ == WrittenPlace::share) {
      file = open_to_append(full_, flags, nullptr);
    } else {
      SecurityDescriptor security(permissions_of_new_file());
      file = open_to_append(full_, flags, security.attributes());
    }
    if (!file) fail(last_result("CreateFileW"));
    if (!chooses_itself && GetFileType(file.get()) == FILE_TYPE_DISK) judge_file(file.get());
    return file;
  }

  void judge_file(HANDLE file) const {
    if (is_name_surrogate(file)) {
      refuse("it is a link to another place", "Name a file that is not a link");
    }
    BY_HANDLE_FILE_INFORMATION information{};
    if (GetFileInformationByHandle(file, &information) == 0) fail(last_result("GetFileInformationByHandle"));
    if (information.nNumberOfLinks > 1) {
      refuse("the file has a second name (hard link), so it is also somewhere else",
             fmt::format("Name another file; this lists the names: fsutil hardlink list \"{}\"", full_));
    }
    if (!folder_.empty() && !equals_ignoring_case(folder_of(find_final_path(file)), folder_))
      refuse("it is in another folder than its path says", rules_.advise(ERROR_ACCESS_DENIED));
  }

  const std::string& path_;
  const WrittenFileRules& rules_;
  std::string full_;
  WrittenPlace place_ = WrittenPlace::here;
  std::string folder_;  ///< where the judged folder really is; empty: none was judged
};

}  // namespace

UniqueHandle open_written_file(const std::string& path, std::uint64_t rotate_at,
                               const WrittenFileRules& rules) {
  const QuietErrors quiet;
  return WrittenFile(path, rules).open(rotate_at);
}

}  // namespace launcher::win32
