#include "taskxml/win32/com.hpp"

#include <doctest/doctest.h>

#include <array>
#include <optional>
#include <string_view>
#include <utility>

#include "launcher/base/error.hpp"

namespace com = taskxml::com;

namespace {

/// Counts its references, as every object of COM does.
struct CountedObject {
  ULONG references = 1;

  void AddRef() { ++references; }   // NOLINT(readability-identifier-naming): COM's own names
  void Release() { --references; }  // NOLINT(readability-identifier-naming)
};

const com::Attempt kAttempt{.what = "cannot read the task", .subject = R"(\Nightly)", .api = "get_Xml"};

}  // namespace

TEST_SUITE("com") {
  TEST_CASE("a reference is released as often as it is had") {
    CountedObject object;
    CountedObject other;
    {
      const auto receive = [](CountedObject& from) {
        return com::Reference<CountedObject>::receive(kAttempt, [&](CountedObject** out) {
          *out = &from;
          return S_OK;
        });
      };
      std::optional<com::Reference<CountedObject>> first(receive(object));
      com::Reference<CountedObject> second = std::move(*first);
      first.reset();
      CHECK(object.references == 1);
      second = receive(other);
      CHECK(object.references == 0);
      CHECK(other.references == 1);
    }
    CHECK(other.references == 0);
  }

  TEST_CASE("G11: a failed call, and success without an object, are failures with the code") {
    const auto failure_of = [](HRESULT result) {
      try {
        com::Reference<CountedObject>::receive(kAttempt, [&](CountedObject** /*out*/) { return result; });
      } catch (const launcher::Error& error) {
        return error.failure();
      }
      return launcher::Failure{};
    };
    const launcher::Failure busy = failure_of(static_cast<HRESULT>(0x80041315));
    CHECK(busy.code == 0x80041315);
    CHECK(busy.symbol == "SCHED_E_SERVICE_NOT_RUNNING");
    CHECK(busy.subject == R"(\Nightly)");
    CHECK(busy.api == "get_Xml");
    CHECK_FALSE(busy.text.empty());
    CHECK(busy.text != "unknown error");
    CHECK(failure_of(S_OK).code == static_cast<std::uint32_t>(E_POINTER));
  }

  TEST_CASE("a text is what it was made of, and NULL is an empty one") {
    using namespace std::string_view_literals;
    CHECK(com::Text(L"a\0b"sv).view() == L"a\0b"sv);
    CHECK(com::Text(L"").view().empty());
    CHECK(com::Text::receive(kAttempt,
                             [](BSTR* out) {
                               *out = nullptr;
                               return S_OK;
                             })
              .view()
              .empty());
    const com::Text text(L"name");
    const VARIANT variant = com::text_variant(text);
    CHECK(variant.vt == VT_BSTR);
    CHECK(variant.bstrVal == text.get());
    CHECK(com::number_variant(7).lVal == 7);
    CHECK(com::empty_variant().vt == VT_EMPTY);
  }

  TEST_CASE("G10: a secret text is wiped before its memory is given back") {
    BSTR place = nullptr;
    {
      const com::SecretText secret(launcher::Secret("p\xC3\xA4ssword of some length"));
      CHECK(secret.view() == L"p\u00E4ssword of some length");
      place = secret.get();
    }
    // oleaut32 keeps the memory for the next text of that size.
    std::array<wchar_t, 23> left{};
    SIZE_T count = 0;
    ReadProcessMemory(GetCurrentProcess(), place, left.data(), sizeof left, &count);
    CHECK(std::wstring_view(left.data(), left.size()).find(L"word") == std::wstring_view::npos);
  }
}
