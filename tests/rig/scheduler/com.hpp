#pragma once
#include <windows.h>

// Before taskschd.h: each source that asks for an interface by its IID has it then.
#include <initguid.h>
#include <taskschd.h>

#include <atomic>
#include <exception>
#include <new>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "scheduler/places.hpp"
#include "scheduler/refused.hpp"

// The interfaces of COM have no virtual destructor: objects end by Release.
#pragma GCC diagnostic ignored "-Wnon-virtual-dtor"

/// What the objects of the stand-in have in common.
namespace scheduler {

/// How many objects there are; the DLL stays until there is none.
inline std::atomic<long> object_count = 0;

/// Does what a method does; its end is the method's answer. No exception leaves the DLL. One that gets here
/// says that the rig is broken.
template <typename Act>
HRESULT answer(Act act) noexcept {
  try {
    act();
    return S_OK;
  } catch (const Refused& refused) {
    return refused.code();
  } catch (const std::bad_alloc&) {
    return E_OUTOFMEMORY;
  } catch (const std::exception& error) {
    report_failure(std::string("the stand-in for Task Scheduler: ") + error.what());
    return E_UNEXPECTED;
  }
}

/// The place that an [out] parameter names. Throws Refused: E_POINTER.
template <typename Value>
Value& require(Value* place) {
  if (place == nullptr) throw Refused(E_POINTER);
  return *place;
}

/// A new BSTR for the caller, who frees it.
inline void give(BSTR* place, const std::wstring& text) {
  require(place) = nullptr;
  *place = SysAllocStringLen(text.data(), static_cast<UINT>(text.size()));
  if (*place == nullptr) throw std::bad_alloc();
}

/// A null BSTR is an empty text.
inline std::wstring text_of(BSTR text) {
  return text == nullptr ? std::wstring() : std::wstring(text, SysStringLen(text));
}

/// Nothing: VT_EMPTY or VT_NULL. Throws Refused: E_INVALIDARG for what is no text.
inline std::optional<std::wstring> text_of(const VARIANT& value) {
  if (V_VT(&value) == VT_EMPTY || V_VT(&value) == VT_NULL) return std::nullopt;
  if (V_VT(&value) != VT_BSTR) throw Refused(E_INVALIDARG);
  return text_of(V_BSTR(&value));
}

/// IUnknown, and IDispatch without names: a client in C++ calls the methods themselves. An object begins with
/// one reference, its maker's.
template <typename Interface>
class Dispatch : public Interface {
 public:
  Dispatch() { ++object_count; }
  Dispatch(const Dispatch&) = delete;
  Dispatch& operator=(const Dispatch&) = delete;

  HRESULT STDMETHODCALLTYPE QueryInterface(REFIID id, void** place) override {
    if (place == nullptr) return E_POINTER;
    *place = nullptr;
    if (id != IID_IUnknown && id != IID_IDispatch && id != __uuidof(Interface)) return E_NOINTERFACE;
    *place = static_cast<Interface*>(this);
    AddRef();
    return S_OK;
  }
  ULONG STDMETHODCALLTYPE AddRef() override { return static_cast<ULONG>(++references_); }
  ULONG STDMETHODCALLTYPE Release() override {
    const long left = --references_;
    if (left == 0) delete this;
    return static_cast<ULONG>(left);
  }

  HRESULT STDMETHODCALLTYPE GetTypeInfoCount(UINT* count) override {
    if (count == nullptr) return E_POINTER;
    *count = 0;
    return S_OK;
  }
  HRESULT STDMETHODCALLTYPE GetTypeInfo(UINT, LCID, ITypeInfo**) override { return E_NOTIMPL; }
  HRESULT STDMETHODCALLTYPE GetIDsOfNames(REFIID, LPOLESTR*, UINT, LCID, DISPID*) override {
    return E_NOTIMPL;
  }
  HRESULT STDMETHODCALLTYPE Invoke(DISPID, REFIID, LCID, WORD, DISPPARAMS*, VARIANT*, EXCEPINFO*,
                                   UINT*) override {
    return E_NOTIMPL;
  }

 protected:
  virtual ~Dispatch() { --object_count; }

 private:
  std::atomic<long> references_ = 1;
};

/// Gives the caller a new object.
template <typename Object, typename Interface, typename... Values>
void give_new(Interface** place, Values&&... values) {
  require(place) = nullptr;
  *place = new Object(std::forward<Values>(values)...);
}

/// The collections of taskschd.h. Their first item has the index 1.
template <typename Interface, typename Item, typename Object, typename Value>
class Collection : public Dispatch<Interface> {
 public:
  explicit Collection(std::vector<Value> values) : values_(std::move(values)) {}

  HRESULT STDMETHODCALLTYPE get_Count(LONG* count) override {
    return answer([&] { require(count) = static_cast<LONG>(values_.size()); });
  }
  HRESULT STDMETHODCALLTYPE get_Item(VARIANT index, Item** item) override {
    return answer([&] {
      require(item) = nullptr;
      VARIANT number;
      VariantInit(&number);
      if (FAILED(VariantChangeType(&number, &index, 0, VT_I4)) || V_I4(&number) < 1 ||
          static_cast<std::size_t>(V_I4(&number)) > values_.size()) {
        throw Refused(E_INVALIDARG);
      }
      give_new<Object>(item, values_[static_cast<std::size_t>(V_I4(&number)) - 1]);
    });
  }
  // NOLINTNEXTLINE(clang-diagnostic-reserved-identifier): the interface's own name
  HRESULT STDMETHODCALLTYPE get__NewEnum(IUnknown**) override { return E_NOTIMPL; }

 private:
  std::vector<Value> values_;
};

}  // namespace scheduler
