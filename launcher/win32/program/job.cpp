#include "launcher/win32/program/job.hpp"

#include <algorithm>
#include <cstddef>

#include "launcher/base/error.hpp"
#include "launcher/win32/system/system_error.hpp"

namespace launcher::win32 {
namespace {

bool set_limits(HANDLE job, DWORD flags) {
  JOBOBJECT_EXTENDED_LIMIT_INFORMATION limits{};
  limits.BasicLimitInformation.LimitFlags = flags;
  return SetInformationJobObject(job, JobObjectExtendedLimitInformation, &limits, sizeof limits) != 0;
}

[[noreturn]] void fail(const char* api) {
  const SystemResult result = last_result(api);
  throw Error(describe_system_failure(
      "cannot make the job object that ends PROGRAM with the launcher", "job object", result,
      "Look for a process that uses up handles or memory: Get-Process | Sort-Object Handles -Descending"));
}

}  // namespace

Job::Job() : handle_(CreateJobObjectW(nullptr, nullptr)) {
  if (!handle_) fail("CreateJobObjectW");
  if (!set_limits(handle_.get(), JOB_OBJECT_LIMIT_KILL_ON_JOB_CLOSE)) fail("SetInformationJobObject");
}

std::optional<std::vector<DWORD>> Job::process_ids() const {
  constexpr std::size_t kMostProcesses = 65536;
  for (std::size_t room = 64; room <= kMostProcesses; room *= 4) {
    // Two DWORDs, then the ids.
    constexpr std::size_t kHead =
        offsetof(JOBOBJECT_BASIC_PROCESS_ID_LIST, ProcessIdList) / sizeof(ULONG_PTR);
    std::vector<ULONG_PTR> memory(kHead + room);
    auto* const list = reinterpret_cast<JOBOBJECT_BASIC_PROCESS_ID_LIST*>(memory.data());
    const auto size = static_cast<DWORD>(memory.size() * sizeof(ULONG_PTR));
    if (QueryInformationJobObject(handle_.get(), JobObjectBasicProcessIdList, list, size, nullptr) == 0) {
      if (GetLastError() == ERROR_MORE_DATA) continue;
      return std::nullopt;
    }
    std::vector<DWORD> ids;
    for (std::size_t i = 0; i < std::min<std::size_t>(list->NumberOfProcessIdsInList, room); ++i)
      ids.push_back(static_cast<DWORD>(list->ProcessIdList[i]));
    return ids;
  }
  return std::nullopt;
}

bool Job::wait_until_empty(std::optional<std::chrono::steady_clock::time_point> deadline, HANDLE stop) const {
  using std::chrono::milliseconds;
  // Messages of a completion port are not guaranteed ("Job Objects"), so the list decides. Between two looks
  // one of its processes is waited for: it must end before the list can be empty. An id may belong to another
  // process by now, so no wait is long.
  constexpr milliseconds kLongestWait{500};
  constexpr DWORD kPause = 10;
  for (;;) {
    const std::optional<std::vector<DWORD>> ids = process_ids();
    if (!ids) return false;
    if (ids->empty()) return true;
    milliseconds wait = kLongestWait;
    if (deadline) {
      const auto left = std::chrono::ceil<milliseconds>(*deadline - std::chrono::steady_clock::now());
      if (left <= milliseconds::zero()) return false;
      wait = std::min(wait, left);
    }
    if (stop != nullptr && WaitForSingleObject(stop, 0) == WAIT_OBJECT_0) return false;
    const UniqueHandle process(OpenProcess(SYNCHRONIZE, FALSE, ids->front()));
    const bool has_ended = process && WaitForSingleObject(process.get(), 0) == WAIT_OBJECT_0;
    if (!process || has_ended) {
      Sleep(kPause);  // it leaves the list in a moment
      continue;
    }
    const HANDLE handles[] = {process.get(), stop};
    WaitForMultipleObjects(stop != nullptr ? 2 : 1, handles, FALSE, static_cast<DWORD>(wait.count()));
  }
}

void Job::release() {
  set_limits(handle_.get(), 0);
}

}  // namespace launcher::win32
