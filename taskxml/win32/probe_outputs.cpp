#include "taskxml/win32/probe_outputs.hpp"

#include <windows.h>

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <utility>

#include "launcher/base/error.hpp"
#include "launcher/win32/security/accounts.hpp"
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

constexpr std::string_view kPrefix = "probe-";
constexpr LONGLONG kMostRead = LONGLONG{1} << 20;

/// FILE_GENERIC_READ | FILE_GENERIC_WRITE, as SDDL has it: all but to delete the file and to change who may
/// what.
constexpr std::string_view kReadAndWrite = "0x12019f";
static_assert((FILE_GENERIC_READ | FILE_GENERIC_WRITE) == 0x12019f);

[[noreturn]] void fail(const char* what, const std::string& path, const SystemResult& result) {
  throw launcher::Error(launcher::describe_system_failure(
      what, path, result,
      "Run the command from an elevated prompt ('Run as administrator'); drivelaunch setup makes the folder"));
}

struct SearchCloser {
  void operator()(HANDLE search) const { FindClose(search); }
};

/// What no other has: the time, and a number that Windows makes for each process.
std::string make_name() {
  LARGE_INTEGER counter{};
  QueryPerformanceCounter(&counter);
  FILETIME now{};
  GetSystemTimeAsFileTime(&now);
  return fmt::format("{}{:08x}{:08x}-{:x}-{:x}", kPrefix, now.dwHighDateTime, now.dwLowDateTime,
                     GetCurrentProcessId(), static_cast<unsigned long long>(counter.QuadPart) & 0xFFFFU);
}

class ProbeFolder : public ProbeOutputs {
 public:
  ProbeFolder() : folder_(launcher::win32::path_of(launcher::ProtectedFolder::probes)) {
    if (folder_.find_first_of("\"%$") == std::string::npos) return;
    throw launcher::Error(launcher::exit_code_from_win32(ERROR_BAD_PATHNAME),
                          {.what = "cannot use the folder",
                           .subject = folder_,
                           .text = "Task Scheduler would replace what follows % or $ in its path",
                           .advice = "Run the probe by hand: taskxml probe -o FILE"});
  }

  Output create(const std::string& account) override {
    constexpr const char* kWhat = "cannot make the file for the probe";
    const launcher::win32::QuietErrors quiet;
    launcher::win32::require_protected_folder(launcher::ProtectedFolder::probes);
    std::string sddl = "O:BAD:P(A;;FA;;;SY)(A;;FA;;;BA)";
    if (!account.empty())
      sddl += fmt::format("(A;;{};;;{})", kReadAndWrite, launcher::win32::find_account_sid(account));
    launcher::win32::SecurityDescriptor security(sddl);
    Output output;
    output.name = make_name();
    output.path = path_of(output.name);
    // With no more rights than reading takes: a shell that opens it for the output of a program lets others
    // read only.
    UniqueHandle file =
        launcher::win32::open_path_in_place(output.path, FILE_READ_DATA | FILE_READ_ATTRIBUTES | SYNCHRONIZE,
                                            CREATE_NEW, FILE_ATTRIBUTE_NORMAL, security.attributes());
    if (!file) fail(kWhat, output.path, last_result("CreateFileW"));
    files_.insert_or_assign(output.name, std::move(file));
    return output;
  }

  std::string read(std::string_view name) override {
    constexpr const char* kWhat = "cannot read what the probe has written";
    const auto found = files_.find(name);
    if (found == files_.end())
      fail(kWhat, path_of(name), launcher::win32::make_result(ERROR_FILE_NOT_FOUND, "CreateFileW"));
    const HANDLE file = found->second.get();
    LARGE_INTEGER size{};
    if (GetFileSizeEx(file, &size) == 0) fail(kWhat, path_of(name), last_result("GetFileSizeEx"));
    std::string bytes(static_cast<std::size_t>(std::min(size.QuadPart, kMostRead)), '\0');
    OVERLAPPED begin{};
    DWORD count = 0;
    if (ReadFile(file, bytes.data(), static_cast<DWORD>(bytes.size()), &count, &begin) == 0) {
      const SystemResult result = last_result("ReadFile");
      if (result.code != ERROR_HANDLE_EOF) fail(kWhat, path_of(name), result);
    }
    bytes.resize(count);
    return bytes;
  }

  void remove(std::string_view name) override {
    if (const auto found = files_.find(name); found != files_.end()) files_.erase(found);
    const std::string path = path_of(name);
    if (DeleteFileW(launcher::win32::to_wide(path).c_str()) != 0) return;
    const SystemResult result = last_result("DeleteFileW");
    if (result.code != ERROR_FILE_NOT_FOUND && result.code != ERROR_PATH_NOT_FOUND)
      fail("cannot delete what the probe has written", path, result);
  }

  bool is_in_use(std::string_view name) override {
    const launcher::win32::QuietErrors quiet;
    if (launcher::win32::open_unfollowed(path_of(name), DELETE | SYNCHRONIZE)) return false;
    return GetLastError() == ERROR_SHARING_VIOLATION;
  }

  std::vector<std::string> names() override {
    std::vector<std::string> names;
    WIN32_FIND_DATAW found{};
    const std::string pattern = folder_ + "\\" + std::string(kPrefix) + "*";
    const HANDLE handle = FindFirstFileW(launcher::win32::to_wide(pattern).c_str(), &found);
    if (handle == INVALID_HANDLE_VALUE) {
      const SystemResult result = last_result("FindFirstFileW");
      if (result.code == ERROR_FILE_NOT_FOUND || result.code == ERROR_PATH_NOT_FOUND) return names;
      fail("cannot list the files of probes", folder_, result);
    }
    const std::unique_ptr<void, SearchCloser> search(handle);
    do {
      if ((found.dwFileAttributes & FILE_ATTRIBUTE_DIRECTORY) == 0)
        names.push_back(launcher::win32::wtf8_from_wide(found.cFileName));
    } while (FindNextFileW(search.get(), &found) != 0);
    return names;
  }

 private:
  std::string path_of(std::string_view name) const { return folder_ + "\\" + std::string(name); }

  std::string folder_;
  std::map<std::string, UniqueHandle, std::less<>> files_;
};

}  // namespace

std::unique_ptr<ProbeOutputs> open_probe_outputs_folder() {
  return std::make_unique<ProbeFolder>();
}

}  // namespace taskxml
