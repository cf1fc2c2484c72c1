#include "acceptance/watched_process.hpp"

#include <windows.h>

#include "acceptance/own_token.hpp"
#include "launcher/base/error.hpp"
#include "launcher/base/failure.hpp"
#include "launcher/win32/system/system_error.hpp"
#include "launcher/win32/system/wide_text.hpp"

namespace acceptance {
namespace {

[[noreturn]] void fail(const char* what, std::uint32_t number, const char* api) {
  throw launcher::Error(launcher::describe_system_failure(what, "process " + std::to_string(number),
                                                          launcher::win32::last_result(api), ""));
}

}  // namespace

WatchedProcess::WatchedProcess(std::uint32_t number) : number_(number) {
  use_debug_privilege();
  process_ = launcher::win32::make_handle(
      OpenProcess(PROCESS_QUERY_LIMITED_INFORMATION | PROCESS_TERMINATE | SYNCHRONIZE, FALSE, number));
  if (!process_) fail("cannot open", number, "OpenProcess");
}

std::string WatchedProcess::program() const {
  std::wstring path(32768, L'\0');
  auto length = static_cast<DWORD>(path.size());
  if (QueryFullProcessImageNameW(process_.get(), 0, path.data(), &length) == 0)
    fail("cannot look at", number_, "QueryFullProcessImageNameW");
  return launcher::win32::wtf8_from_wide({path.data(), length});
}

bool WatchedProcess::has_ended() const {
  return WaitForSingleObject(process_.get(), 0) == WAIT_OBJECT_0;
}

void WatchedProcess::kill() const {
  if (TerminateProcess(process_.get(), 0xDEAD) == 0) fail("cannot end", number_, "TerminateProcess");
}

}  // namespace acceptance
