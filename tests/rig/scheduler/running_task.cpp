#include "scheduler/running_task.hpp"

#include "scheduler/plan.hpp"
#include "scheduler/store.hpp"

namespace scheduler {
namespace {

/// An instance that only the plan has.
constexpr const wchar_t* kPlannedGuid = L"{00000000-0000-0000-0000-000000000000}";

}  // namespace

std::vector<Instance> instances_of(const std::wstring& path) {
  std::vector<Instance> all = running_instances_of(path);
  if (is_running_by_plan(path)) {
    Instance planned;
    planned.guid = kPlannedGuid;
    planned.path = path;
    all.push_back(std::move(planned));
  }
  return all;
}

HRESULT RunningTask::get_Name(BSTR* name) {
  return answer([&] { give(name, name_of(instance_.path)); });
}

HRESULT RunningTask::get_InstanceGuid(BSTR* guid) {
  return answer([&] { give(guid, instance_.guid); });
}

HRESULT RunningTask::get_Path(BSTR* path) {
  return answer([&] { give(path, instance_.path); });
}

HRESULT RunningTask::get_State(TASK_STATE* state) {
  return answer([&] { require(state) = instance_.is_queued ? TASK_STATE_QUEUED : TASK_STATE_RUNNING; });
}

HRESULT RunningTask::get_CurrentAction(BSTR* name) {
  return answer([&] { give(name, instance_.action); });
}

HRESULT RunningTask::Stop() {
  return answer([&] {
    follow_plan(Event::stop, instance_.path);
    if (!stop_instance(instance_.guid)) throw Refused(kTaskNotRunning);
  });
}

HRESULT RunningTask::Refresh() {
  return answer([&] {
    if (instance_.guid == kPlannedGuid && is_running_by_plan(instance_.path)) return;
    const std::optional<Instance> now = find_instance(instance_.guid);
    if (!now) throw Refused(kTaskNotRunning);
    instance_ = *now;
  });
}

HRESULT RunningTask::get_EnginePID(DWORD* process) {
  return answer([&] { require(process) = instance_.process; });
}

}  // namespace scheduler
