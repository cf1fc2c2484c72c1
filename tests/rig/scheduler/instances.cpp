#include "scheduler/instances.hpp"

#include <objbase.h>
#include <userenv.h>

#include <algorithm>
#include <array>
#include <map>
#include <stdexcept>

#include "provider/fields.hpp"
#include "scheduler/places.hpp"
#include "scheduler/refused.hpp"
#include "scheduler/store.hpp"

namespace scheduler {
namespace {

using launcher::win32::make_handle;
using launcher::win32::UniqueHandle;

constexpr DWORD kStartMilliseconds = 30'000;
constexpr DWORD kStopMilliseconds = 10'000;
constexpr DWORD kPause = 20;

std::wstring file_of(const std::wstring& guid) {
  return places().state + L"\\run-" + guid;
}

bool is_alive(const std::wstring& guid) {
  return make_handle(OpenMutexW(SYNCHRONIZE, FALSE, run_mutex_name(guid).c_str())) != nullptr;
}

std::wstring make_guid() {
  GUID guid{};
  if (FAILED(CoCreateGuid(&guid))) throw Refused(E_UNEXPECTED);
  std::array<wchar_t, 40> text{};
  StringFromGUID2(guid, text.data(), static_cast<int>(text.size()));
  return text.data();
}

struct CaseIgnored {
  bool operator()(const std::wstring& left, const std::wstring& right) const {
    return CompareStringOrdinal(left.c_str(), -1, right.c_str(), -1, TRUE) == CSTR_LESS_THAN;
  }
};
using Variables = std::map<std::wstring, std::wstring, CaseIgnored>;

void add_variables(Variables& all, const wchar_t* block, bool (*is_wanted)(std::wstring_view name)) {
  for (; *block != L'\0'; block += std::wcslen(block) + 1) {
    const std::wstring_view entry = block;
    const std::size_t equals = entry.find(L'=', 1);
    if (equals == std::wstring_view::npos || !is_wanted(entry.substr(0, equals))) continue;
    all[std::wstring(entry.substr(0, equals))] = entry.substr(equals + 1);
  }
}

/// The environment of the account, not that of the program which called Run; and what the rig itself needs.
std::wstring environment_of_account() {
  Variables all;
  HANDLE opened = nullptr;
  if (!OpenProcessToken(GetCurrentProcess(), TOKEN_QUERY | TOKEN_DUPLICATE, &opened)) {
    throw Refused::win32(GetLastError());
  }
  const UniqueHandle token(opened);
  void* account = nullptr;
  if (!CreateEnvironmentBlock(&account, token.get(), FALSE)) throw Refused::win32(GetLastError());
  add_variables(all, static_cast<const wchar_t*>(account), [](std::wstring_view) { return true; });
  DestroyEnvironmentBlock(account);
  wchar_t* const own = GetEnvironmentStringsW();
  add_variables(all, own, [](std::wstring_view name) {
    return name.starts_with(L"WINE") || name.starts_with(L"DRIVELAUNCH_TEST_") || name == L"DISPLAY";
  });
  FreeEnvironmentStringsW(own);
  std::wstring block;
  for (const auto& [name, value] : all) {
    block += name + L"=" + value;
    block += L'\0';
  }
  return block + L'\0';
}

std::wstring system_folder() {
  std::array<wchar_t, MAX_PATH> path{};
  return {path.data(), GetSystemDirectoryW(path.data(), static_cast<UINT>(path.size()))};
}

UniqueHandle start_runner(const std::wstring& guid) {
  const std::wstring program = own_folder() + L"task_runner.exe";
  std::wstring environment = environment_of_account();
  STARTUPINFOW startup{};
  startup.cb = sizeof startup;
  PROCESS_INFORMATION process{};
  DWORD flags = DETACHED_PROCESS | CREATE_UNICODE_ENVIRONMENT | CREATE_BREAKAWAY_FROM_JOB;
  for (int tries = 0;; ++tries) {
    std::wstring line = L"\"" + program + L"\" " + guid;
    if (CreateProcessW(program.c_str(), line.data(), nullptr, nullptr, FALSE, flags, environment.data(),
                       system_folder().c_str(), &startup, &process)) {
      break;
    }
    const DWORD code = GetLastError();
    if (code != ERROR_ACCESS_DENIED || tries > 0) throw Refused::win32(code);
    flags &= ~static_cast<DWORD>(CREATE_BREAKAWAY_FROM_JOB);  // a job that nothing leaves
  }
  CloseHandle(process.hThread);
  return make_handle(process.hProcess);
}

}  // namespace

std::wstring run_mutex_name(const std::wstring& guid) {
  return L"drivelaunch-rig-task-" + guid;
}
std::wstring started_event_name(const std::wstring& guid) {
  return L"drivelaunch-rig-task-started-" + guid;
}
std::wstring stop_event_name(const std::wstring& guid) {
  return L"drivelaunch-rig-task-stop-" + guid;
}

std::optional<Instance> read_instance(const std::wstring& guid) {
  const std::optional<rig::Fields> read = read_fields(file_of(guid));
  if (!read) return std::nullopt;
  const rig::Fields& fields = *read;
  Instance instance;
  instance.guid = guid;
  instance.path = rig::to_utf16(fields.at("path"));
  for (std::size_t index = 0; fields.contains("arg" + std::to_string(index)); ++index) {
    instance.arguments.push_back(rig::to_utf16(fields.at("arg" + std::to_string(index))));
  }
  instance.is_queued = fields.at("queued") == "1";
  instance.action = rig::to_utf16(fields.at("action"));
  instance.process = static_cast<DWORD>(std::stoul(fields.at("process")));
  return instance;
}

void write_instance(const Instance& instance) {
  rig::Fields fields{{"path", rig::to_utf8(instance.path)},
                     {"queued", instance.is_queued ? "1" : "0"},
                     {"action", rig::to_utf8(instance.action)},
                     {"process", std::to_string(instance.process)}};
  for (std::size_t index = 0; index < instance.arguments.size(); ++index) {
    fields["arg" + std::to_string(index)] = rig::to_utf8(instance.arguments[index]);
  }
  replace_fields(file_of(instance.guid), fields);
}

void remove_instance(const std::wstring& guid) {
  DeleteFileW(file_of(guid).c_str());
}

std::optional<Instance> find_instance(const std::wstring& guid) {
  return is_alive(guid) ? read_instance(guid) : std::nullopt;
}

std::vector<Instance> running_instances() {
  constexpr std::wstring_view kPrefix = L"run-";
  std::vector<Instance> found;
  for (const std::wstring& name : names_in(places().state, false)) {
    if (!name.starts_with(kPrefix)) continue;
    if (std::optional<Instance> one = find_instance(name.substr(kPrefix.size()))) found.push_back(*one);
  }
  return found;
}

std::vector<Instance> running_instances_of(const std::wstring& path) {
  std::vector<Instance> found = running_instances();
  std::erase_if(found, [&](const Instance& one) { return folded(one.path) != folded(path); });
  return found;
}

Instance start_instance(const std::wstring& path, std::vector<std::wstring> arguments) {
  Instance instance;
  instance.guid = make_guid();
  instance.path = path;
  instance.arguments = std::move(arguments);
  write_instance(instance);
  const UniqueHandle started =
      make_handle(CreateEventW(nullptr, TRUE, FALSE, started_event_name(instance.guid).c_str()));
  if (!started) throw Refused::win32(GetLastError());
  const UniqueHandle runner = start_runner(instance.guid);
  const std::array<HANDLE, 2> either{started.get(), runner.get()};
  const DWORD ended = WaitForMultipleObjects(2, either.data(), FALSE, kStartMilliseconds);
  if (ended != WAIT_OBJECT_0) {
    report_failure("the runner of a task did not start");
    throw Refused(E_UNEXPECTED);
  }
  return instance;
}

bool stop_instance(const std::wstring& guid) {
  const UniqueHandle stop = make_handle(OpenEventW(EVENT_MODIFY_STATE, FALSE, stop_event_name(guid).c_str()));
  if (!stop) return false;
  SetEvent(stop.get());
  for (DWORD waited = 0; is_alive(guid) && waited < kStopMilliseconds; waited += kPause)
    Sleep(kPause);
  return true;
}

}  // namespace scheduler
