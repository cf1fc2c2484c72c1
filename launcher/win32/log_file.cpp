#include "launcher/win32/log_file.hpp"

#include <windows.h>

#include <atomic>
#include <memory>
#include <string_view>
#include <utility>

#include "launcher/base/error.hpp"
#include "launcher/trust.hpp"
#include "launcher/win32/accounts.hpp"
#include "launcher/win32/appending.hpp"
#include "launcher/win32/handle.hpp"
#include "launcher/win32/known_folder.hpp"
#include "launcher/win32/protected_attributes.hpp"
#include "launcher/win32/secured_object.hpp"
#include "launcher/win32/session.hpp"
#include "launcher/win32/setup_machine.hpp"
#include "launcher/win32/system_error.hpp"
#include "launcher/win32/wide_text.hpp"

namespace launcher::win32 {
namespace {

constexpr const char* kAdvice = "Check --log or log = in drives.ini; the run goes on without a log";

[[noreturn]] void fail(const std::string& path, const SystemResult& result) {
  throw Error(describe_system_failure("cannot write the log", path, result, kAdvice));
}

[[noreturn]] void refuse(const std::string& path, std::string reason) {
  throw Error(
      exit_code_from_win32(ERROR_ACCESS_DENIED),
      {.what = "cannot write the log", .subject = path, .text = std::move(reason), .advice = kAdvice});
}

BY_HANDLE_FILE_INFORMATION query_file(HANDLE file, const std::string& path) {
  BY_HANDLE_FILE_INFORMATION information{};
  if (GetFileInformationByHandle(file, &information) == 0)
    fail(path, last_result("GetFileInformationByHandle"));
  return information;
}

bool is_same_file(const BY_HANDLE_FILE_INFORMATION& one, const BY_HANDLE_FILE_INFORMATION& other) {
  return one.dwVolumeSerialNumber == other.dwVolumeSerialNumber &&
         one.nFileIndexHigh == other.nFileIndexHigh && one.nFileIndexLow == other.nFileIndexLow;
}

/// A new log is for this account and administrators.
UniqueHandle open_log(const std::string& path) {
  const std::wstring permissions = L"D:P(A;;FA;;;SY)(A;;FA;;;BA)(A;;FA;;;" + to_wide(query_own_sid()) + L")";
  ProtectedAttributes attributes(permissions.c_str());
  UniqueHandle file = open_to_append(path, FILE_FLAG_OPEN_REPARSE_POINT, attributes.get());
  if (!file) fail(path, last_result("CreateFileW"));
  return file;
}

/// Who can put links into the folder could have an elevated run write somewhere else.
void require_trusted_folder(const std::string& path) {
  const std::size_t end = path.find_last_of("\\/");
  if (end == std::string::npos || !is_elevated()) return;
  const std::string folder = path.substr(0, end + 1);
  const UniqueHandle object = open_unfollowed(folder, READ_CONTROL | FILE_READ_ATTRIBUTES | SYNCHRONIZE);
  if (!object) {
    const SystemResult result = last_result("CreateFileW");
    if (result.code != ERROR_FILE_NOT_FOUND) fail(path, result);
    return;  // opening the log says so in its own words
  }
  const auto findings = inspect_trust(object.get(), TrustKind::folder, folder, make_trusted_accounts());
  if (findings.empty()) return;
  const TrustFinding& first = findings.front();
  refuse(path, describe_trust(first, first.sid.empty() ? std::string() : find_account_name(first.sid)) +
                   ", so the folder is not safe for the log of an elevated run");
}

/// Renames a log that has become too large; one older file is kept. Whoever writes to it goes on writing to
/// the same file under its new name, so no line is lost. One launcher does it, the others do not wait.
void rotate(const std::string& path, std::uint64_t largest) {
  const UniqueHandle file = open_unfollowed(path, FILE_READ_DATA | FILE_READ_ATTRIBUTES | SYNCHRONIZE);
  if (!file) return;
  LARGE_INTEGER size{};
  if (GetFileSizeEx(file.get(), &size) == 0 || static_cast<std::uint64_t>(size.QuadPart) < largest) return;
  OVERLAPPED place{};
  place.OffsetHigh = 0x40000000;  // behind the end of every log: the lock keeps nobody from writing
  if (LockFileEx(file.get(), LOCKFILE_EXCLUSIVE_LOCK | LOCKFILE_FAIL_IMMEDIATELY, 0, 1, 0, &place) == 0)
    return;
  const UniqueHandle now = open_unfollowed(path, FILE_READ_ATTRIBUTES | SYNCHRONIZE);
  BY_HANDLE_FILE_INFORMATION locked{};
  BY_HANDLE_FILE_INFORMATION current{};
  // Another launcher may have done it between the opening and the lock.
  if (!now || GetFileInformationByHandle(file.get(), &locked) == 0 ||
      GetFileInformationByHandle(now.get(), &current) == 0 || !is_same_file(locked, current)) {
    return;
  }
  // When the older file cannot be replaced the log grows on, and the next launcher tries again.
  MoveFileExW(to_wide(path).c_str(), to_wide(path + ".1").c_str(), MOVEFILE_REPLACE_EXISTING);
}

}  // namespace

Log::Sink open_log_file(const std::string& path, std::uint64_t largest,
                        const std::function<void(const std::string& message)>& report_failure) {
  const QuietErrors quiet;
  require_trusted_folder(path);
  UniqueHandle file = open_log(path);
  if (is_name_surrogate(file.get())) refuse(path, "it is a link to another place");
  if (query_file(file.get(), path).nNumberOfLinks > 1) {
    refuse(path, "the file has a second name (hard link), so it is also somewhere else");
  }
  file.reset();  // so that it can be renamed where the file system is strict
  rotate(path, largest);
  file = open_log(path);
  if (is_name_surrogate(file.get()) || query_file(file.get(), path).nNumberOfLinks > 1) {
    refuse(path, "it has been replaced by a link");
  }
  struct OpenLog {
    explicit OpenLog(UniqueHandle opened) : file(std::move(opened)) {}
    Appender file;
    std::atomic<bool> failed = false;
  };
  const auto log = std::make_shared<OpenLog>(std::move(file));
  return [log, path, report_failure](LogLevel, std::string_view line) {
    const Appended appended = log->file.append(line);
    if (appended.result.succeeded() || log->failed.exchange(true)) return;
    report_failure(
        format_failure(describe_system_failure("cannot write the log", path, appended.result, kAdvice)));
  };
}

std::string find_default_log() {
  if (is_elevated()) {
    const std::string folder = protected_log_folder();
    const UniqueHandle object = open_unfollowed(folder, READ_CONTROL | FILE_READ_ATTRIBUTES | SYNCHRONIZE);
    if (!object) return {};
    return folder + "\\drivelaunch.log";  // opening it looks whether the folder can be trusted
  }
  const std::string folder = local_app_data_folder() + "\\DriveLaunch";
  CreateDirectoryW(to_wide(folder).c_str(),
                   nullptr);  // when it is there already, or cannot be made, opening tells
  return folder + "\\drivelaunch.log";
}

}  // namespace launcher::win32
