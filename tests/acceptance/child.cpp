#include "acceptance/child.hpp"

#include <windows.h>

#include <tlhelp32.h>
// After windows.h, which it needs.
#include <winnetwk.h>

#include <cstdlib>
#include <optional>
#include <string_view>

#include "acceptance/child_report.hpp"
#include "acceptance/left_drive.hpp"
#include "acceptance/local_files.hpp"
#include "acceptance/own_token.hpp"
#include "launcher/base/command_line.hpp"
#include "launcher/base/error.hpp"
#include "launcher/win32/system/handle.hpp"
#include "launcher/win32/system/own_process.hpp"
#include "launcher/win32/system/system_library.hpp"
#include "launcher/win32/system/wide_text.hpp"

namespace acceptance {
namespace {

using launcher::win32::make_handle;
using launcher::win32::to_utf8;
using launcher::win32::to_wide;
using launcher::win32::UniqueHandle;

constexpr ULONGLONG kPatience = 120'000;  // ms
constexpr DWORD kPause = 50;              // ms

struct Words {
  std::string report;
  std::vector<char> looks;
  std::string subst;
  std::string disconnect;
  std::string release;
  bool has_grandchild = false;
  std::uint32_t exit_code = 0;
};

Words parse(std::string_view line) {
  const launcher::SplitLine split = launcher::split_line(launcher::skip_program_name(line));
  Words words;
  for (std::size_t i = 1; i < split.words.size(); ++i) {
    const std::string_view word = split.words[i].value;
    if (i == 1) words.report = word;
    const std::string value(word.substr(word.find('=') + 1));
    if (word.starts_with("look=") && !value.empty()) words.looks.push_back(value.front());
    if (word.starts_with("subst=")) words.subst = value;
    if (word.starts_with("disconnect=")) words.disconnect = value;
    if (word.starts_with("grandchild=")) words.has_grandchild = true;
    if (word.starts_with("release=")) words.release = value;
    if (word.starts_with("exit="))
      words.exit_code = static_cast<std::uint32_t>(std::strtoul(value.c_str(), nullptr, 0));
  }
  return words;
}

std::string read_device(char letter) {
  const std::wstring name = {static_cast<wchar_t>(letter), L':'};
  std::wstring target(32768, L'\0');
  if (QueryDosDeviceW(name.c_str(), target.data(), static_cast<DWORD>(target.size())) == 0) return {};
  return to_utf8(target.c_str());
}

std::string read_remote(char letter) {
  const auto get_connection =
      launcher::win32::find_system_function<decltype(&WNetGetConnectionW)>(L"mpr.dll", "WNetGetConnectionW");
  const std::wstring name = {static_cast<wchar_t>(letter), L':'};
  std::wstring remote(32768, L'\0');
  auto length = static_cast<DWORD>(remote.size());
  if (get_connection(name.c_str(), remote.data(), &length) != NO_ERROR) return {};
  return to_utf8(remote.c_str());
}

std::string read_user(char letter) {
  const auto get_user =
      launcher::win32::find_system_function<decltype(&WNetGetUserW)>(L"mpr.dll", "WNetGetUserW");
  const std::wstring name = {static_cast<wchar_t>(letter), L':'};
  std::wstring user(1024, L'\0');
  auto length = static_cast<DWORD>(user.size());
  if (get_user(name.c_str(), user.data(), &length) != NO_ERROR) return {};
  return to_utf8(user.c_str());
}

SeenLetter look_at(char letter) {
  SeenLetter seen{.device = read_device(letter),
                  .remote = read_remote(letter),
                  .user = {},
                  .marker = {},
                  .marker_error = 0};
  if (!seen.remote.empty()) seen.user = read_user(letter);
  try {
    const std::optional<std::string> marker = read_file(std::string(1, letter) + ":\\marker.txt");
    if (marker) seen.marker = *marker;
    if (!marker) seen.marker_error = ERROR_FILE_NOT_FOUND;
  } catch (const launcher::Error& error) {
    seen.marker_error = error.failure().code;
  }
  return seen;
}

/// 0: not known.
DWORD parent_of_this_process() {
  const UniqueHandle snapshot = make_handle(CreateToolhelp32Snapshot(TH32CS_SNAPPROCESS, 0));
  PROCESSENTRY32W entry{};
  entry.dwSize = sizeof entry;
  if (!snapshot || Process32FirstW(snapshot.get(), &entry) == 0) return 0;
  do {
    if (entry.th32ProcessID == GetCurrentProcessId()) return entry.th32ParentProcessID;
  } while (Process32NextW(snapshot.get(), &entry) != 0);
  return 0;
}

/// A local name for a folder, in this session, as long as the object lives.
class LocalName {
 public:
  explicit LocalName(const std::string& definition) {
    if (definition.size() < 3) return;
    name_ = to_wide(definition.substr(0, 2));
    target_ = to_wide(definition.substr(2));
    DefineDosDeviceW(0, name_.c_str(), target_.c_str());
  }
  ~LocalName() {
    if (!name_.empty())
      DefineDosDeviceW(DDD_REMOVE_DEFINITION | DDD_EXACT_MATCH_ON_REMOVE, name_.c_str(), target_.c_str());
  }
  LocalName(const LocalName&) = delete;
  LocalName& operator=(const LocalName&) = delete;

 private:
  std::wstring name_;
  std::wstring target_;
};

/// A process of this program that waits for the same file; its number. 0: it could not be started.
DWORD start_grandchild(const Words& words) {
  const ChildWords grandchild{.report = words.report + ".grandchild", .release = words.release};
  std::wstring line = to_wide('"' + own_program() + "\" " + format_child_words(grandchild));
  STARTUPINFOW startup{};
  startup.cb = sizeof startup;
  PROCESS_INFORMATION process{};
  if (CreateProcessW(nullptr, line.data(), nullptr, nullptr, FALSE, CREATE_NO_WINDOW, nullptr, nullptr,
                     &startup, &process) == 0)
    return 0;
  const UniqueHandle thread = make_handle(process.hThread);
  const UniqueHandle handle = make_handle(process.hProcess);
  return process.dwProcessId;
}

ChildReport look_around(const Words& words) {
  const TokenFacts token = read_own_token();
  ChildReport report;
  report.process = GetCurrentProcessId();
  report.parent = parent_of_this_process();
  report.account = token.account;
  report.session = token.session;
  report.elevation = token.elevation;
  report.terminal_session = token.terminal_session;
  const HWND window = GetConsoleWindow();
  report.has_console_window = window != nullptr && IsWindowVisible(window) != 0;
  report.line = launcher::win32::read_command_line();
  for (const char letter : words.looks)
    report.letters[letter] = look_at(letter);
  return report;
}

bool wait_for_release(const std::string& file) {
  const ULONGLONG end = GetTickCount64() + kPatience;
  while (!exists(file)) {
    if (GetTickCount64() >= end) return false;
    Sleep(kPause);
  }
  return true;
}

}  // namespace

std::string format_child_words(const ChildWords& words) {
  std::string text = "--child \"" + words.report + '"';
  for (const char letter : words.looks)
    text.append(" look=").append(1, letter);
  if (!words.subst.empty()) text += " \"subst=" + words.subst + '"';
  if (words.has_grandchild) text += " grandchild=yes";
  if (!words.release.empty()) text += " \"release=" + words.release + '"';
  text += " exit=" + std::to_string(words.exit_code);
  if (!words.tail.empty()) text += " --" + words.tail;
  return text;
}

bool is_child_line(std::string_view line) {
  const launcher::SplitLine split = launcher::split_line(launcher::skip_program_name(line));
  return split.words.size() > 1 && split.words.front().value == "--child";
}

std::uint32_t run_child(std::string_view line) {
  const Words words = parse(line);
  if (!words.disconnect.empty()) {
    disconnect_here(words.disconnect);
    return 0;
  }
  const LocalName name(words.subst);
  ChildReport report = look_around(words);
  if (words.has_grandchild) report.grandchild = start_grandchild(words);
  write_file(words.report, format_child_report(report));
  if (!words.release.empty() && !wait_for_release(words.release)) return kNotReleased;
  return words.exit_code;
}

}  // namespace acceptance
