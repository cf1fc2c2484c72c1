#include "acceptance/child_acts.hpp"

#include <windows.h>
// After windows.h, which it needs.
#include <winnetwk.h>

#include <algorithm>
#include <array>
#include <memory>
#include <utility>

#include "acceptance/child.hpp"
#include "acceptance/child_start.hpp"
#include "acceptance/left_drive.hpp"
#include "acceptance/local_files.hpp"
#include "acceptance/process_windows.hpp"
#include "acceptance/remembered_letter.hpp"
#include "launcher/win32/system/handle.hpp"
#include "launcher/win32/system/system_library.hpp"
#include "launcher/win32/system/wide_text.hpp"

namespace acceptance {
namespace {

using launcher::win32::find_system_function;
using launcher::win32::make_handle;
using launcher::win32::to_wide;
using launcher::win32::UniqueHandle;

using Facts = std::map<std::string, std::string>;
using Undo = std::vector<std::function<void()>>;

void connect(const std::string& drive, Facts& facts, Undo& undo) {
  std::wstring letter = to_wide(drive.substr(0, 2));
  std::wstring path = to_wide(drive.substr(2));
  NETRESOURCEW resource{};
  resource.dwType = RESOURCETYPE_DISK;
  resource.lpLocalName = letter.data();
  resource.lpRemoteName = path.data();
  const DWORD code = find_system_function<decltype(&WNetAddConnection2W)>(L"mpr.dll", "WNetAddConnection2W")(
      &resource, nullptr, nullptr, CONNECT_TEMPORARY);
  facts["connect"] = std::to_string(code);
  if (code == NO_ERROR) undo.emplace_back([drive] { disconnect_here(drive); });
}

void remember(const std::string& drive, Facts& facts, Undo& undo) {
  remember_letter(drive);
  facts["remember"] = "0";
  undo.emplace_back([drive] { forget_letter(drive); });
}

void hold(const std::string& path, Facts& facts, Undo& undo) {
  const HANDLE file =
      CreateFileW(to_wide(path).c_str(), GENERIC_READ, FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE,
                  nullptr, OPEN_EXISTING, FILE_ATTRIBUTE_NORMAL, nullptr);
  facts["hold"] = std::to_string(file == INVALID_HANDLE_VALUE ? GetLastError() : NO_ERROR);
  if (file != INVALID_HANDLE_VALUE) undo.emplace_back([file] { CloseHandle(file); });
}

void cancel(const std::string& letter, Facts& facts, Undo&) {
  facts["cancel"] = std::to_string(find_system_function<decltype(&WNetCancelConnection2W)>(
      L"mpr.dll", "WNetCancelConnection2W")(to_wide(letter).c_str(), 0, FALSE));
}

void print(const std::string&, Facts& facts, Undo&) {
  const auto write = [&](DWORD stream, std::string_view text) {
    DWORD written = 0;
    const bool is_written =
        WriteFile(GetStdHandle(stream), text.data(), static_cast<DWORD>(text.size()), &written, nullptr) != 0;
    return std::to_string(is_written ? NO_ERROR : GetLastError());
  };
  facts["print"] = write(STD_OUTPUT_HANDLE, kPrinted);
  facts["print-errors"] = write(STD_ERROR_HANDLE, kPrintedErrors);
}

void start(const std::string&, Facts& facts, Undo&) {
  add_start_facts(facts);
}

void leave(const std::string& release, Facts& facts, Undo&) {
  facts["leave"] = std::to_string(start_copy(release + ".report", release));
}

/// A process that never runs an instruction: it is ended as soon as it is there.
void break_away(const std::string&, Facts& facts, Undo&) {
  std::wstring line = to_wide('"' + own_program() + '"');
  STARTUPINFOW startup{};
  startup.cb = sizeof startup;
  PROCESS_INFORMATION process{};
  const bool is_started = CreateProcessW(nullptr, line.data(), nullptr, nullptr, FALSE,
                                         CREATE_SUSPENDED | CREATE_NO_WINDOW | CREATE_BREAKAWAY_FROM_JOB,
                                         nullptr, nullptr, &startup, &process) != 0;
  facts["breakaway"] = std::to_string(is_started ? NO_ERROR : GetLastError());
  add_job_facts(facts);
  if (!is_started) return;
  const UniqueHandle thread = make_handle(process.hThread);
  const UniqueHandle handle = make_handle(process.hProcess);
  TerminateProcess(handle.get(), 0);
}

void count_windows(const std::string&, Facts& facts, Undo&) {
  const std::vector<ProcessWindow> windows = wait_for_windows(find_parent_process());
  facts["windows"] = std::to_string(windows.size());
  facts["visible-windows"] = std::to_string(
      std::count_if(windows.begin(), windows.end(), [](const auto& window) { return window.is_visible; }));
}

void show_window(const std::string&, Facts& facts, Undo& undo) {
  const auto window = std::make_shared<ShownWindow>();
  facts["window"] = window->is_visible() ? "visible" : "not visible";
  undo.emplace_back([window] {});
}

/// Of Ctrl-Break, CTRL_CLOSE_EVENT and their like: the program goes on.
BOOL WINAPI ignore_event(DWORD) {
  return TRUE;
}

/// Nothing yet: the report is to be there when the launcher ends what it has started.
void end_session(const std::string&, Facts&, Undo&) {}

struct Row {
  const char* name;
  void (*act)(const std::string& value, Facts& facts, Undo& undo);
};

constexpr std::array<Row, 11> kActs{{{"connect", connect},
                                     {"remember", remember},
                                     {"hold", hold},
                                     {"cancel", cancel},
                                     {"print", print},
                                     {"start", start},
                                     {"leave", leave},
                                     {"breakaway", break_away},
                                     {"windows", count_windows},
                                     {"window", show_window},
                                     {"end-session", end_session}}};

const Row* find_row(std::string_view name) {
  for (const Row& row : kActs) {
    if (row.name == name) return &row;
  }
  return nullptr;
}

}  // namespace

bool is_child_act(std::string_view name) {
  return find_row(name) != nullptr;
}

ChildActs::~ChildActs() {
  for (auto undo = undo_.rbegin(); undo != undo_.rend(); ++undo) {
    // What stays because of a failure here is in the list of what was made.
    try {
      (*undo)();
    } catch (const std::exception&) {
    }
  }
}

Facts ChildActs::begin() {
  Facts facts;
  for (const ChildAct& act : acts_) {
    if (const Row* const row = find_row(act.name)) row->act(act.value, facts, undo_);
  }
  return facts;
}

void ChildActs::go_on() {
  for (const ChildAct& act : acts_) {
    if (act.name != "end-session") continue;
    SetConsoleCtrlHandler(ignore_event, TRUE);
    send_end_of_session(find_parent_process());
  }
}

std::uint32_t start_copy(const std::string& report, const std::string& release) {
  const ChildWords words{.report = report, .release = release};
  std::wstring line = to_wide('"' + own_program() + "\" " + format_child_words(words));
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

}  // namespace acceptance
