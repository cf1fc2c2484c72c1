#include "scheduler/folder.hpp"

#include "scheduler/definition.hpp"
#include "scheduler/descriptor.hpp"
#include "scheduler/plan.hpp"
#include "scheduler/registered_task.hpp"
#include "scheduler/registration.hpp"
#include "scheduler/store.hpp"

namespace scheduler {
namespace {

const std::wstring kFolderDescriptor = L"O:BAG:SYD:P(A;OICI;FA;;;BA)(A;OICI;FA;;;SY)";

bool is_hidden(const std::wstring& path) {
  return Definition::read_registered(read_definition(path)).is_set("Hidden", false);
}

/// Reserved, and must be 0.
void check_reserved(LONG flags) {
  if (flags != 0) throw Refused(E_INVALIDARG);
}

std::wstring descriptor_of(const std::wstring& folder) {
  const State state = read_state(folder);
  return state.sddl.empty() ? kFolderDescriptor : state.sddl;
}

}  // namespace

void give_folder(ITaskFolder** place, const std::wstring& path) {
  require(place) = nullptr;
  follow_plan(Event::open, path);
  give_new<Folder>(place, find_folder(path));
}

HRESULT Folder::get_Name(BSTR* name) {
  return answer([&] { give(name, name_of(path_)); });
}

HRESULT Folder::get_Path(BSTR* path) {
  return answer([&] { give(path, path_); });
}

HRESULT Folder::GetFolder(BSTR path, ITaskFolder** folder) {
  return answer([&] { give_folder(folder, full_path(path_, text_of(path))); });
}

HRESULT Folder::GetFolders(LONG flags, ITaskFolderCollection** folders) {
  return answer([&] {
    check_reserved(flags);
    follow_plan(Event::list, path_);
    find_folder(path_);
    give_new<Folders>(folders, folders_in(path_));
  });
}

HRESULT Folder::CreateFolder(BSTR name, VARIANT sddl, ITaskFolder** folder) {
  return answer([&] {
    const std::wstring path = full_path(path_, text_of(name));
    const std::wstring descriptor = text_of(sddl).value_or(std::wstring());
    if (!descriptor.empty()) check_descriptor(descriptor);
    {
      const StoreLock lock;
      create_folder(path, descriptor);
    }
    if (folder != nullptr) give_new<Folder>(folder, path);
  });
}

HRESULT Folder::DeleteFolder(BSTR name, LONG flags) {
  return answer([&] {
    check_reserved(flags);
    const std::wstring path = full_path(path_, text_of(name));
    if (path == L"\\") throw Refused(E_ACCESSDENIED);
    follow_plan(Event::remove, path);
    const StoreLock lock;
    delete_folder(path);
  });
}

HRESULT Folder::GetTask(BSTR path, IRegisteredTask** task) {
  return answer([&] {
    require(task) = nullptr;
    const std::wstring full = full_path(path_, text_of(path));
    follow_plan(Event::get, full);
    give_new<RegisteredTask>(task, find_task(full));
  });
}

HRESULT Folder::GetTasks(LONG flags, IRegisteredTaskCollection** tasks) {
  return answer([&] {
    if ((flags & ~TASK_ENUM_HIDDEN) != 0) throw Refused(E_INVALIDARG);
    follow_plan(Event::list, path_);
    find_folder(path_);
    std::vector<std::wstring> paths = tasks_in(path_);
    if ((flags & TASK_ENUM_HIDDEN) == 0) std::erase_if(paths, is_hidden);
    give_new<RegisteredTasks>(tasks, std::move(paths));
  });
}

HRESULT Folder::DeleteTask(BSTR name, LONG flags) {
  return answer([&] {
    check_reserved(flags);
    const std::wstring path = full_path(path_, text_of(name));
    follow_plan(Event::remove, path);
    const StoreLock lock;
    delete_task(path);
  });
}

HRESULT Folder::RegisterTask(BSTR path, BSTR xml, LONG flags, VARIANT user, VARIANT password,
                             TASK_LOGON_TYPE logon_type, VARIANT sddl, IRegisteredTask** task) {
  return answer([&] {
    require(task) = nullptr;
    Order order;
    if (path != nullptr) order.path = full_path(path_, text_of(path));
    order.xml = text_of(xml);
    order.flags = flags;
    order.user = text_of(user);
    order.password = text_of(password);
    order.logon_type = logon_type;
    order.sddl = text_of(sddl);
    give_new<RegisteredTask>(task, register_task(std::move(order)).value_or(std::wstring()));
  });
}

HRESULT Folder::GetSecurityDescriptor(LONG info, BSTR* sddl) {
  return answer([&] {
    find_folder(path_);
    give(sddl, select_parts(descriptor_of(path_), static_cast<SECURITY_INFORMATION>(info)));
  });
}

HRESULT Folder::SetSecurityDescriptor(BSTR sddl, LONG flags) {
  return answer([&] {
    if ((flags & ~TASK_DONT_ADD_PRINCIPAL_ACE) != 0) throw Refused(E_INVALIDARG);
    const StoreLock lock;
    find_folder(path_);
    State state = read_state(path_);
    state.sddl = keep_owner(text_of(sddl), descriptor_of(path_));
    write_state(path_, state);
  });
}

}  // namespace scheduler
