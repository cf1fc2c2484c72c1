#include "acceptance/child_start.hpp"

#include <windows.h>

#include <tlhelp32.h>

#include <memory>
#include <string_view>

#include "acceptance/local_files.hpp"
#include "launcher/base/error.hpp"
#include "launcher/win32/system/handle.hpp"
#include "launcher/win32/system/wide_text.hpp"

namespace acceptance {
namespace {

using launcher::win32::make_handle;
using launcher::win32::UniqueHandle;

const char* show_kind(HANDLE handle) {
  if (handle == nullptr || handle == INVALID_HANDLE_VALUE) return "none";
  switch (GetFileType(handle)) {
    case FILE_TYPE_CHAR: {
      DWORD mode = 0;
      return GetConsoleMode(handle, &mode) != 0 ? "console" : "device";
    }
    case FILE_TYPE_DISK:
      return "file";
    case FILE_TYPE_PIPE:
      return "pipe";
    default:
      return "none";
  }
}

std::string read_handles() {
  return std::string("input ") + show_kind(GetStdHandle(STD_INPUT_HANDLE)) + ", output " +
         show_kind(GetStdHandle(STD_OUTPUT_HANDLE)) + ", errors " + show_kind(GetStdHandle(STD_ERROR_HANDLE));
}

std::string read_environment() {
  const std::unique_ptr<wchar_t, decltype(&FreeEnvironmentStringsW)> block(GetEnvironmentStringsW(),
                                                                           &FreeEnvironmentStringsW);
  std::string text;
  for (const wchar_t* entry = block.get(); entry != nullptr && *entry != L'\0';) {
    const std::wstring_view view(entry);
    text += launcher::win32::wtf8_from_wide(view) + '\n';
    entry += view.size() + 1;
  }
  return text;
}

std::string read_show_state() {
  STARTUPINFOW startup{};
  GetStartupInfoW(&startup);
  return (startup.dwFlags & STARTF_USESHOWWINDOW) != 0 ? std::to_string(startup.wShowWindow) : "not given";
}

std::string read_directory() {
  std::wstring directory(32768, L'\0');
  directory.resize(GetCurrentDirectoryW(static_cast<DWORD>(directory.size()), directory.data()));
  return launcher::win32::wtf8_from_wide(directory);
}

}  // namespace

void add_start_facts(std::map<std::string, std::string>& facts) {
  facts["handles"] = read_handles();
  facts["priority"] = launcher::format_hex(GetPriorityClass(GetCurrentProcess()));
  facts["show"] = read_show_state();
  facts["environment"] = read_environment();
  facts["directory"] = read_directory();
  facts["program"] = own_program();
}

void add_job_facts(std::map<std::string, std::string>& facts) {
  BOOL is_in_job = FALSE;
  IsProcessInJob(GetCurrentProcess(), nullptr, &is_in_job);
  facts["in-job"] = is_in_job != 0 ? "yes" : "no";
  JOBOBJECT_EXTENDED_LIMIT_INFORMATION limits{};
  if (QueryInformationJobObject(nullptr, JobObjectExtendedLimitInformation, &limits, sizeof limits,
                                nullptr) != 0)
    facts["job-limits"] = launcher::format_hex(limits.BasicLimitInformation.LimitFlags);
}

std::uint32_t find_parent_process() {
  const UniqueHandle snapshot = make_handle(CreateToolhelp32Snapshot(TH32CS_SNAPPROCESS, 0));
  PROCESSENTRY32W entry{};
  entry.dwSize = sizeof entry;
  if (!snapshot || Process32FirstW(snapshot.get(), &entry) == 0) return 0;
  do {
    if (entry.th32ProcessID == GetCurrentProcessId()) return entry.th32ParentProcessID;
  } while (Process32NextW(snapshot.get(), &entry) != 0);
  return 0;
}

}  // namespace acceptance
