#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "launcher/base/call_threads.hpp"
#include "launcher/base/drive.hpp"
#include "launcher/base/error.hpp"
#include "launcher/network/network.hpp"
#include "launcher/trail/log.hpp"

/// Makes and opens connections: everything in parallel, each with its own timeout, hanging calls left behind.
/// What is to go again is the disconnector's.
namespace launcher {

struct ConnectionResult {
  bool connected = false;                         ///< usable now: connected (or reused) and verified
  bool ours = false;                              ///< we made it, or share it: to be given back at the end
  bool was_there = false;                         ///< it was connected before
  std::optional<Failure> failure;                 ///< why it is not connected
  int attempts = 0;                               ///< calls to connect
  Encryption encryption = Encryption::not_known;  ///< as the last `verify` of it found
  std::chrono::milliseconds took{};               ///< until it was usable or given up
};

struct ConnectOutcome {
  std::vector<ConnectionResult> results;  ///< one per connection
  bool call_left_behind = false;  ///< a call still hangs: end the process without waiting for its thread
};

/// Whether the folder of a connection is opened when it is connected.
bool is_to_be_opened(const ConnectionSpec& connection);

/// Claims, connects and verifies all of them. When a required one fails, the others are broken off. Nothing is
/// disconnected here, but a connection that arrives after it was given up is ended at once by its own thread.
/// `network` and `log` must live until the process ends when a call was left behind. `cancel_grace`: how long a
/// call that was asked to break off has before that.
ConnectOutcome connect_all(const std::vector<ConnectionSpec>& connections, SharedNetwork& network, Log& log,
                           std::chrono::milliseconds cancel_grace = kCancelGrace);

/// Only verifies them: they are connected already, by whomever, and none of them is ours.
ConnectOutcome verify_all(const std::vector<ConnectionSpec>& connections, SharedNetwork& network, Log& log,
                          std::chrono::milliseconds cancel_grace = kCancelGrace);

}  // namespace launcher
