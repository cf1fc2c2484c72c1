#include "scheduler/test_session.hpp"

#include <array>
#include <filesystem>
#include <sstream>
#include <stdexcept>

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
