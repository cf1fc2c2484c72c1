#include "launcher/win32/security/trusted_file.hpp"

#include <windows.h>

#include <fmt/format.h>

#include <optional>
#include <utility>

#include "launcher/base/error.hpp"
#include "launcher/trust/reparse_point.hpp"
#include "launcher/trust/trust.hpp"
#include "launcher/win32/security/accounts.hpp"
#include "launcher/win32/security/secured_object.hpp"
#include "launcher/win32/system/handle.hpp"
#include "launcher/win32/system/open_path.hpp"
#include "launcher/win32/system/own_process.hpp"
#include "launcher/win32/system/system_error.hpp"
#include "launcher/win32/system/wide_text.hpp"

namespace launcher::win32 {
namespace {

constexpr LONGLONG kLargestFile = LONGLONG{1024} * 1024;

[[noreturn]] void fail(const std::string& path, const SystemResult& result) {
  throw Error(
      describe_system_failure("cannot read", path, result,
                              fmt::format("Check --config, and who may read the file: icacls \"{}\"", path)));
}

UniqueHandle open_file(const std::string& path, DWORD flags) {
  UniqueHandle file =
      open_path_patiently(path, GENERIC_READ, OPEN_EXISTING, FILE_FLAG_SEQUENTIAL_SCAN | flags);
  if (!file) fail(path, last_result("CreateFileW"));
  return file;
}

BY_HANDLE_FILE_INFORMATION query_file(const std::string& path, const UniqueHandle& file) {
  BY_HANDLE_FILE_INFORMATION information{};
  if (GetFileInformationByHandle(file.get(), &information) == 0) {
    fail(path, last_result("GetFileInformationByHandle"));
  }
  return information;
}

/// The file the path names, never one a link leads to. The contents of a deduplicated file or one in the
/// cloud are behind a reparse point, too, and come only when that is followed.
UniqueHandle open_without_links(const std::string& path) {
  UniqueHandle file = open_file(path, FILE_FLAG_OPEN_REPARSE_POINT);
  const std::optional<DWORD> tag = find_reparse_tag(file.get());
  if (!tag || is_name_surrogate_tag(*tag)) return file;
  const BY_HANDLE_FILE_INFORMATION unfollowed = query_file(path, file);
  UniqueHandle contents = open_file(path, 0);
  const BY_HANDLE_FILE_INFORMATION followed = query_file(path, contents);
  const bool is_same = followed.dwVolumeSerialNumber == unfollowed.dwVolumeSerialNumber &&
                       followed.nFileIndexHigh == unfollowed.nFileIndexHigh &&
                       followed.nFileIndexLow == unfollowed.nFileIndexLow;
  return is_same ? std::move(contents) : std::move(file);
}

/// A file system that is reached by a letter may not report that it is remote; the letter does.
bool is_on_network_drive(const std::string& path) {
  return path.size() > 2 && path[1] == ':' &&
         GetDriveTypeW(to_wide(path.substr(0, 2) + "\\").c_str()) == DRIVE_REMOTE;
}

Failure describe_unreadable(const std::string& path, const SystemResult& result) {
  return describe_system_failure(
      "cannot read who may change it", path, result,
      fmt::format("Let the account of the task read its permissions: icacls \"{}\" shows who may", path));
}

enum class Links { are_followed, count };

/// A failure with a code: it cannot be found out.
std::optional<Failure> judge_file_of_program(const std::string& path, Links links) {
  try {
    const QuietErrors quiet;
    if (is_on_network_drive(path)) return std::nullopt;
    const UniqueHandle file =
        open_path(path, READ_CONTROL | FILE_READ_ATTRIBUTES | SYNCHRONIZE, OPEN_EXISTING, 0);
    if (!file) return describe_unreadable(path, last_result("CreateFileW"));
    SecuredObject object = read_secured_object(file.get(), TrustKind::file);
    if (object.is_remote && links == Links::are_followed) return std::nullopt;
    object.link_count = 1;
    const TrustedAccounts accounts = make_trusted_accounts();
    const std::string final_path = find_final_path(file.get());
    std::vector<TrustFinding> findings;
    if (!object.is_remote) findings = judge_trust(object, accounts);
    if (!object.is_remote) inspect_ancestors(findings, final_path, accounts);
    if (links == Links::count && !path.starts_with(R"(\\)"))
      inspect_links(findings, path, final_path, accounts);
    return describe_program_trust(path, findings, find_account_name);
  } catch (const Error& error) {
    return error.failure();
  }
}

}  // namespace

std::string LocalFileReader::read(const std::string& path) {
  const QuietErrors quiet;
  const UniqueHandle file = open_without_links(path);
  require_trust(path, inspect_trust(file.get(), TrustKind::file, path, make_trusted_accounts()),
                find_account_name);
  LARGE_INTEGER size{};
  if (GetFileSizeEx(file.get(), &size) == 0) fail(path, last_result("GetFileSizeEx"));
  if (size.QuadPart > kLargestFile) fail(path, make_result(ERROR_FILE_TOO_LARGE, "GetFileSizeEx"));
  std::string bytes(static_cast<std::size_t>(size.QuadPart), '\0');
  for (std::size_t done = 0; done < bytes.size();) {
    DWORD count = 0;
    const DWORD code = repeat_while(ERROR_LOCK_VIOLATION, [&]() -> DWORD {
      const auto left = static_cast<DWORD>(bytes.size() - done);
      const bool is_read = ReadFile(file.get(), bytes.data() + done, left, &count, nullptr) != 0;
      return is_read ? ERROR_SUCCESS : GetLastError();
    });
    if (code != ERROR_SUCCESS) fail(path, make_result(code, "ReadFile"));
    if (count == 0) bytes.resize(done);  // it became shorter meanwhile
    done += count;
  }
  return bytes;
}

void require_trusted_launcher() {
  const std::string program = own_program_path();
  const std::string folder = program.substr(0, program.find_last_of('\\'));
  const UniqueHandle object = open_unfollowed(folder, READ_CONTROL | FILE_READ_ATTRIBUTES | SYNCHRONIZE);
  if (!object) {
    const SystemResult result = last_result("CreateFileW");
    throw Error(describe_system_failure(
        "cannot read who may change the launcher", folder, result,
        fmt::format("Let the account of the task read the folder: icacls \"{}\" shows who may", folder)));
  }
  require_trust(folder, inspect_trust(object.get(), TrustKind::folder, folder, make_trusted_accounts()),
                find_account_name);
}

std::optional<Failure> find_who_could_change_program(const std::string& path) {
  return judge_file_of_program(path, Links::count);
}

std::optional<Failure> judge_program(const std::string& path) {
  std::optional<Failure> failure = judge_file_of_program(path, Links::are_followed);
  // What cannot be looked at can be a program all the same: starting it shows that.
  return failure && failure->code == 0 ? failure : std::nullopt;
}

}  // namespace launcher::win32
