#pragma once
#include <string>

#include "scheduler/com.hpp"

namespace scheduler {

class Folder : public Dispatch<ITaskFolder> {
 public:
  explicit Folder(std::wstring path) : path_(std::move(path)) {}

  HRESULT STDMETHODCALLTYPE get_Name(BSTR* name) override;
  HRESULT STDMETHODCALLTYPE get_Path(BSTR* path) override;
  HRESULT STDMETHODCALLTYPE GetFolder(BSTR path, ITaskFolder** folder) override;
  HRESULT STDMETHODCALLTYPE GetFolders(LONG flags, ITaskFolderCollection** folders) override;
  HRESULT STDMETHODCALLTYPE CreateFolder(BSTR name, VARIANT sddl, ITaskFolder** folder) override;
  HRESULT STDMETHODCALLTYPE DeleteFolder(BSTR name, LONG flags) override;
  HRESULT STDMETHODCALLTYPE GetTask(BSTR path, IRegisteredTask** task) override;
  HRESULT STDMETHODCALLTYPE GetTasks(LONG flags, IRegisteredTaskCollection** tasks) override;
  HRESULT STDMETHODCALLTYPE DeleteTask(BSTR name, LONG flags) override;
  HRESULT STDMETHODCALLTYPE RegisterTask(BSTR path, BSTR xml, LONG flags, VARIANT user, VARIANT password,
                                         TASK_LOGON_TYPE logon_type, VARIANT sddl,
                                         IRegisteredTask** task) override;
  HRESULT STDMETHODCALLTYPE RegisterTaskDefinition(BSTR, ITaskDefinition*, LONG, VARIANT, VARIANT,
                                                   TASK_LOGON_TYPE, VARIANT, IRegisteredTask**) override {
    return E_NOTIMPL;
  }
  HRESULT STDMETHODCALLTYPE GetSecurityDescriptor(LONG info, BSTR* sddl) override;
  HRESULT STDMETHODCALLTYPE SetSecurityDescriptor(BSTR sddl, LONG flags) override;

 private:
  std::wstring path_;
};

using Folders = Collection<ITaskFolderCollection, ITaskFolder, Folder, std::wstring>;

/// Throws Refused.
void give_folder(ITaskFolder** place, const std::wstring& path);

}  // namespace scheduler
