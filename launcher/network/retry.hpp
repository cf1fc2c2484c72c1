#pragma once

#include <chrono>
#include <optional>

#include "launcher/base/failure.hpp"

/// When a failed call is tried again: a pure decision.
namespace launcher {

/// `failures`: how many calls have failed so far, this one included. `elapsed`: since the first call began.
/// `jitter`: 0 to 1, drawn by the caller, so that many machines do not come back at the same instant. Returns
/// how long to wait before the next call, or nothing when there is to be none.
std::optional<std::chrono::milliseconds> next_pause(FailureKind kind, int failures,
                                                    std::chrono::milliseconds elapsed,
                                                    std::chrono::milliseconds timeout, double jitter);

}  // namespace launcher
