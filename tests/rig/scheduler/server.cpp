// The entry points of scheduler.dll, an in-process COM server for the class TaskScheduler (InprocServer32's page).
#include "scheduler/com.hpp"
#include "scheduler/service.hpp"

namespace scheduler {
namespace {

/// One for all, as long as the DLL is loaded: its references count nothing.
class Factory : public IClassFactory {
 public:
  HRESULT STDMETHODCALLTYPE QueryInterface(REFIID id, void** place) override {
    if (place == nullptr) return E_POINTER;
    *place = id == IID_IUnknown || id == IID_IClassFactory ? this : nullptr;
    return *place != nullptr ? S_OK : E_NOINTERFACE;
  }
  ULONG STDMETHODCALLTYPE AddRef() override { return 2; }
  ULONG STDMETHODCALLTYPE Release() override { return 1; }
  HRESULT STDMETHODCALLTYPE CreateInstance(IUnknown* outer, REFIID id, void** place) override {
    if (place == nullptr) return E_POINTER;
    *place = nullptr;
    if (outer != nullptr) return CLASS_E_NOAGGREGATION;
    return answer([&] {
      auto* const service = new Service;
      const HRESULT found = service->QueryInterface(id, place);
      service->Release();
      if (FAILED(found)) throw Refused(found);
    });
  }
  HRESULT STDMETHODCALLTYPE LockServer(BOOL locks) override {
    object_count += locks ? 1 : -1;
    return S_OK;
  }
};

}  // namespace
}  // namespace scheduler

extern "C" {

HRESULT WINAPI DllGetClassObject(REFCLSID class_id, REFIID id, void** place) {
  static scheduler::Factory factory;
  if (place == nullptr) return E_POINTER;
  *place = nullptr;
  if (class_id != CLSID_TaskScheduler) return CLASS_E_CLASSNOTAVAILABLE;
  return factory.QueryInterface(id, place);
}

HRESULT WINAPI DllCanUnloadNow() {
  return scheduler::object_count == 0 ? S_OK : S_FALSE;
}
}
