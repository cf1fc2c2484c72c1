#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "launcher/base/call_threads.hpp"
#include "launcher/base/drive.hpp"
#include "launcher/base/failure.hpp"
#include "launcher/network/network.hpp"
#include "launcher/trail/log.hpp"

/// Ends the connections of a run: everything in parallel, hanging calls left behind.
namespace launcher {

/// What is to be done about one connection.
struct Parting {
  ConnectionSpec connection;
  /// First ask once more what `verify` was asked when it was connected. Of a connection with verify = none
  /// nothing was asked, and nothing is known.
  bool look = false;
  bool disconnect = true;  ///< false: it is somebody else's, and stays
};

struct DisconnectResult {
  std::optional<Failure> lost;     ///< what looking at it found; empty: nothing wrong, or not looked at
  bool gone = false;               ///< disconnected, or given back
  std::string kept_because;        ///< why it stays connected, for example because other runs use it
  std::optional<Failure> failure;  ///< why it stays
  std::chrono::milliseconds took{};
};

struct DisconnectOutcome {
  std::vector<DisconnectResult> results;  ///< one per connection
  bool call_left_behind = false;  ///< a call still hangs: end the process without waiting for its thread
};

/// How long a drive with open files is waited for, and a disconnect may hang.
inline constexpr std::chrono::milliseconds kDisconnectTimeout{10000};

/// Looks at those that are to be looked at, and disconnects those that are to go, all in parallel, without
/// force. Never throws for a failed one. A look that has no answer after half of the timeout is asked to
/// break off, and the connection counts as lost; the other half is for the disconnect. `network` and `log`
/// must live until the process ends when a call was left behind. `cancel_grace`: how long a call that was
/// asked to break off has before that.
DisconnectOutcome part_from_all(const std::vector<Parting>& partings, Network& network, Log& log,
                                std::chrono::milliseconds timeout = kDisconnectTimeout,
                                std::chrono::milliseconds cancel_grace = kCancelGrace);

/// Disconnects all of them without a look.
DisconnectOutcome disconnect_all(const std::vector<ConnectionSpec>& connections, Network& network, Log& log,
                                 std::chrono::milliseconds timeout = kDisconnectTimeout,
                                 std::chrono::milliseconds cancel_grace = kCancelGrace);

}  // namespace launcher
