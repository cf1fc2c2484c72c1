#include "launcher/win32/trail/event_log.hpp"

#include <windows.h>

#include <sddl.h>

#include <memory>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include "launcher/win32/security/identity.hpp"
#include "launcher/win32/system/handle.hpp"
#include "launcher/win32/system/system_error.hpp"
#include "launcher/win32/system/wide_text.hpp"

namespace launcher::win32 {
namespace {

struct SourceCloser {
  void operator()(HANDLE source) const { DeregisterEventSource(source); }
};

struct Severity {
  WORD type;   ///< what the event viewer shows
  DWORD bits;  ///< the two highest of the message's number in the table ([MS-ERREF] 2.1)
};

Severity severity_of(EventId id) {
  switch (id) {
    case EventId::run_succeeded:
      return {EVENTLOG_INFORMATION_TYPE, 0x40000000};
    case EventId::program_failed:
    case EventId::run_warned:
      return {EVENTLOG_WARNING_TYPE, 0x80000000};
    case EventId::run_failed:
      break;
  }
  return {EVENTLOG_ERROR_TYPE, 0xC0000000};
}

/// The most that ReportEventW takes (its page, lpStrings); it would write nothing of a longer one.
std::wstring cut(std::wstring text) {
  constexpr std::size_t kLongest = 31839;
  constexpr std::wstring_view kRest = L" (the rest is in the log)";
  if (text.size() <= kLongest) return text;
  text.resize(kLongest - kRest.size());
  return text += kRest;
}

}  // namespace

SystemResult WindowsEventLog::report(const Event& event) {
  const std::unique_ptr<std::remove_pointer_t<HANDLE>, SourceCloser> source(
      RegisterEventSourceW(nullptr, L"DriveLaunch"));
  if (!source) return last_result("RegisterEventSourceW");
  std::vector<std::wstring> texts;
  std::vector<const wchar_t*> pointers;
  texts.reserve(event.texts.size());
  for (const std::string& text : event.texts)
    pointers.push_back(texts.emplace_back(cut(wide_from_wtf8(text))).c_str());
  const Severity severity = severity_of(event.id);
  // Every account may write events of any source; the user of an event shows whose it is.
  PSID sid = nullptr;
  ConvertStringSidToSidW(to_wide(query_own_sid()).c_str(), &sid);
  const UniqueLocalMemory<std::remove_pointer_t<PSID>> own(sid);
  if (ReportEventW(source.get(), severity.type, 0, severity.bits | static_cast<DWORD>(event.id), own.get(),
                   static_cast<WORD>(pointers.size()), 0, pointers.data(), nullptr) == 0)
    return last_result("ReportEventW");
  return {};
}

}  // namespace launcher::win32
