// Starts a command many times at once, as Task Scheduler does with tasks of the same minute, and says when the
// last of the programs ran. The programs are `arrive`, which wait for each other.
//
//   usage: start_many COUNT REPORT COMMAND...      COMMAND, of words without blanks, ends in `arrive`
//   REPORT: one line, `STARTED ARRIVED ENDED LARGEST ALL`: milliseconds until the last was started, until the
//   last `arrive` ran, until the last command had ended; the largest working set of one command, and the sum of
//   all, in bytes
//   exit codes: 0; 1 a command ended before all had arrived, or with another code than 0; 1000 usage
#include <windows.h>

#include <psapi.h>

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <cwchar>
#include <string>
#include <vector>

#include "arrival.hpp"

namespace {

constexpr int kUsage = 1000;
constexpr DWORD kLookAgain = 200;  // milliseconds

HANDLE start(std::wstring line) {
  STARTUPINFOW startup{};
  startup.cb = sizeof startup;
  PROCESS_INFORMATION process{};
  if (CreateProcessW(nullptr, line.data(), nullptr, nullptr, FALSE, 0, nullptr, nullptr, &startup,
                     &process) == 0)
    return nullptr;
  CloseHandle(process.hThread);
  return process.hProcess;
}

bool has_ended(HANDLE process) {
  return WaitForSingleObject(process, 0) == WAIT_OBJECT_0;
}

/// False: one has ended before.
bool wait_for_arrivals(HANDLE arrived, const std::vector<HANDLE>& processes) {
  for (std::size_t count = 0; count < processes.size();) {
    if (WaitForSingleObject(arrived, kLookAgain) == WAIT_OBJECT_0) {
      ++count;
    } else if (std::any_of(processes.begin(), processes.end(), has_ended)) {
      return false;
    }
  }
  return true;
}

/// How many did not end with 0.
int wait_for_ends(const std::vector<HANDLE>& processes) {
  int failed = 0;
  for (const HANDLE process : processes) {
    DWORD code = 1;
    WaitForSingleObject(process, INFINITE);
    GetExitCodeProcess(process, &code);
    if (code == 0) continue;
    ++failed;
    std::fprintf(stderr, "start_many: a command ended with 0x%08lX\n", code);
  }
  return failed;
}

std::uint64_t peak_of(HANDLE process) {
  PROCESS_MEMORY_COUNTERS memory{};
  memory.cb = sizeof memory;
  return K32GetProcessMemoryInfo(process, &memory, sizeof memory) != 0 ? memory.PeakWorkingSetSize : 0;
}

}  // namespace

int wmain(int count, wchar_t** words) {
  const long many = count > 3 ? std::wcstol(words[1], nullptr, 10) : 0;
  if (many < 1) return kUsage;
  std::wstring line = words[3];
  for (int i = 4; i < count; ++i)
    line += std::wstring(L" ") + words[i];

  const HANDLE arrived = CreateSemaphoreW(nullptr, 0, many, bench::kArrived);
  const HANDLE go_on = CreateEventW(nullptr, TRUE, FALSE, bench::kGoOn);
  const ULONGLONG begin = GetTickCount64();
  std::vector<HANDLE> processes;
  for (long i = 0; i < many; ++i) {
    const HANDLE process = start(line);
    if (process == nullptr) {
      std::fprintf(stderr, "start_many: cannot start number %ld: %lu\n", i + 1, GetLastError());
      SetEvent(go_on);
      wait_for_ends(processes);
      return 1;
    }
    processes.push_back(process);
  }
  const ULONGLONG started_at = GetTickCount64();
  const bool all_arrived = wait_for_arrivals(arrived, processes);
  const ULONGLONG arrived_at = GetTickCount64();
  // While they run: afterwards Wine does not know any more.
  std::vector<std::uint64_t> peaks;
  for (const HANDLE process : processes)
    peaks.push_back(peak_of(process));
  SetEvent(go_on);
  const int failed = wait_for_ends(processes);
  const ULONGLONG ended_at = GetTickCount64();
  if (!all_arrived) std::fprintf(stderr, "start_many: one ended before all programs ran\n");
  if (!all_arrived || failed > 0) return 1;

  std::uint64_t all = 0;
  for (const std::uint64_t peak : peaks)
    all += peak;
  std::FILE* report = _wfopen(words[2], L"w");
  if (report == nullptr) return 1;
  std::fprintf(report, "%llu %llu %llu %llu %llu\n", started_at - begin, arrived_at - begin, ended_at - begin,
               static_cast<unsigned long long>(*std::max_element(peaks.begin(), peaks.end())),
               static_cast<unsigned long long>(all));
  return std::fclose(report) == 0 ? 0 : 1;
}
