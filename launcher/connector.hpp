#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "launcher/log.hpp"
#include "launcher/network.hpp"
#include "launcher/plan.hpp"

/// Performs the steps of a plan: everything in parallel, each with its own timeout, hanging calls left
/// behind.
namespace launcher {

struct ConnectionResult {
  bool connected = false;            ///< usable now: connected (or reused) and verified
  bool ours = false;                 ///< we made it, or share it: to be given back at the end
  bool was_there = false;            ///< it was connected before
  std::optional<Failure> failure;    ///< why it is not connected
  int attempts = 0;                  ///< calls to connect
  std::chrono::milliseconds took{};  ///< until it was usable or given up
};

struct ConnectOutcome {
  std::vector<ConnectionResult> results;  ///< one per step
  bool call_left_behind = false;  ///< a call still hangs: end the process without waiting for its thread
};

/// Connects and verifies what the plan says (no step may be `refuse`). When a required one fails, the others
/// are broken off. Nothing is disconnected here, but a connection that arrives after it was given up is ended
/// at once by its own thread. `network` and `log` must live until the process ends when a call was left
/// behind.
ConnectOutcome connect_all(const std::vector<Step>& steps, Network& network, Log& log);

struct DisconnectResult {
  bool gone = false;               ///< disconnected, or given back
  std::string left_because;        ///< given back, and stays: others use it, for example
  std::optional<Failure> failure;  ///< why it stays
  std::chrono::milliseconds took{};
};

struct DisconnectOutcome {
  std::vector<DisconnectResult> results;  ///< one per connection
  bool call_left_behind = false;
};

/// How long a drive with open files is waited for, and a disconnect may hang.
inline constexpr std::chrono::milliseconds kDisconnectTimeout{10000};

/// Disconnects all of them in parallel, without force. Never throws for a failed one.
DisconnectOutcome disconnect_all(const std::vector<ConnectionSpec>& connections, Network& network, Log& log,
                                 std::chrono::milliseconds timeout = kDisconnectTimeout);

}  // namespace launcher
