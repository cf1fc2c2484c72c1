#include "scheduler/service.hpp"

#include <array>

#include "scheduler/folder.hpp"
#include "scheduler/plan.hpp"
#include "scheduler/running_task.hpp"
#include "scheduler/store.hpp"

namespace scheduler {
namespace {

std::wstring computer_name() {
  std::array<wchar_t, 256> name{};
  auto size = static_cast<DWORD>(name.size());
  if (!GetComputerNameW(name.data(), &size)) throw Refused::win32(GetLastError());
  return name.data();
}

std::wstring user_name() {
  std::array<wchar_t, 257> name{};
  auto size = static_cast<DWORD>(name.size());
  if (!GetUserNameW(name.data(), &size)) throw Refused::win32(GetLastError());
  return name.data();
}

}  // namespace

void Service::require_connection() const {
  if (!is_connected_) throw Refused::win32(ERROR_ONLY_IF_CONNECTED);
}

HRESULT Service::GetFolder(BSTR path, ITaskFolder** folder) {
  return answer([&] {
    require_connection();
    give_folder(folder, full_path(L"\\", text_of(path)));
  });
}

HRESULT Service::GetRunningTasks(LONG flags, IRunningTaskCollection** tasks) {
  return answer([&] {
    require_connection();
    if ((flags & ~TASK_ENUM_HIDDEN) != 0) throw Refused(E_INVALIDARG);
    give_new<RunningTasks>(tasks, running_instances());
  });
}

HRESULT Service::Connect(VARIANT server, VARIANT user, VARIANT domain, VARIANT password) {
  return answer([&] {
    follow_plan(Event::connect, L"\\");
    const std::wstring computer = text_of(server).value_or(std::wstring());
    const bool is_here = computer.empty() || computer == L"." || folded(computer) == folded(computer_name());
    if (!is_here) throw Refused::win32(ERROR_BAD_NETPATH);
    if (text_of(user) || text_of(domain) || text_of(password)) throw Refused(E_NOTIMPL);
    is_connected_ = true;
  });
}

HRESULT Service::get_Connected(VARIANT_BOOL* connected) {
  return answer([&] { require(connected) = is_connected_ ? VARIANT_TRUE : VARIANT_FALSE; });
}

HRESULT Service::get_TargetServer(BSTR* server) {
  return answer([&] {
    require_connection();
    give(server, computer_name());
  });
}

HRESULT Service::get_ConnectedUser(BSTR* user) {
  return answer([&] {
    require_connection();
    give(user, user_name());
  });
}

HRESULT Service::get_HighestVersion(DWORD* version) {
  return answer([&] {
    require_connection();
    require(version) = 0x10004;  // 1.4, that of Windows 10
  });
}

}  // namespace scheduler
