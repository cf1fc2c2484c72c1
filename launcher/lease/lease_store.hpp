#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "launcher/lease/letter_rules.hpp"

/// Seam: where the launchers of one logon session keep leases and records. win32/lease/session_leases
/// implements it.
namespace launcher {

/// As long as it lives, in this process or in a child that it was given to, other launchers see it.
class Lease {
 public:
  virtual ~Lease() = default;
  /// Unlike that of any other lease, also of those that have ended.
  virtual const std::string& id() const = 0;
};

/// The records and leases of one key while the session's lock is held.
class LeaseTransaction {
 public:
  virtual ~LeaseTransaction() = default;
  virtual std::optional<LeaseRecord> read() = 0;
  virtual void apply(const RecordChange& change) = 0;
  /// The ids of all leases that live.
  virtual std::vector<std::string> list_leases() = 0;
  virtual std::unique_ptr<Lease> create_lease() = 0;
};

/// What is kept about a connection.
struct LeaseState {
  std::optional<LeaseRecord> record;
  std::vector<std::string> leases;  ///< the ids of all that live
};

class LeaseStore {
 public:
  virtual ~LeaseStore() = default;
  /// Takes the lock of the session, which every launcher holds only briefly. Throws Error when it, the
  /// records or the leases are not available; so do all functions of the transaction.
  virtual std::unique_ptr<LeaseTransaction> lock(const std::string& key) = 0;
  /// What is there now, for a plan and for a launcher that waits: takes no lock, so it delays nobody, another
  /// launcher may be in the middle of a change, and nothing is created or removed. Throws Error when leases
  /// cannot be kept, as far as that can be seen.
  virtual LeaseState peek(const std::string& key) = 0;
};

/// Under which key leases and records of a connection are kept: "S", or "share-" and a hash of the path.
std::string lease_key(const ConnectionSpec& connection);

/// A record as one line of text, and back; nothing for a text that is not a record.
std::string format_record(const LeaseRecord& record);
std::optional<LeaseRecord> parse_record(std::string_view text);

}  // namespace launcher
