#include "launcher/win32/log_file.hpp"

#include <windows.h>

#include <memory>
#include <string_view>

#include "launcher/base/error.hpp"
#include "launcher/win32/handle.hpp"
#include "launcher/win32/known_folder.hpp"
#include "launcher/win32/session.hpp"
#include "launcher/win32/system_error.hpp"
#include "launcher/win32/wide_text.hpp"

namespace launcher::win32 {

Log::Sink open_log_file(const std::string& path) {
  // Only FILE_APPEND_DATA: Windows then puts every write at the end (CreateFileW's page).
  std::shared_ptr<void> file(
      CreateFileW(to_wide(path).c_str(), FILE_APPEND_DATA | SYNCHRONIZE,
                  FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE, nullptr, OPEN_ALWAYS,
                  FILE_ATTRIBUTE_NORMAL | FILE_FLAG_OPEN_REPARSE_POINT, nullptr),
      [](HANDLE handle) {
        if (handle != INVALID_HANDLE_VALUE) CloseHandle(handle);
      });
  if (file.get() == INVALID_HANDLE_VALUE) {
    Failure failure =
        describe_failure(Operation::start, "cannot write the log", path, last_result("CreateFileW"));
    failure.advice = "Check --log or log = in drives.ini; the run goes on without a log";
    throw Error(std::move(failure));
  }
  return [file](LogLevel, std::string_view line) {
    DWORD written = 0;
    WriteFile(file.get(), line.data(), static_cast<DWORD>(line.size()), &written, nullptr);
  };
}

std::string find_default_log() {
  if (is_elevated()) return {};
  const std::string folder = local_app_data_folder() + "\\DriveLaunch";
  CreateDirectoryW(to_wide(folder).c_str(),
                   nullptr);  // when it is there already, or cannot be made, opening tells
  return folder + "\\drivelaunch.log";
}

}  // namespace launcher::win32
