#include "taskxml/win32/com.hpp"

// After windows.h, which com.hpp includes.
#include <objbase.h>

#include <cstring>
#include <new>

#include "launcher/base/error.hpp"
#include "launcher/win32/system/system_error.hpp"
#include "launcher/win32/system/wide_secret.hpp"
#include "taskxml/source/scheduler_failure.hpp"

namespace taskxml::com {

void fail(const Attempt& attempt, HRESULT result) {
  throw launcher::Error(describe_scheduler_failure(
      attempt.what, attempt.subject,
      launcher::win32::make_result(static_cast<std::uint32_t>(result), attempt.api)));
}

Apartment::Apartment() {
  const auto attempt = [](const char* api) {
    return Attempt{.what = "cannot reach", .subject = "Task Scheduler", .api = api};
  };
  HRESULT result = CoInitializeEx(nullptr, COINIT_MULTITHREADED | COINIT_DISABLE_OLE1DDE);
  if (FAILED(result)) fail(attempt("CoInitializeEx"), result);
  result = CoInitializeSecurity(nullptr, -1, nullptr, nullptr, RPC_C_AUTHN_LEVEL_PKT_PRIVACY,
                                RPC_C_IMP_LEVEL_IMPERSONATE, nullptr, EOAC_NONE, nullptr);
  // Once per process: it has been done already.
  if (FAILED(result) && result != RPC_E_TOO_LATE) {
    CoUninitialize();
    fail(attempt("CoInitializeSecurity"), result);
  }
}

Apartment::~Apartment() {
  CoUninitialize();
}

Text::Text(std::wstring_view text) : text_(SysAllocStringLen(text.data(), static_cast<UINT>(text.size()))) {
  if (text_ == nullptr) throw std::bad_alloc();
}

SecretText::SecretText(const launcher::Secret& text)
    : Text([&] {
        const launcher::win32::WideSecret wide = launcher::win32::widen(text);
        const std::wstring_view view = wide.view();
        const BSTR copy = SysAllocStringLen(view.data(), static_cast<UINT>(view.size() - 1));  // without NUL
        if (copy == nullptr) throw std::bad_alloc();
        return Owned{copy};
      }()) {}

SecretText::~SecretText() {
  launcher::win32::WideSecret::wipe({get(), SysStringLen(get())});
}

VARIANT empty_variant() {
  VARIANT variant;
  VariantInit(&variant);
  return variant;
}

VARIANT number_variant(LONG number) {
  VARIANT variant = empty_variant();
  variant.vt = VT_I4;
  variant.lVal = number;
  return variant;
}

VARIANT text_variant(const Text& text) {
  VARIANT variant = empty_variant();
  variant.vt = VT_BSTR;
  variant.bstrVal = text.get();
  return variant;
}

}  // namespace taskxml::com
