#pragma once
#include <atomic>

#include "scheduler/com.hpp"

namespace scheduler {

class Service : public Dispatch<ITaskService> {
 public:
  HRESULT STDMETHODCALLTYPE GetFolder(BSTR path, ITaskFolder** folder) override;
  HRESULT STDMETHODCALLTYPE GetRunningTasks(LONG flags, IRunningTaskCollection** tasks) override;
  HRESULT STDMETHODCALLTYPE NewTask(DWORD, ITaskDefinition**) override { return E_NOTIMPL; }
  HRESULT STDMETHODCALLTYPE Connect(VARIANT server, VARIANT user, VARIANT domain, VARIANT password) override;
  HRESULT STDMETHODCALLTYPE get_Connected(VARIANT_BOOL* connected) override;
  HRESULT STDMETHODCALLTYPE get_TargetServer(BSTR* server) override;
  HRESULT STDMETHODCALLTYPE get_ConnectedUser(BSTR* user) override;
  HRESULT STDMETHODCALLTYPE get_ConnectedDomain(BSTR*) override { return E_NOTIMPL; }
  HRESULT STDMETHODCALLTYPE get_HighestVersion(DWORD* version) override;

 private:
  void require_connection() const;

  std::atomic<bool> is_connected_ = false;
};

}  // namespace scheduler
