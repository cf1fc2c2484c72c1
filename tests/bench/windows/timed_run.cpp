#include "bench/windows/timed_run.hpp"

#include <windows.h>

// After windows.h, which it needs.
#include <psapi.h>

#include <fmt/format.h>

#include <chrono>

#include "launcher/base/error.hpp"
#include "launcher/win32/system/handle.hpp"
#include "launcher/win32/system/system_error.hpp"
#include "launcher/win32/system/wide_text.hpp"

namespace bench {
namespace {

using launcher::win32::UniqueHandle;

/// FILETIME counts 100 ns.
std::int64_t to_microseconds(const FILETIME& time) {
  return static_cast<std::int64_t>((static_cast<std::uint64_t>(time.dwHighDateTime) << 32U) |
                                   time.dwLowDateTime) /
         10;
}

[[noreturn]] void fail(const char* what, const std::string& command, const char* api) {
  const launcher::SystemResult result = launcher::win32::last_result(api);
  throw launcher::Error(launcher::describe_system_failure(
      what, command, result, "Check that all programs of the benchmark are in the folder of this one"));
}

UniqueHandle start(const std::string& command_line) {
  STARTUPINFOW startup{};
  startup.cb = sizeof startup;
  startup.dwFlags = STARTF_USESTDHANDLES;
  startup.hStdOutput = GetStdHandle(STD_ERROR_HANDLE);
  startup.hStdError = GetStdHandle(STD_ERROR_HANDLE);
  std::wstring line = launcher::win32::to_wide(command_line);
  PROCESS_INFORMATION process{};
  if (CreateProcessW(nullptr, line.data(), nullptr, nullptr, TRUE, 0, nullptr, nullptr, &startup, &process) ==
      0)
    fail("cannot start", command_line, "CreateProcessW");
  CloseHandle(process.hThread);
  return UniqueHandle(process.hProcess);
}

}  // namespace

Sample run_timed(const std::string& command_line) {
  const auto begin = std::chrono::steady_clock::now();
  const UniqueHandle process = start(command_line);
  if (WaitForSingleObject(process.get(), INFINITE) != WAIT_OBJECT_0)
    fail("cannot wait for", command_line, "WaitForSingleObject");
  const auto wall = std::chrono::steady_clock::now() - begin;
  DWORD code = 0;
  GetExitCodeProcess(process.get(), &code);
  if (code != 0)
    throw launcher::Error({.what = "cannot measure",
                           .subject = command_line,
                           .text = fmt::format("it ended with {0} (0x{0:08X})", code),
                           .advice = "What it printed says why; the same command by hand shows it again"});
  FILETIME created{};
  FILETIME ended{};
  FILETIME kernel{};
  FILETIME user{};
  if (GetProcessTimes(process.get(), &created, &ended, &kernel, &user) == 0)
    fail("cannot measure", command_line, "GetProcessTimes");
  PROCESS_MEMORY_COUNTERS memory{};
  memory.cb = sizeof memory;
  if (K32GetProcessMemoryInfo(process.get(), &memory, sizeof memory) == 0)
    fail("cannot measure", command_line, "GetProcessMemoryInfo");
  return {.wall_us = std::chrono::duration_cast<std::chrono::microseconds>(wall).count(),
          .cpu_us = to_microseconds(kernel) + to_microseconds(user),
          .peak_bytes = memory.PeakWorkingSetSize};
}

std::vector<std::vector<Sample>> interleave(const std::vector<Side>& sides, int rounds,
                                            bool (*is_stopped)()) {
  std::vector<std::vector<Sample>> samples(sides.size());
  for (int round = 0; round <= rounds; ++round) {
    for (std::size_t i = 0; i < sides.size(); ++i) {
      if (is_stopped())
        throw launcher::Error({.what = "not measured", .subject = sides[i].name, .text = "ended by Ctrl-C"});
      const std::size_t which = (static_cast<std::size_t>(round) + i) % sides.size();
      const Sample sample = run_timed(sides[which].command_line);
      if (round > 0) samples[which].push_back(sample);
    }
  }
  return samples;
}

}  // namespace bench
