#pragma once

#include <cstddef>
#include <cstdint>

#include "support/process.hpp"

namespace e2e {

struct ThreadCount {
  std::uint32_t exit_code = 0;
  std::size_t most_at_once = 0;  ///< the first thread included
};

/// Runs a program to its end as its debugger, which is notified of every thread (WaitForDebugEvent's page); its
/// children are not debugged. Takes only the line of the request. Throws std::runtime_error, also when
/// nothing happens for a minute.
ThreadCount count_threads(const ProcessRequest& request);

}  // namespace e2e
