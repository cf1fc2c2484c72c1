#include "scheduler/registered_task.hpp"

#include <algorithm>

#include "scheduler/definition.hpp"
#include "scheduler/descriptor.hpp"
#include "scheduler/plan.hpp"
#include "scheduler/running_task.hpp"
#include "scheduler/store.hpp"

namespace scheduler {
namespace {

/// TASK_RUN_FLAGS (taskschd.h), which mingw's header does not have.
constexpr LONG kIgnoreConstraints = 2;
constexpr LONG kKnownRunFlags = 15;

/// 30 November 1999, which Task Scheduler gives for a task that has not run.
constexpr DATE kNeverRun = 36494.0;

/// $(Arg0) and so on: one text, or an array of texts. Throws Refused: E_INVALIDARG.
std::vector<std::wstring> arguments_of(const VARIANT& params) {
  if ((V_VT(&params) & VT_ARRAY) == 0) {
    const std::optional<std::wstring> one = text_of(params);
    return one ? std::vector<std::wstring>{*one} : std::vector<std::wstring>{};
  }
  SAFEARRAY* const array = V_ARRAY(&params);
  if (V_VT(&params) != (VT_ARRAY | VT_BSTR) || SafeArrayGetDim(array) != 1) throw Refused(E_INVALIDARG);
  LONG first = 0;
  LONG last = -1;
  SafeArrayGetLBound(array, 1, &first);
  SafeArrayGetUBound(array, 1, &last);
  std::vector<std::wstring> texts;
  for (LONG index = first; index <= last; ++index) {
    BSTR text = nullptr;
    if (FAILED(SafeArrayGetElement(array, &index, &text))) throw Refused(E_INVALIDARG);
    texts.push_back(text_of(text));
    SysFreeString(text);
  }
  return texts;
}

DATE date_of(std::uint64_t time) {
  if (time == 0) return kNeverRun;
  const FILETIME universal{static_cast<DWORD>(time), static_cast<DWORD>(time >> 32U)};
  FILETIME local{};
  SYSTEMTIME parts{};
  DATE date = 0;
  FileTimeToLocalFileTime(&universal, &local);
  FileTimeToSystemTime(&local, &parts);
  SystemTimeToVariantTime(&parts, &date);
  return date;
}

Definition definition_of(const std::wstring& path) {
  return Definition::read_registered(read_definition(path));
}

/// What MultipleInstancesPolicy says of instances that run already (MultipleInstancesPolicy (settingsType)
/// Element). Queue is left to the new instance.
void make_room(const Definition& definition, const std::wstring& path) {
  const std::string policy = definition.setting("MultipleInstancesPolicy").value_or("IgnoreNew");
  if (policy == "Parallel" || policy == "Queue") return;
  for (const Instance& one : instances_of(path)) {
    if (policy == "IgnoreNew") throw Refused(kAlreadyRunning);
    stop_instance(one.guid);
  }
}

Instance run(const std::wstring& path, const VARIANT& params, LONG flags) {
  follow_plan(Event::run, path);
  if ((flags & ~kKnownRunFlags) != 0) throw Refused(E_INVALIDARG);
  const Definition definition = definition_of(path);
  if (!definition.is_set("Enabled", true)) throw Refused(kTaskDisabled);
  const bool is_on_demand = definition.is_set("AllowStartOnDemand", true);
  if (!is_on_demand && (flags & kIgnoreConstraints) == 0) throw Refused(kStartOnDemand);
  make_room(definition, path);
  return start_instance(path, arguments_of(params));
}

}  // namespace

const std::wstring& RegisteredTask::path() const {
  if (path_.empty()) {
    report_failure("a program uses the task that RegisterTask hands out after TASK_VALIDATE_ONLY");
    throw Refused(E_UNEXPECTED);
  }
  return path_;
}

HRESULT RegisteredTask::get_Name(BSTR* name) {
  return answer([&] { give(name, name_of(path())); });
}

HRESULT RegisteredTask::get_Path(BSTR* place) {
  return answer([&] { give(place, path()); });
}

HRESULT RegisteredTask::get_State(TASK_STATE* state) {
  return answer([&] {
    const bool is_enabled = definition_of(path()).is_set("Enabled", true);
    const std::vector<Instance> all = instances_of(path());
    const bool runs = std::any_of(all.begin(), all.end(), [](const Instance& one) { return !one.is_queued; });
    TASK_STATE now = is_enabled ? TASK_STATE_READY : TASK_STATE_DISABLED;
    if (!all.empty()) now = runs ? TASK_STATE_RUNNING : TASK_STATE_QUEUED;
    require(state) = now;
  });
}

HRESULT RegisteredTask::get_Enabled(VARIANT_BOOL* enabled) {
  return answer([&] {
    require(enabled) = definition_of(path()).is_set("Enabled", true) ? VARIANT_TRUE : VARIANT_FALSE;
  });
}

HRESULT RegisteredTask::put_Enabled(VARIANT_BOOL enabled) {
  return answer([&] {
    const StoreLock lock;
    const Definition definition = definition_of(path());
    const bool is_wanted = enabled != VARIANT_FALSE;
    if (definition.is_set("Enabled", true) == is_wanted) return;
    write_task(path(), definition.with_enabled(is_wanted), read_state(path()));
  });
}

HRESULT RegisteredTask::Run(VARIANT params, IRunningTask** task) {
  return RunEx(params, 0, 0, nullptr, task);
}

HRESULT RegisteredTask::RunEx(VARIANT params, LONG flags, LONG, BSTR, IRunningTask** task) {
  return answer([&] {
    const Instance started = run(path(), params, flags);
    if (task != nullptr) give_new<RunningTask>(task, started);
  });
}

HRESULT RegisteredTask::GetInstances(LONG flags, IRunningTaskCollection** tasks) {
  return answer([&] {
    if (flags != 0) throw Refused(E_INVALIDARG);
    find_task(path());
    give_new<RunningTasks>(tasks, instances_of(path()));
  });
}

HRESULT RegisteredTask::get_LastRunTime(DATE* date) {
  return answer([&] {
    find_task(path());
    require(date) = date_of(read_state(path()).last_run);
  });
}

HRESULT RegisteredTask::get_LastTaskResult(LONG* result) {
  return answer([&] {
    find_task(path());
    require(result) = static_cast<LONG>(read_state(path()).last_result);
  });
}

HRESULT RegisteredTask::get_NumberOfMissedRuns(LONG* runs) {
  return answer([&] {
    find_task(path());
    require(runs) = 0;
  });
}

HRESULT RegisteredTask::get_Xml(BSTR* xml) {
  return answer([&] {
    follow_plan(Event::read, path());
    give(xml, read_definition(path()));
  });
}

HRESULT RegisteredTask::GetSecurityDescriptor(LONG info, BSTR* sddl) {
  return answer([&] {
    follow_plan(Event::read, path());
    find_task(path());
    give(sddl, select_parts(read_state(path()).sddl, static_cast<SECURITY_INFORMATION>(info)));
  });
}

HRESULT RegisteredTask::SetSecurityDescriptor(BSTR sddl, LONG flags) {
  return answer([&] {
    if ((flags & ~TASK_DONT_ADD_PRINCIPAL_ACE) != 0) throw Refused(E_INVALIDARG);
    const StoreLock lock;
    find_task(path());
    State state = read_state(path());
    state.sddl = keep_owner(text_of(sddl), state.sddl);
    write_state(path(), state);
  });
}

HRESULT RegisteredTask::Stop(LONG flags) {
  return answer([&] {
    if (flags != 0) throw Refused(E_INVALIDARG);
    follow_plan(Event::stop, path());
    find_task(path());
    for (const Instance& one : running_instances_of(path()))
      stop_instance(one.guid);
  });
}

}  // namespace scheduler
