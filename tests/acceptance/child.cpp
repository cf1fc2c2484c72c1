#include "acceptance/child.hpp"

#include <windows.h>
// After windows.h, which it needs.
#include <winnetwk.h>

#include <cstdlib>
#include <map>
#include <optional>
#include <string_view>
#include <utility>

#include "acceptance/child_report.hpp"
#include "acceptance/child_start.hpp"
#include "acceptance/left_drive.hpp"
#include "acceptance/local_files.hpp"
#include "acceptance/own_token.hpp"
#include "launcher/base/command_line.hpp"
#include "launcher/base/error.hpp"
#include "launcher/win32/system/own_process.hpp"
#include "launcher/win32/system/system_library.hpp"
#include "launcher/win32/system/wide_text.hpp"

namespace acceptance {
namespace {

using launcher::win32::to_utf8;
using launcher::win32::to_wide;

constexpr ULONGLONG kPatience = 120'000;  // ms
constexpr DWORD kPause = 50;              // ms

struct Words {
  std::string report;
  std::vector<char> looks;
  std::vector<ChildAct> acts;
  std::string subst;
  std::vector<std::string> disconnect;
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
    if (word.starts_with("disconnect=")) words.disconnect.push_back(value);
    if (const std::string name(word.substr(0, word.find('='))); is_child_act(name))
      words.acts.push_back({.name = name, .value = value});
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

ChildReport look_around(const Words& words) {
  const TokenFacts token = read_own_token();
  ChildReport report;
  report.process = GetCurrentProcessId();
  report.parent = find_parent_process();
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
  for (const ChildAct& act : words.acts)
    text += " \"" + act.name + '=' + act.value + '"';
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
    for (const std::string& drive : words.disconnect)
      disconnect_here(drive);
    return 0;
  }
  const LocalName name(words.subst);
  ChildActs acts(words.acts);
  std::map<std::string, std::string> facts = acts.begin();
  ChildReport report = look_around(words);
  report.facts = std::move(facts);
  if (words.has_grandchild) report.grandchild = start_copy(words.report + ".grandchild", words.release);
  write_file(words.report, format_child_report(report));
  acts.go_on();
  if (!words.release.empty() && !wait_for_release(words.release)) return kNotReleased;
  return words.exit_code;
}

}  // namespace acceptance
