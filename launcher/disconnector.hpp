#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "launcher/base/drive.hpp"
#include "launcher/call_threads.hpp"
#include "launcher/failure.hpp"
#include "launcher/log.hpp"
#include "launcher/network.hpp"

/// Gives connections back: everything in parallel, hanging calls left behind.
namespace launcher {

struct DisconnectResult {
  bool gone = false;               ///< disconnected, or given back
  std::string left_because;        ///< given back, and stays: others use it, for example
  std::optional<Failure> failure;  ///< why it stays
  std::chrono::milliseconds took{};
};

struct DisconnectOutcome {
  std::vector<DisconnectResult> results;  ///< one per connection
  bool call_left_behind = false;  ///< a call still hangs: end the process without waiting for its thread
};

/// How long a drive with open files is waited for, and a disconnect may hang.
inline constexpr std::chrono::milliseconds kDisconnectTimeout{10000};

/// Disconnects all of them in parallel, without force. Never throws for a failed one. `network` and `log`
/// must live until the process ends when a call was left behind. `cancel_grace`: how long a call that was
/// asked to break off has before that.
DisconnectOutcome disconnect_all(const std::vector<ConnectionSpec>& connections, Network& network, Log& log,
                                 std::chrono::milliseconds timeout = kDisconnectTimeout,
                                 std::chrono::milliseconds cancel_grace = kCancelGrace);

}  // namespace launcher
