// The stand-in for Task Scheduler answers as Microsoft's documentation has it. Run it with tests/rig/with-rig.sh.
#define DOCTEST_CONFIG_IMPLEMENT
#include <windows.h>

#include <doctest/doctest.h>

#include <cstdio>
#include <cwchar>
#include <exception>
#include <string>
#include <vector>

#include "provider/fields.hpp"
#include "rig_session.hpp"
#include "scheduler/test_session.hpp"

namespace {

std::wstring join(int count, wchar_t** arguments) {
  std::wstring text;
  for (int index = 0; index < count; ++index)
    text += (index > 0 ? L" " : L"") + std::wstring(arguments[index]);
  return text;
}

int act_as_client(const std::wstring& what, const std::wstring& task) {
  rig::TaskClient client;
  if (client.connect() != S_OK) return 1;
  if (what == L"connect") return 0;
  if (what == L"run") {
    IRunningTask* running = nullptr;
    const HRESULT answer = client.task(task)->Run(rig::nothing(), &running);
    TerminateProcess(GetCurrentProcess(), answer == S_OK ? 0 : 1);
  }
  for (int number = 0; what == L"flip"; number = 1 - number) {
    if (client.add(task, rig::large_definition(number)).answer != S_OK) return 1;
  }
  if (what == L"touch") {
    rig::Registering how;
    how.flags = TASK_VALIDATE_ONLY;
    const rig::Registered validated = client.add(L"\\One", rig::write_definition({}), how);
    return rig::read_text(*validated.task, &IRegisteredTask::get_Name).starts_with(L"HRESULT") ? 0 : 1;
  }
  return 2;
}

/// What this program does as the action of a task or as a client of its own:
///   act exit CODE            ends with it
///   act wait FILE            until there is such a file
///   act write FILE WORDS...  the working directory, the priority class and the words, a line each
///   act run TASK             starts a task, and ends at once without releasing anything
///   act flip TASK            registers two definitions by turns until it is killed
///   act connect              connects; what failure_test.sh needs for a plan
///   act touch                uses the object that is not to be touched
int act(int count, wchar_t** arguments) {
  const std::wstring what = count > 0 ? arguments[0] : L"";
  if (what == L"exit" && count == 2) return static_cast<int>(std::wcstoul(arguments[1], nullptr, 0));
  if (what == L"wait" && count == 2) {
    for (int tries = 0; tries < 3000 && !rig::file_exists(arguments[1]); ++tries)
      Sleep(20);
    return 0;
  }
  if (what == L"write" && count >= 2) {
    std::wstring folder(MAX_PATH, L'\0');
    folder.resize(GetCurrentDirectoryW(MAX_PATH, folder.data()));
    const std::wstring text = folder + L"\n" + std::to_wstring(GetPriorityClass(GetCurrentProcess())) +
                              L"\n" + join(count - 2, arguments + 2) + L"\n";
    rig::write_file(arguments[1], rig::to_utf8(text));
    return 0;
  }
  return act_as_client(what, count > 1 ? arguments[1] : L"");
}

}  // namespace

int wmain(int count, wchar_t** arguments) {
  try {
    if (count > 1 && std::wstring(arguments[1]) == L"act") return act(count - 2, arguments + 2);
    std::vector<std::string> texts;
    std::vector<const char*> pointers;
    for (int index = 0; index < count; ++index)
      texts.push_back(rig::to_utf8(arguments[index]));
    for (const std::string& text : texts)
      pointers.push_back(text.c_str());
    doctest::Context context(count, pointers.data());
    return context.run();
  } catch (const std::exception& error) {
    std::fprintf(stderr, "%s\n", error.what());
    return 1;
  }
}
