#pragma once

#include <condition_variable>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>

#include "launcher/lease/lease_store.hpp"
#include "launcher/network/network.hpp"
#include "launcher/trail/log.hpp"

namespace launcher {

/// A network that is shared with the other launchers of this logon session, by the rules of letter_rules.hpp: what
/// another one has connected is used, what another one needs stays, what a dead one left is taken over.
///
/// When leases cannot be kept (no folder, no registry) a run continues without them: then nothing it connects
/// is disconnected, since another launcher may have come to use it (G4), and a warning in the log says so.
class LeasedNetwork : public SharedNetwork {
 public:
  /// All must live as long as this; `log` gets what was found.
  LeasedNetwork(Network& network, Letters& letters, LeaseStore& store, Log& log)
      : network_(network), letters_(letters), store_(store), log_(log) {}

  /// Waits while another launcher is at work on the connection, or uses the letter for another path, until it
  /// is cancelled.
  Claim claim(const ConnectionSpec& connection) override;
  SystemResult connect(const ConnectionSpec& connection) override;
  Verification verify(const ConnectionSpec& connection) override { return network_.verify(connection); }
  SystemResult disconnect(const ConnectionSpec& connection) override;
  void abandon(const ConnectionSpec& connection) override;
  std::vector<CancelledCall> cancel(const ConnectionSpec& connection) override;

 private:
  /// What this launcher has to do with one connection. Guarded by mutex_.
  struct Holding {
    std::unique_ptr<Lease> lease;  ///< empty: none is held
    ClaimStep step = ClaimStep::wait;
    bool is_unleased = false;  ///< leases cannot be kept
    bool is_cancelled = false;
  };

  struct Attempt {
    ClaimDecision decision;
    LeaseView view;
  };

  Attempt try_claim(const ConnectionSpec& connection);
  /// What a decision is made from. The letter costs calls of Windows, the leases of others a look at files.
  enum class Look { all, record_only };

  /// Calls `function` with what is seen under the session's lock. False: leases cannot be kept.
  template <typename Function>
  bool lock_session(const ConnectionSpec& connection, Look what, Function function);
  void report_no_leases(const ConnectionSpec& connection, const std::string& reason);
  SystemResult clear(const ConnectionSpec& connection, const std::string& path);
  enum class LeaseEnd { now, with_connection };
  /// Disconnects what is on record as being disconnected by us, and puts the outcome there. Our lease goes
  /// under the same lock, whatever came of it or only when the connection is gone.
  SystemResult disconnect_recorded(const ConnectionSpec& connection, LeaseEnd lease_end);
  SystemResult make_room(const ConnectionSpec& connection);
  bool may_be_used_by_others(const ConnectionSpec& bare);
  bool may_be_leased(const ConnectionSpec& bare);
  LeaseView look(LeaseTransaction& transaction, const ConnectionSpec& connection);
  /// The id of the lease this launcher holds; empty: none.
  std::string own_lease(const std::string& key);
  void drop_lease(const std::string& key);
  bool is_cancelled(const std::string& key);
  /// A moment of waiting. False: cancelled.
  bool pause(const std::string& key);
  /// Whether what a claim has to wait for is still so. Takes no lock, so it never delays the lock's holder.
  bool is_still_in_the_way(const std::string& key, const LeaseView& view);

  Network& network_;
  Letters& letters_;
  LeaseStore& store_;
  Log& log_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::map<std::string, Holding> holdings_;  ///< by lease_key
};

}  // namespace launcher
