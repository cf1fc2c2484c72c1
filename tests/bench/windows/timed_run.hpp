#pragma once

#include <cstdint>
#include <string>
#include <vector>

/// Runs a command and says what it took.
namespace bench {

struct Sample {
  std::int64_t wall_us = 0;  ///< from before CreateProcessW to the end of the process
  std::int64_t cpu_us = 0;   ///< user and kernel time of that process, without its children (GetProcessTimes)
  std::uint64_t peak_bytes =
      0;  ///< its largest working set (GetProcessMemoryInfo); 0: not known, as mostly under Wine
};

/// Starts the command line, waits for its end. Standard output is this program's standard error, so that JSON
/// stays JSON. Throws launcher::Error unless it ends with 0.
Sample run_timed(const std::string& command_line);

/// One of the commands that are measured beside each other.
struct Side {
  std::string name;
  std::string command_line;
};

/// The samples of each side, `rounds` of them. Each round runs every side once, in an order that changes, so
/// that what else the machine does meets all alike. One round before that is not counted. `is_stopped` is asked
/// before each run; true ends it all with a launcher::Error.
std::vector<std::vector<Sample>> interleave(const std::vector<Side>& sides, int rounds, bool (*is_stopped)());

}  // namespace bench
