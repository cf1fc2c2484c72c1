#include "acceptance/event_log.hpp"

#include <windows.h>
// After windows.h, which it needs.
#include <winevt.h>

#include <array>
#include <cstdlib>
#include <cwchar>
#include <memory>
#include <type_traits>
#include <vector>

#include "launcher/base/error.hpp"
#include "launcher/base/failure.hpp"
#include "launcher/win32/system/handle.hpp"
#include "launcher/win32/system/system_error.hpp"
#include "launcher/win32/system/system_library.hpp"
#include "launcher/win32/system/wide_text.hpp"

namespace acceptance {
namespace {

using launcher::win32::last_result;
using launcher::win32::to_utf8;
using launcher::win32::to_wide;

template <typename Function>
Function wevtapi(const char* name) {
  return launcher::win32::find_system_function<Function>(L"wevtapi.dll", name);
}

struct EventCloser {
  void operator()(EVT_HANDLE handle) const { wevtapi<decltype(&EvtClose)>("EvtClose")(handle); }
};
using UniqueEvent = std::unique_ptr<std::remove_pointer_t<EVT_HANDLE>, EventCloser>;

[[noreturn]] void fail(const char* what, const std::string& subject, const char* api) {
  throw launcher::Error(launcher::describe_system_failure(what, subject, last_result(api), ""));
}

/// What one call of a function with a buffer gives that says how large it must be, in characters.
template <typename Call>
std::wstring read_text(const char* api, Call call) {
  DWORD needed = 0;
  if (call(nullptr, 0, needed) == 0 && GetLastError() != ERROR_INSUFFICIENT_BUFFER)
    fail("cannot show", "an event", api);
  std::wstring text(needed, L'\0');
  if (call(text.data(), needed, needed) == 0) fail("cannot show", "an event", api);
  text.resize(std::wcslen(text.c_str()));
  return text;
}

std::string render(EVT_HANDLE event) {
  const auto render = wevtapi<decltype(&EvtRender)>("EvtRender");
  return to_utf8(read_text("EvtRender", [&](wchar_t* buffer, DWORD size, DWORD& needed) {
    DWORD bytes = 0;
    DWORD count = 0;
    const BOOL is_done =
        render(nullptr, event, EvtRenderEventXml, size * sizeof(wchar_t), buffer, &bytes, &count);
    needed = bytes / sizeof(wchar_t);
    return is_done;
  }));
}

std::string format(EVT_HANDLE publisher, EVT_HANDLE event, EVT_FORMAT_MESSAGE_FLAGS part) {
  const auto format = wevtapi<decltype(&EvtFormatMessage)>("EvtFormatMessage");
  return to_utf8(read_text("EvtFormatMessage", [&](wchar_t* buffer, DWORD size, DWORD& needed) {
    return format(publisher, event, 0, 0, nullptr, static_cast<DWORD>(part), size, buffer, &needed);
  }));
}

/// What an element of the event's System part says; 0: there is none.
std::uint32_t number_of(const std::string& xml, const std::string& element) {
  const std::size_t name = xml.find('<' + element);
  const std::size_t begin = xml.find('>', name);
  return begin == std::string::npos ? 0
                                    : static_cast<std::uint32_t>(std::strtoul(&xml[begin + 1], nullptr, 10));
}

}  // namespace

std::optional<ShownEvent> find_event(const std::string& run) {
  const std::string query =
      "*[System[Provider[@Name='DriveLaunch'] and TimeCreated[timediff(@SystemTime) <= 3600000]] and "
      "EventData[Data='" +
      run + "']]";
  const UniqueEvent results(wevtapi<decltype(&EvtQuery)>("EvtQuery")(
      nullptr, L"Application", to_wide(query).c_str(), EvtQueryChannelPath | EvtQueryReverseDirection));
  if (!results) fail("cannot read", "the event log Application", "EvtQuery");
  EVT_HANDLE found = nullptr;
  DWORD count = 0;
  if (wevtapi<decltype(&EvtNext)>("EvtNext")(results.get(), 1, &found, INFINITE, 0, &count) == 0) {
    if (GetLastError() == ERROR_NO_MORE_ITEMS) return std::nullopt;
    fail("cannot read", "the event log Application", "EvtNext");
  }
  const UniqueEvent event(found);
  const UniqueEvent publisher(wevtapi<decltype(&EvtOpenPublisherMetadata)>("EvtOpenPublisherMetadata")(
      nullptr, L"DriveLaunch", nullptr, 0, 0));
  if (!publisher)
    fail("cannot find the texts of", "the event source DriveLaunch", "EvtOpenPublisherMetadata");
  ShownEvent shown;
  shown.xml = render(event.get());
  shown.id = number_of(shown.xml, "EventID");
  shown.level = number_of(shown.xml, "Level");
  shown.message = format(publisher.get(), event.get(), EvtFormatMessageEvent);
  return shown;
}

std::string format_table_message(const std::string& program, std::uint32_t id, std::uint32_t severity,
                                 const std::string (&texts)[6]) {
  struct LibraryFreer {
    void operator()(HMODULE library) const { FreeLibrary(library); }
  };
  const std::unique_ptr<std::remove_pointer_t<HMODULE>, LibraryFreer> library(LoadLibraryExW(
      to_wide(program).c_str(), nullptr, LOAD_LIBRARY_AS_DATAFILE | LOAD_LIBRARY_AS_IMAGE_RESOURCE));
  if (!library) fail("cannot read the message table of", program, "LoadLibraryExW");
  std::array<std::wstring, 6> wide;
  std::array<DWORD_PTR, 6> inserts{};
  for (std::size_t i = 0; i < wide.size(); ++i) {
    wide.at(i) = to_wide(texts[i]);
    inserts.at(i) = reinterpret_cast<DWORD_PTR>(wide.at(i).c_str());
  }
  wchar_t* text = nullptr;
  const DWORD length = FormatMessageW(
      FORMAT_MESSAGE_FROM_HMODULE | FORMAT_MESSAGE_ARGUMENT_ARRAY | FORMAT_MESSAGE_ALLOCATE_BUFFER,
      library.get(), severity << 30U | id, 0, reinterpret_cast<wchar_t*>(&text), 0,
      reinterpret_cast<va_list*>(inserts.data()));
  const launcher::win32::UniqueLocalMemory<wchar_t> owned(text);
  return length == 0 ? std::string() : to_utf8({text, length});
}

}  // namespace acceptance
