#pragma once
#include <string>

#include "scheduler/com.hpp"

namespace scheduler {

/// A task by its path; what it says is read at each call.
class RegisteredTask : public Dispatch<IRegisteredTask> {
 public:
  explicit RegisteredTask(std::wstring path) : path_(std::move(path)) {}

  HRESULT STDMETHODCALLTYPE get_Name(BSTR* name) override;
  HRESULT STDMETHODCALLTYPE get_Path(BSTR* path) override;
  HRESULT STDMETHODCALLTYPE get_State(TASK_STATE* state) override;
  HRESULT STDMETHODCALLTYPE get_Enabled(VARIANT_BOOL* enabled) override;
  HRESULT STDMETHODCALLTYPE put_Enabled(VARIANT_BOOL enabled) override;
  HRESULT STDMETHODCALLTYPE Run(VARIANT params, IRunningTask** task) override;
  HRESULT STDMETHODCALLTYPE RunEx(VARIANT params, LONG flags, LONG session, BSTR user,
                                  IRunningTask** task) override;
  HRESULT STDMETHODCALLTYPE GetInstances(LONG flags, IRunningTaskCollection** tasks) override;
  HRESULT STDMETHODCALLTYPE get_LastRunTime(DATE* date) override;
  HRESULT STDMETHODCALLTYPE get_LastTaskResult(LONG* result) override;
  HRESULT STDMETHODCALLTYPE get_NumberOfMissedRuns(LONG* runs) override;
  HRESULT STDMETHODCALLTYPE get_NextRunTime(DATE*) override { return E_NOTIMPL; }
  HRESULT STDMETHODCALLTYPE get_Definition(ITaskDefinition**) override { return E_NOTIMPL; }
  HRESULT STDMETHODCALLTYPE get_Xml(BSTR* xml) override;
  HRESULT STDMETHODCALLTYPE GetSecurityDescriptor(LONG info, BSTR* sddl) override;
  HRESULT STDMETHODCALLTYPE SetSecurityDescriptor(BSTR sddl, LONG flags) override;
  HRESULT STDMETHODCALLTYPE Stop(LONG flags) override;
  HRESULT STDMETHODCALLTYPE GetRunTimes(const LPSYSTEMTIME, const LPSYSTEMTIME, DWORD*,
                                        LPSYSTEMTIME*) override {
    return E_NOTIMPL;
  }

 private:
  /// The path of a task that is there. Throws Refused.
  const std::wstring& path() const;

  std::wstring path_;  ///< empty: what RegisterTask hands out after TASK_VALIDATE_ONLY, for nobody to touch
};

using RegisteredTasks = Collection<IRegisteredTaskCollection, IRegisteredTask, RegisteredTask, std::wstring>;

}  // namespace scheduler
