#pragma once

#include <chrono>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <set>
#include <string>

#include "launcher/credential/login_record.hpp"
#include "launcher/network/network.hpp"
#include "launcher/text/wall_clock.hpp"
#include "launcher/trail/log.hpp"

/// Keeps the runs of a machine from locking an account (G7).
namespace launcher {

/// How long a login waits for another launcher's with the same credential; then it continues.
inline constexpr std::chrono::seconds kTurnPatience{20};

/// A network that remembers for other runs what the logins with a credential came to: one that was refused is
/// not tried for a while, and of runs that start together one tries first. Connections without a credential
/// are passed on as they are.
class GuardedNetwork : public Network {
 public:
  GuardedNetwork(Network& network, LoginRecords& records, const WallClock& clock, Log& log,
                 std::chrono::milliseconds patience = kTurnPatience)
      : network_(network), records_(records), clock_(clock), log_(log), patience_(patience) {}

  /// A refusal that is remembered has the code that the server gave.
  SystemResult connect(const ConnectionSpec& connection) override;
  Verification verify(const ConnectionSpec& connection) override { return network_.verify(connection); }
  SystemResult disconnect(const ConnectionSpec& connection) override {
    return network_.disconnect(connection);
  }
  std::vector<CancelledCall> cancel(const ConnectionSpec& connection) override;

 private:
  LoginRecord read_record(const std::string& credential) {
    return parse_login_record(records_.read(credential));
  }
  void write_record(const std::string& credential, const LoginRecord& record);
  /// nullptr: the patience is over, or the call was cancelled.
  std::unique_ptr<LoginTurn> wait_for_turn(const ConnectionSpec& connection, const std::string& credential);
  void forget_cancel(const ConnectionSpec& connection);
  bool is_cancelled(const ConnectionSpec& connection);
  bool is_accepted(const std::string& credential);
  /// `record` is what was read before.
  void note_acceptance(const std::string& credential, const LoginRecord& record);

  Network& network_;
  LoginRecords& records_;
  const WallClock& clock_;
  Log& log_;
  std::chrono::milliseconds patience_;

  std::mutex mutex_;
  std::condition_variable changed_;
  std::set<std::string> accepted_;  ///< credentials that were accepted in this run
  std::set<ConnectionId> cancelled_;
};

}  // namespace launcher
