#pragma once
#include <windows.h>

#include <initguid.h>
#include <taskschd.h>

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

/// A client of Task Scheduler for the tests, through COM as any program: every call gives the HRESULT.
namespace rig {

struct ComReleaser {
  void operator()(IUnknown* object) const { object->Release(); }
};
template <typename Interface>
using ComPointer = std::unique_ptr<Interface, ComReleaser>;

class Text {
 public:
  explicit Text(std::wstring_view text)
      : text_(SysAllocStringLen(text.data(), static_cast<UINT>(text.size()))) {}
  ~Text() { SysFreeString(text_); }
  Text(const Text&) = delete;
  Text& operator=(const Text&) = delete;

  BSTR get() const { return text_; }
  /// As a VARIANT that borrows it.
  VARIANT variant() const {
    VARIANT value;
    VariantInit(&value);
    V_VT(&value) = VT_BSTR;
    V_BSTR(&value) = text_;
    return value;
  }

 private:
  BSTR text_;
};

inline VARIANT nothing() {
  VARIANT value;
  VariantInit(&value);
  return value;
}

/// What a method gives by a BSTR, or "HRESULT 0x...".
template <typename Object>
std::wstring read_text(Object& object, HRESULT (STDMETHODCALLTYPE Object::*method)(BSTR*)) {
  BSTR text = nullptr;
  const HRESULT answer = (object.*method)(&text);
  if (FAILED(answer)) return L"HRESULT " + std::to_wstring(static_cast<unsigned long>(answer));
  std::wstring result(text, SysStringLen(text));
  SysFreeString(text);
  return result;
}

struct Registered {
  HRESULT answer = S_OK;
  ComPointer<IRegisteredTask> task;  ///< empty unless the answer is S_OK
};

/// How a definition is registered: the parameters of ITaskFolder::RegisterTask.
struct Registering {
  LONG flags = TASK_CREATE_OR_UPDATE;
  std::optional<std::wstring> user;
  std::optional<std::wstring> password;
  TASK_LOGON_TYPE logon_type = TASK_LOGON_NONE;
  std::optional<std::wstring> sddl;
};

/// A connection to the service, whose paths are full ones. Throws std::runtime_error where COM itself fails.
class TaskClient {
 public:
  TaskClient();

  HRESULT connect();
  ITaskService& service() const { return *service_; }

  /// The folder; `answer` says why it is empty.
  ComPointer<ITaskFolder> folder(const std::wstring& path, HRESULT* answer = nullptr) const;
  ComPointer<IRegisteredTask> task(const std::wstring& path, HRESULT* answer = nullptr) const;
  Registered add(const std::wstring& path, const std::wstring& xml, const Registering& how = {}) const;
  HRESULT remove(const std::wstring& path) const;
  HRESULT create_folder(const std::wstring& path) const;
  /// Ends every running task.
  void stop_all() const;
  HRESULT delete_folder(const std::wstring& path) const;
  /// Names in the folder, in the order of the collections.
  std::vector<std::wstring> task_names(const std::wstring& folder, LONG flags) const;
  std::vector<std::wstring> folder_names(const std::wstring& folder) const;

 private:
  struct Apartment {
    Apartment() { CoInitializeEx(nullptr, COINIT_MULTITHREADED); }
    ~Apartment() { CoUninitialize(); }
    Apartment(const Apartment&) = delete;
    Apartment& operator=(const Apartment&) = delete;
  };
  Apartment apartment_;
  ComPointer<ITaskService> service_;
};

}  // namespace rig
