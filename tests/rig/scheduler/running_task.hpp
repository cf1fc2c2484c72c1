#pragma once
#include "scheduler/com.hpp"
#include "scheduler/instances.hpp"

namespace scheduler {

/// An instance of a task as it was when it was asked for, until Refresh.
class RunningTask : public Dispatch<IRunningTask> {
 public:
  explicit RunningTask(Instance instance) : instance_(std::move(instance)) {}

  HRESULT STDMETHODCALLTYPE get_Name(BSTR* name) override;
  HRESULT STDMETHODCALLTYPE get_InstanceGuid(BSTR* guid) override;
  HRESULT STDMETHODCALLTYPE get_Path(BSTR* path) override;
  HRESULT STDMETHODCALLTYPE get_State(TASK_STATE* state) override;
  HRESULT STDMETHODCALLTYPE get_CurrentAction(BSTR* name) override;
  HRESULT STDMETHODCALLTYPE Stop() override;
  HRESULT STDMETHODCALLTYPE Refresh() override;
  HRESULT STDMETHODCALLTYPE get_EnginePID(DWORD* process) override;

 private:
  Instance instance_;
};

using RunningTasks = Collection<IRunningTaskCollection, IRunningTask, RunningTask, Instance>;

/// With one, without process, where the plan has the task running.
std::vector<Instance> instances_of(const std::wstring& path);

}  // namespace scheduler
