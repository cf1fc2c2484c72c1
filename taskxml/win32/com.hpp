#pragma once

#include <windows.h>
// After windows.h, which it needs.
#include <oleauto.h>

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

#include "launcher/text/secret.hpp"

/// The little of COM that taskxml needs, as types that always hold something. Failures are launcher::Error.
namespace taskxml::com {

/// What was attempted and on what: the words of a failure before its code.
struct Attempt {
  const char* what;     ///< "cannot read the task"
  std::string subject;  ///< its path
  const char* api;      ///< "IRegisteredTask::get_Xml"
};

/// Throws the failure that describe_scheduler_failure makes of the HRESULT.
[[noreturn]] void fail(const Attempt& attempt, HRESULT result);

/// This thread's membership in the multithreaded apartment. Sets the security of the process's calls as well,
/// the first time: every packet encrypted and with an identity that the server may act as, as Task
/// Scheduler's own examples have it ("Security Contexts for Running Tasks", CoInitializeSecurity's page).
class Apartment {
 public:
  Apartment();
  ~Apartment();
  Apartment(const Apartment&) = delete;
  Apartment& operator=(const Apartment&) = delete;
};

/// One reference to an object; never null.
template <typename Interface>
class Reference {
 public:
  /// `call` gets the address for the object and returns the HRESULT. Success without an object is E_POINTER.
  template <typename Call>
  static Reference receive(const Attempt& attempt, Call call) {
    Interface* object = nullptr;
    HRESULT result = call(&object);
    if (SUCCEEDED(result) && object == nullptr) result = E_POINTER;
    if (FAILED(result)) fail(attempt, result);
    return Reference(object);
  }

  /// A further reference: what is moved from stays as good as it was.
  Reference(Reference&& other) noexcept : object_(other.object_) { object_->AddRef(); }
  Reference& operator=(Reference&& other) noexcept {
    std::swap(object_, other.object_);
    return *this;
  }
  Reference(const Reference&) = delete;
  Reference& operator=(const Reference&) = delete;
  ~Reference() { object_->Release(); }

  Interface* operator->() const { return object_; }

 private:
  explicit Reference(Interface* object) : object_(object) {}

  Interface* object_;
};

/// A BSTR; never null.
class Text {
 public:
  /// A copy. Throws std::bad_alloc.
  explicit Text(std::wstring_view text);
  /// `call` gets the address for the text and returns the HRESULT. NULL is an empty text, as always with
  /// BSTR.
  template <typename Call>
  static Text receive(const Attempt& attempt, Call call) {
    BSTR text = nullptr;
    const HRESULT result = call(&text);
    if (FAILED(result)) fail(attempt, result);
    return text == nullptr ? Text(std::wstring_view()) : Text(Owned{text});
  }

  Text(Text&& other) noexcept : text_(std::exchange(other.text_, nullptr)) {}
  Text& operator=(Text&&) = delete;
  Text(const Text&) = delete;
  Text& operator=(const Text&) = delete;
  ~Text() { SysFreeString(text_); }

  BSTR get() const { return text_; }
  std::wstring_view view() const { return {text_, SysStringLen(text_)}; }

 protected:
  /// One that this object is to free; not null.
  struct Owned {
    BSTR text;
  };
  explicit Text(Owned owned) : text_(owned.text) {}

 private:
  BSTR text_;
};

/// A BSTR that is wiped before its memory is given back, which oleaut32 keeps for the next one.
class SecretText : public Text {
 public:
  /// Throws std::bad_alloc. `text` is valid UTF-8.
  explicit SecretText(const launcher::Secret& text);
  SecretText(SecretText&&) = delete;
  SecretText& operator=(SecretText&&) = delete;
  SecretText(const SecretText&) = delete;
  SecretText& operator=(const SecretText&) = delete;
  ~SecretText();
};

/// VARIANTs for [in] parameters, which the callee does not own: VT_EMPTY, VT_I4, and a VT_BSTR that belongs to
/// `text`.
VARIANT empty_variant();
VARIANT number_variant(LONG number);
VARIANT text_variant(const Text& text);

}  // namespace taskxml::com
