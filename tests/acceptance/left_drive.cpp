#include "acceptance/left_drive.hpp"

#include <windows.h>
// After windows.h, which it needs.
#include <winnetwk.h>

#include <stdexcept>

#include "acceptance/task_definition.hpp"
#include "launcher/base/drive.hpp"
#include "launcher/base/error.hpp"
#include "launcher/base/failure.hpp"
#include "launcher/win32/system/system_error.hpp"
#include "launcher/win32/system/system_library.hpp"
#include "launcher/win32/system/wide_text.hpp"

namespace acceptance {
namespace {

using launcher::win32::find_system_function;

constexpr ULONGLONG kPatience = 20'000;  // ms
constexpr DWORD kPause = 100;            // ms

bool is_same_path(const std::string& left, const std::string& right) {
  try {
    return launcher::UncPath::parse(left).is_same_as(launcher::UncPath::parse(right));
  } catch (const std::invalid_argument&) {
    return false;
  }
}

void wait_and_remove(taskxml::TaskStore& store, const taskxml::TaskPath& path, ULONGLONG end) {
  while (!has_ended(store.status(path)) && GetTickCount64() < end)
    Sleep(kPause);
  store.remove(path);
}

}  // namespace

void disconnect_here(const std::string& drive) {
  if (drive.size() < 3) return;
  const std::wstring letter = launcher::win32::to_wide(drive.substr(0, 2));
  std::wstring remote(32768, L'\0');
  auto length = static_cast<DWORD>(remote.size());
  const auto get_connection =
      find_system_function<decltype(&WNetGetConnectionW)>(L"mpr.dll", "WNetGetConnectionW");
  if (get_connection(letter.c_str(), remote.data(), &length) != NO_ERROR) return;
  if (!is_same_path(launcher::win32::to_utf8(remote.c_str()), drive.substr(2))) return;
  const auto cancel =
      find_system_function<decltype(&WNetCancelConnection2W)>(L"mpr.dll", "WNetCancelConnection2W");
  const DWORD code = cancel(letter.c_str(), 0, TRUE);
  if (code != NO_ERROR && code != ERROR_NOT_CONNECTED)
    throw launcher::Error(launcher::describe_system_failure(
        "cannot disconnect", drive, launcher::win32::make_result(code, "WNetCancelConnection2W"), ""));
}

void disconnect_in_service_sessions(taskxml::TaskStore& store, const std::string& program,
                                    const std::vector<std::string>& drives) {
  std::string arguments = "--child \"\"";
  for (const std::string& drive : drives)
    arguments += " \"disconnect=" + drive + '"';
  std::vector<taskxml::TaskPath> paths;
  for (const char* const sid : {"S-1-5-18", "S-1-5-19", "S-1-5-20"}) {
    paths.push_back(taskxml::TaskPath::parse(std::string(kTaskFolder) + "\\disconnect-" + sid).value());
    const TaskDefinition definition{.path = paths.back().text(),
                                    .principal = "<UserId>" + std::string(sid) + "</UserId>",
                                    .program = program,
                                    .arguments = {arguments}};
    store.write(paths.back(), format_task_definition(definition), taskxml::Registration::create,
                std::nullopt);
    store.run(paths.back());
  }
  const ULONGLONG end = GetTickCount64() + kPatience;
  for (const taskxml::TaskPath& path : paths)
    wait_and_remove(store, path, end);
  store.remove_folder(taskxml::TaskPath::parse(kTaskFolder).value());
}

}  // namespace acceptance
