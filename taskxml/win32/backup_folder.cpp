#include "taskxml/win32/backup_folder.hpp"

#include <windows.h>

#include <fmt/format.h>

#include <algorithm>
#include <string_view>
#include <vector>

#include "launcher/base/error.hpp"
#include "launcher/win32/security/accounts.hpp"
#include "launcher/win32/security/identity.hpp"
#include "launcher/win32/security/product_folder.hpp"
#include "launcher/win32/security/secured_object.hpp"
#include "launcher/win32/security/security_descriptor.hpp"
#include "launcher/win32/system/handle.hpp"
#include "launcher/win32/system/open_path.hpp"
#include "launcher/win32/system/system_error.hpp"
#include "launcher/win32/system/wide_text.hpp"

namespace taskxml {
namespace {

using launcher::SystemResult;
using launcher::win32::last_result;
using launcher::win32::UniqueHandle;

/// No definition that Task Scheduler takes has a tenth of it.
constexpr LONGLONG kLargestDefinition = LONGLONG{16} << 20;

constexpr DWORD kLook = READ_CONTROL | FILE_READ_ATTRIBUTES | SYNCHRONIZE;

[[noreturn]] void fail(const char* what, const std::string& path, const SystemResult& result) {
  std::string advice;
  switch (result.code) {
    case ERROR_ACCESS_DENIED:
      advice =
          "Run the command from an elevated prompt, or name a folder of your own with --backup-dir; "
          "icacls shows who may write there";
      break;
    case ERROR_FILE_EXISTS:
    case ERROR_ALREADY_EXISTS:
      advice =
          "The first copy is the original and is never written over: move it away if it is another task's";
      break;
    case ERROR_DISK_FULL:
    case ERROR_HANDLE_DISK_FULL:
      advice = "Make room on the disk, or name another folder with --backup-dir";
      break;
    default:
      advice = "Look at it with icacls and dir /q, or name another folder with --backup-dir";
  }
  throw launcher::Error(launcher::describe_system_failure(what, path, result, std::move(advice)));
}

/// Over 260 characters, too, whatever this Windows is set to ("Maximum Path Length Limitation"). `path` is
/// full.
std::string long_form(const std::string& path) {
  if (path.starts_with(R"(\\?\)")) return path;
  if (path.starts_with(R"(\\)")) return R"(\\?\UNC)" + path.substr(1);
  return R"(\\?\)" + path;
}

std::wstring wide_long_form(const std::string& path) {
  return launcher::win32::to_wide(long_form(path));
}

/// For this account, SYSTEM and Administrators, whatever the folder above grants. `inheritance` is of the
/// entries: "OICI" for a folder, "" for a file.
launcher::win32::SecurityDescriptor make_permissions(std::string_view inheritance) {
  const std::string sddl = fmt::format("D:P(A;{0};FA;;;SY)(A;{0};FA;;;BA)(A;{0};FA;;;{1})", inheritance,
                                       launcher::win32::query_own_sid());
  return launcher::win32::SecurityDescriptor(sddl);
}

bool is_missing(DWORD code) {
  return code == ERROR_FILE_NOT_FOUND || code == ERROR_PATH_NOT_FOUND;
}

/// One that is there already is as good: whether it can be relied on is judged afterwards.
void make_folder(const std::string& path) {
  launcher::win32::SecurityDescriptor security = make_permissions("OICI");
  if (CreateDirectoryW(wide_long_form(path).c_str(), security.attributes()) != 0) return;
  const SystemResult result = last_result("CreateDirectoryW");
  if (result.code != ERROR_ALREADY_EXISTS) fail("cannot make the folder of backups", path, result);
}

/// Makes the folders above `path` that are below `root`.
void make_folders_between(const std::string& root, const std::string& path) {
  for (std::size_t at = path.find('\\', root.size() + 1); at != std::string::npos;
       at = path.find('\\', at + 1))
    make_folder(path.substr(0, at));
}

void judge(HANDLE object, launcher::TrustKind kind, const std::string& path) {
  launcher::require_trust(
      path, launcher::win32::inspect_trust(object, kind, path, launcher::win32::make_trusted_accounts()),
      launcher::win32::find_account_name);
}

class ProtectedBackups : public BackupFolder {
 public:
  explicit ProtectedBackups(const std::string& folder)
      : is_default_(folder.empty()),
        root_(is_default_ ? launcher::win32::path_of(launcher::ProtectedFolder::tasks)
                          : without_last_backslash(launcher::win32::find_full_path(folder))) {}

  std::string path_of(std::string_view name) const override { return root_ + "\\" + std::string(name); }

  bool has(std::string_view name) override {
    const launcher::win32::QuietErrors quiet;
    const std::string path = path_of(name);
    if (launcher::win32::open_unfollowed(long_form(path), FILE_READ_ATTRIBUTES | SYNCHRONIZE)) return true;
    const SystemResult result = last_result("CreateFileW");
    if (is_missing(result.code)) return false;
    fail("cannot look for the backup", path, result);
  }

  std::string read(std::string_view name) override {
    constexpr const char* kWhat = "cannot read the backup";
    const launcher::win32::QuietErrors quiet;
    const std::string path = path_of(name);
    const UniqueHandle file = launcher::win32::open_unfollowed(long_form(path), GENERIC_READ);
    if (!file) fail(kWhat, path, last_result("CreateFileW"));
    judge(file.get(), launcher::TrustKind::file, path);
    LARGE_INTEGER size{};
    if (GetFileSizeEx(file.get(), &size) == 0) fail(kWhat, path, last_result("GetFileSizeEx"));
    if (size.QuadPart > kLargestDefinition)
      fail(kWhat, path, launcher::win32::make_result(ERROR_FILE_TOO_LARGE, "GetFileSizeEx"));
    std::string bytes(static_cast<std::size_t>(size.QuadPart), '\0');
    DWORD count = 0;
    if (ReadFile(file.get(), bytes.data(), static_cast<DWORD>(bytes.size()), &count, nullptr) == 0)
      fail(kWhat, path, last_result("ReadFile"));
    bytes.resize(count);
    return bytes;
  }

  void write(std::string_view name, std::string_view bytes) override {
    const launcher::win32::QuietErrors quiet;
    prepare_root();
    const std::string path = path_of(name);
    make_folders_between(root_, path);
    const std::string fresh = path + "~new";
    DeleteFileW(wide_long_form(fresh).c_str());  // what a run that was killed has left
    write_new(fresh, bytes);
    if (MoveFileExW(wide_long_form(fresh).c_str(), wide_long_form(path).c_str(), MOVEFILE_WRITE_THROUGH) != 0)
      return;
    const SystemResult result = last_result("MoveFileExW");
    DeleteFileW(wide_long_form(fresh).c_str());
    fail("cannot write the backup", path, result);
  }

 private:
  static std::string without_last_backslash(std::string path) {
    while (path.size() > 3 && path.ends_with('\\'))
      path.pop_back();
    return path;
  }

  void prepare_root() {
    if (is_prepared_) return;
    if (is_default_) {
      launcher::win32::require_protected_folder(launcher::ProtectedFolder::tasks);
    } else {
      make_folder(root_);
      const UniqueHandle object = launcher::win32::open_unfollowed(root_, kLook);
      if (!object) fail("cannot read who may change the folder", root_, last_result("CreateFileW"));
      BY_HANDLE_FILE_INFORMATION information{};
      if (GetFileInformationByHandle(object.get(), &information) == 0)
        fail("cannot use the folder of backups", root_, last_result("GetFileInformationByHandle"));
      if ((information.dwFileAttributes & FILE_ATTRIBUTE_DIRECTORY) == 0)
        fail("cannot use the folder of backups", root_,
             launcher::win32::make_result(ERROR_DIRECTORY, "CreateFileW"));
      judge(object.get(), launcher::TrustKind::folder, root_);
    }
    is_prepared_ = true;
  }

  static void write_new(const std::string& path, std::string_view bytes) {
    constexpr const char* kWhat = "cannot write the backup";
    launcher::win32::SecurityDescriptor security = make_permissions("");
    const UniqueHandle file = launcher::win32::open_path_alone(long_form(path), GENERIC_WRITE, CREATE_NEW,
                                                               FILE_ATTRIBUTE_NORMAL, security.attributes());
    if (!file) fail(kWhat, path, last_result("CreateFileW"));
    DWORD count = 0;
    if (WriteFile(file.get(), bytes.data(), static_cast<DWORD>(bytes.size()), &count, nullptr) == 0)
      fail(kWhat, path, last_result("WriteFile"));
    if (FlushFileBuffers(file.get()) == 0) fail(kWhat, path, last_result("FlushFileBuffers"));
  }

  bool is_default_;
  std::string root_;
  bool is_prepared_ = false;
};

}  // namespace

std::unique_ptr<BackupFolder> open_backup_folder(const std::string& folder) {
  return std::make_unique<ProtectedBackups>(folder);
}

}  // namespace taskxml
