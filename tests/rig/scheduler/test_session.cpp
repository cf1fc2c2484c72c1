#include "scheduler/test_session.hpp"

#include <array>
#include <filesystem>
#include <sstream>
#include <stdexcept>

#include "provider/fields.hpp"
#include "rig_session.hpp"

namespace rig {
namespace {

std::wstring path_in(const wchar_t* variable) {
  return to_windows_path(read_variable(variable));
}

void remove_all_tasks() {
  for (const auto& entry : std::filesystem::directory_iterator(path_in(L"DRIVELAUNCH_TEST_TASKS"))) {
    std::filesystem::remove_all(entry.path());
  }
}

void clean() {
  DeleteFileW(path_in(L"DRIVELAUNCH_TEST_TASK_PLAN").c_str());
  DeleteFileW(path_in(L"DRIVELAUNCH_TEST_TASK_LOGONS").c_str());
  remove_all_tasks();
}

std::wstring element(const wchar_t* name, const std::wstring& text) {
  return text.empty() ? L"" : std::wstring(L"<") + name + L">" + text + L"</" + name + L">";
}

}  // namespace

CleanScheduler::CleanScheduler() {
  clean();
  if (client_.connect() != S_OK) throw std::runtime_error("Connect");
  client_.stop_all();
}

CleanScheduler::~CleanScheduler() {
  clean();
  client_.stop_all();
}

void write_task_plan(std::string_view text) {
  write_file(path_in(L"DRIVELAUNCH_TEST_TASK_PLAN"), text);
}

std::vector<std::string> read_task_logons() {
  const std::wstring path = path_in(L"DRIVELAUNCH_TEST_TASK_LOGONS");
  std::vector<std::string> lines;
  if (!file_exists(path)) return lines;
  std::istringstream content(read_file(path));
  for (std::string line; std::getline(content, line);)
    lines.push_back(line);
  return lines;
}

bool is_kept_in_a_file(const std::wstring& text) {
  const std::string_view wide(reinterpret_cast<const char*>(text.data()), text.size() * sizeof(wchar_t));
  const auto has_text = [&](const std::filesystem::path& path) {
    const std::string content = read_file(path.wstring());
    return content.find(wide) != std::string::npos || content.find(to_utf8(text)) != std::string::npos;
  };
  const std::filesystem::path tasks = path_in(L"DRIVELAUNCH_TEST_TASKS");
  for (const std::filesystem::path& folder : {tasks, tasks.parent_path() / "task-state"}) {
    for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
      if (entry.is_regular_file() && has_text(entry.path())) return true;
    }
  }
  const std::wstring logons = path_in(L"DRIVELAUNCH_TEST_TASK_LOGONS");
  return file_exists(logons) && has_text(logons);
}

std::wstring definition_file(const std::wstring& path) {
  return path_in(L"DRIVELAUNCH_TEST_TASKS") + path;
}

std::wstring write_definition(const Parts& parts) {
  return L"<?xml version=\"1.0\" encoding=\"UTF-16\"?>\r\n"
         L"<Task version=\"1.2\" xmlns=\"http://schemas.microsoft.com/windows/2004/02/mit/task\">\r\n  " +
         element(L"RegistrationInfo", parts.info) + element(L"Triggers", parts.triggers) +
         L"<!-- kept --><Principals><Principal id=\"Author\">" +
         (parts.principal.empty() ? std::wstring(L"<UserId>S-1-5-18</UserId>") : parts.principal) +
         L"</Principal></Principals>" + element(L"Settings", parts.settings) +
         L"<Actions Context=\"Author\"><Exec>" + element(L"Command", parts.command) +
         element(L"Arguments", parts.arguments) + element(L"WorkingDirectory", parts.directory) +
         L"</Exec></Actions>\r\n</Task>";
}

Parts own_action(const std::wstring& arguments) {
  std::array<wchar_t, MAX_PATH> program{};
  GetModuleFileNameW(nullptr, program.data(), static_cast<DWORD>(program.size()));
  Parts parts;
  parts.command = program.data();
  parts.arguments = arguments;
  return parts;
}

std::wstring large_definition(int number) {
  return write_definition({.arguments = std::wstring(50'000, static_cast<wchar_t>(L'a' + number))});
}

OwnProcess::OwnProcess(const std::wstring& arguments) {
  const Parts self = own_action(arguments);
  std::wstring line = L"\"" + self.command + L"\" " + self.arguments;
  STARTUPINFOW startup{};
  startup.cb = sizeof startup;
  if (!CreateProcessW(nullptr, line.data(), nullptr, nullptr, FALSE, 0, nullptr, nullptr, &startup,
                      &process_)) {
    throw std::runtime_error("CreateProcessW");
  }
}

OwnProcess::~OwnProcess() {
  kill();
  CloseHandle(process_.hThread);
  CloseHandle(process_.hProcess);
}

void OwnProcess::kill() const {
  TerminateProcess(process_.hProcess, 1);
  wait();
}

DWORD OwnProcess::wait() const {
  WaitForSingleObject(process_.hProcess, INFINITE);
  DWORD code = 0;
  GetExitCodeProcess(process_.hProcess, &code);
  return code;
}

bool wait_until_ended(const TaskClient& client, const std::wstring& path) {
  for (int tries = 0; tries < 1000; ++tries) {
    TASK_STATE state = TASK_STATE_UNKNOWN;
    const ComPointer<IRegisteredTask> task = client.task(path);
    if (!task || FAILED(task->get_State(&state))) return false;
    if (state != TASK_STATE_RUNNING && state != TASK_STATE_QUEUED) return true;
    Sleep(20);
  }
  return false;
}

std::wstring scratch_file(const std::wstring& name) {
  return path_in(L"DRIVELAUNCH_TEST_TASKS") + L"-" + name;
}

}  // namespace rig
