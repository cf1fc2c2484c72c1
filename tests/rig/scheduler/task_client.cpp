#include "scheduler/task_client.hpp"

#include <stdexcept>

namespace rig {
namespace {

template <typename Item, typename Items>
std::vector<ComPointer<Item>> read_all(Items* items) {
  LONG count = 0;
  if (FAILED(items->get_Count(&count))) throw std::runtime_error("a collection has no count");
  std::vector<ComPointer<Item>> all;
  for (LONG index = 1; index <= count; ++index) {
    VARIANT number;
    VariantInit(&number);
    V_VT(&number) = VT_I4;
    V_I4(&number) = index;
    Item* item = nullptr;
    if (FAILED(items->get_Item(number, &item))) throw std::runtime_error("a collection lacks an item");
    all.emplace_back(item);
  }
  return all;
}

template <typename Item, typename Items>
std::vector<std::wstring> names_of(Items* items) {
  std::vector<std::wstring> names;
  for (const ComPointer<Item>& item : read_all<Item>(items))
    names.push_back(read_text(*item, &Item::get_Name));
  return names;
}

void give(HRESULT* place, HRESULT answer) {
  if (place != nullptr) *place = answer;
}

VARIANT variant_of(const std::optional<Text>& text) {
  return text ? text->variant() : nothing();
}

}  // namespace

TaskClient::TaskClient() {
  void* service = nullptr;
  const HRESULT made =
      CoCreateInstance(CLSID_TaskScheduler, nullptr, CLSCTX_INPROC_SERVER, IID_ITaskService, &service);
  if (FAILED(made))
    throw std::runtime_error("CoCreateInstance: " + std::to_string(static_cast<unsigned long>(made)));
  service_.reset(static_cast<ITaskService*>(service));
}

HRESULT TaskClient::connect() {
  return service_->Connect(nothing(), nothing(), nothing(), nothing());
}

ComPointer<ITaskFolder> TaskClient::folder(const std::wstring& path, HRESULT* answer) const {
  ITaskFolder* found = nullptr;
  give(answer, service_->GetFolder(Text(path).get(), &found));
  return ComPointer<ITaskFolder>(found);
}

ComPointer<IRegisteredTask> TaskClient::task(const std::wstring& path, HRESULT* answer) const {
  IRegisteredTask* found = nullptr;
  give(answer, folder(L"\\")->GetTask(Text(path).get(), &found));
  return ComPointer<IRegisteredTask>(found);
}

Registered TaskClient::add(const std::wstring& path, const std::wstring& xml, const Registering& how) const {
  const auto text = [](const std::optional<std::wstring>& value, std::optional<Text>& place) {
    if (value) place.emplace(*value);
  };
  std::optional<Text> user;
  std::optional<Text> password;
  std::optional<Text> sddl;
  text(how.user, user);
  text(how.password, password);
  text(how.sddl, sddl);
  IRegisteredTask* task = nullptr;
  Registered registered;
  registered.answer =
      folder(L"\\")->RegisterTask(Text(path).get(), Text(xml).get(), how.flags, variant_of(user),
                                  variant_of(password), how.logon_type, variant_of(sddl), &task);
  registered.task.reset(task);
  return registered;
}

HRESULT TaskClient::remove(const std::wstring& path) const {
  return folder(L"\\")->DeleteTask(Text(path).get(), 0);
}

HRESULT TaskClient::create_folder(const std::wstring& path) const {
  ITaskFolder* made = nullptr;
  const HRESULT answer = folder(L"\\")->CreateFolder(Text(path).get(), nothing(), &made);
  const ComPointer<ITaskFolder> owned(made);
  return answer;
}

void TaskClient::stop_all() const {
  IRunningTaskCollection* running = nullptr;
  if (FAILED(service_->GetRunningTasks(TASK_ENUM_HIDDEN, &running)))
    throw std::runtime_error("GetRunningTasks");
  const ComPointer<IRunningTaskCollection> owned(running);
  for (const ComPointer<IRunningTask>& one : read_all<IRunningTask>(running))
    one->Stop();
}

HRESULT TaskClient::delete_folder(const std::wstring& path) const {
  return folder(L"\\")->DeleteFolder(Text(path).get(), 0);
}

std::vector<std::wstring> TaskClient::task_names(const std::wstring& path, LONG flags) const {
  IRegisteredTaskCollection* tasks = nullptr;
  if (FAILED(folder(path)->GetTasks(flags, &tasks))) throw std::runtime_error("GetTasks");
  const ComPointer<IRegisteredTaskCollection> owned(tasks);
  return names_of<IRegisteredTask>(tasks);
}

std::vector<std::wstring> TaskClient::folder_names(const std::wstring& path) const {
  ITaskFolderCollection* folders = nullptr;
  if (FAILED(folder(path)->GetFolders(0, &folders))) throw std::runtime_error("GetFolders");
  const ComPointer<ITaskFolderCollection> owned(folders);
  return names_of<ITaskFolder>(folders);
}

}  // namespace rig
