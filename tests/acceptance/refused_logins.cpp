#include "acceptance/refused_logins.hpp"

#include <windows.h>
// After windows.h, which it needs.
#include <winevt.h>

#include <algorithm>
#include <array>
#include <memory>
#include <utility>

#include "acceptance/local_files.hpp"
#include "launcher/base/error.hpp"
#include "launcher/base/failure.hpp"
#include "launcher/win32/system/system_error.hpp"
#include "launcher/win32/system/system_library.hpp"
#include "launcher/win32/system/wide_text.hpp"

namespace acceptance {
namespace {

constexpr const char* kLog = "the log Security";

template <typename Function>
Function find(const char* name) {
  return launcher::win32::find_system_function<Function>(L"wevtapi.dll", name);
}

struct EventCloser {
  void operator()(EVT_HANDLE handle) const { find<decltype(&EvtClose)>("EvtClose")(handle); }
};
using UniqueEvents = std::unique_ptr<std::remove_pointer_t<EVT_HANDLE>, EventCloser>;

[[noreturn]] void fail(const char* api) {
  throw launcher::Error(
      launcher::describe_system_failure("cannot read", kLog, launcher::win32::last_result(api), ""));
}

std::string rig_file() {
  std::array<wchar_t, 1024> value{};
  const DWORD length =
      GetEnvironmentVariableW(L"DRIVELAUNCH_TEST_LOGINS", value.data(), static_cast<DWORD>(value.size()));
  if (length == 0 || length >= value.size()) return {};
  return "Z:" + launcher::win32::to_utf8({value.data(), length});
}

std::size_t count_lines(const std::string& text, const std::string& user) {
  std::size_t count = 0;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = std::min(text.find('\n', at), text.size());
    const std::string line = text.substr(at, end - at);
    if (line.find(" user=" + user + ' ') != std::string::npos && !line.ends_with("status=NT_STATUS_OK"))
      ++count;
    at = end + 1;
  }
  return count;
}

std::size_t count_events(const std::string& user) {
  const std::wstring query = launcher::win32::to_wide(
      "*[System[EventID=4625] and EventData[Data[@Name='TargetUserName']='" + user + "']]");
  const UniqueEvents events(
      find<decltype(&EvtQuery)>("EvtQuery")(nullptr, L"Security", query.c_str(), EvtQueryChannelPath));
  if (!events) fail("EvtQuery");
  const auto next = find<decltype(&EvtNext)>("EvtNext");
  std::size_t count = 0;
  for (;;) {
    std::array<EVT_HANDLE, 16> handles{};
    DWORD got = 0;
    if (next(events.get(), static_cast<DWORD>(handles.size()), handles.data(), INFINITE, 0, &got) == 0) {
      if (GetLastError() == ERROR_NO_MORE_ITEMS) return count;
      fail("EvtNext");
    }
    for (DWORD i = 0; i < got; ++i)
      const UniqueEvents owned(handles.at(i));
    count += got;
  }
}

}  // namespace

RefusedLogins::RefusedLogins(std::string user) : user_(std::move(user)), file_(rig_file()) {}

std::size_t RefusedLogins::count() const {
  return file_.empty() ? count_events(user_) : count_lines(read_file(file_).value_or(""), user_);
}

std::string RefusedLogins::source() const {
  return file_.empty() ? std::string("events 4625 of ") + kLog : "the servers' audit log";
}

}  // namespace acceptance
