#include "launcher/win32/trail/log_file.hpp"

#include <windows.h>

#include <atomic>
#include <memory>
#include <string_view>
#include <utility>

#include "launcher/base/error.hpp"
#include "launcher/win32/command/setup_machine.hpp"
#include "launcher/win32/security/identity.hpp"
#include "launcher/win32/security/secured_object.hpp"
#include "launcher/win32/security/written_file.hpp"
#include "launcher/win32/system/appending.hpp"
#include "launcher/win32/system/handle.hpp"
#include "launcher/win32/system/known_folder.hpp"
#include "launcher/win32/system/system_error.hpp"
#include "launcher/win32/system/wide_text.hpp"

namespace launcher::win32 {
namespace {

constexpr const char* kAdvice = "Check --log or log = in drives.ini. The run continues without a log";

constexpr WrittenFileRules kRules{.what = "cannot write the log",
                                  .advise = [](std::uint32_t) { return std::string(kAdvice); }};

}  // namespace

Log::Sink open_log_file(const std::string& path, std::uint64_t largest,
                        const std::function<void(const std::string& message)>& report_failure) {
  struct OpenLog {
    explicit OpenLog(UniqueHandle opened) : file(std::move(opened)) {}
    Appender file;
    std::atomic<bool> failed = false;
  };
  const auto log = std::make_shared<OpenLog>(open_written_file(path, largest, kRules));
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
    if (object) return folder + "\\drivelaunch.log";  // opening it looks whether the folder can be trusted
    // An account of a service may be elevated and no administrator: its log is in its profile.
    if (GetLastError() != ERROR_ACCESS_DENIED) return {};
  }
  const std::string folder = local_app_data_folder() + "\\DriveLaunch";
  CreateDirectoryW(to_wide(folder).c_str(),
                   nullptr);  // when it is there already, or cannot be made, opening it fails
  return folder + "\\drivelaunch.log";
}

}  // namespace launcher::win32
