#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "launcher/base/drive.hpp"
#include "launcher/network/network.hpp"

// clang-format off
/// Who still needs a connection (G5): the rules by which the launchers of one logon session share their
/// drives. Every rule is a pure function of what a launcher sees under the session's lock; the lock is never
/// held during a call to the network.
///
/// For each letter, and for each share without a letter, there are:
///
///   the letter   what Windows has connected it to.
///   the record   none, or what launchers do or did with it: connecting, connected or disconnecting; the
///                path; and while it is connecting or disconnecting, which launcher does it. A record ends
///                when the machine restarts, as drives do.
///   leases       one for each launcher that uses the letter. A lease lives as long as the launcher or its
///                child does, and ends with them, however they end.
///
///                  claim                     connected
///     no record ----------> connecting(me) ------------> connected <-----------+
///         ^                       |                          |                 |
///         |        failed         |                          | release,        | files are
///         |<----------------------+                          | no other lease  | open
///         |                                                  v                 |
///         +------------------------------------------- disconnecting(me) ------+
///                           it is gone
///
/// Why no interleaving takes a drive from a running child:
/// - A child runs only while its launcher, or the child itself, holds a lease. That lease was taken under the
///   lock, with the record at `connected` to the path it wants, or at `connecting` by that launcher itself.
/// - The record leaves `connected` only under the lock, and only by a launcher that sees no other lease
///   there. From then on whoever wants the letter sees `disconnecting` by a living launcher, and waits.
/// - A launcher that died is known by its missing lease. Its `connecting` may have succeeded, or may still
///   succeed: a letter that has the recorded path is ours, also if it gets that path while the next launcher
///   connects. Its `disconnecting` may still succeed: the next launcher finishes it before it connects again,
///   so that it cannot come late.
///
/// Why nothing that belongs to others is removed (G4): only a letter that has the recorded path is ever
/// disconnected, and a record is written only when the letter was seen free, under the lock, before the
/// connect (or when on-conflict = replace says so). When letter and record do not agree, the record goes and
/// the letter stays.
// clang-format on
namespace launcher {

enum class RecordState { connecting, connected, disconnecting };

struct LeaseRecord {
  RecordState state = RecordState::connected;
  std::string worker;  ///< the lease of the launcher that is connecting or disconnecting; else empty
  std::string path;    ///< the UNC path, as it was asked for
  std::string user;    ///< as whom it was connected, "CORP\\svc"; empty: the identity of the session
  /// connecting: what others were connecting when they died. It may still arrive, and is then ours.
  struct Late {
    std::string path;
    std::string user;
    bool operator==(const Late&) const = default;
  };
  std::vector<Late> late;
  bool operator==(const LeaseRecord&) const = default;
};

/// What a launcher sees of one connection. Other launchers' leases only.
struct LeaseView {
  LetterUse use;
  std::optional<LeaseRecord> record;
  bool is_worker_alive = false;  ///< the record's worker still holds its lease
  std::size_t others = 0;        ///< leases of other launchers
  bool can_keep_leases = true;   ///< false: others may use the connection unseen, so nothing is replaced (G4)
};

/// What is to be done with the record, before the lock is left.
struct RecordChange {
  enum class Kind { keep, write, erase };
  Kind kind = Kind::keep;
  LeaseRecord record;  ///< write
};

/// What a run does about a connection that it wants. A plan has it from a look without the lock, and whatever
/// a plan says, the launcher that claims decides once more under the lock.
enum class ClaimStep {
  connect,      ///< call Windows, then `settle_connect`. Needs the lease.
  share,        ///< it is there and ours: use it. Needs the lease.
  use_foreign,  ///< it is there, made by somebody else: use it, leave it (G4)
  clear,        ///< a launcher that died left the letter with another path: disconnect that, then
                ///< `settle_disconnect`, then claim again. Needs the lease.
  replace,      ///< as connect, but what has the letter must be disconnected first. Needs the lease.
  wait,         ///< another launcher is at work on it, or uses it for another path: look again soon
  refuse,       ///< something that is none of ours has the letter
};

struct ClaimDecision {
  ClaimStep step = ClaimStep::refuse;
  RecordChange change;
};

/// The user of a record when two launchers that died may have connected it: no user has such a name.
inline constexpr std::string_view kUnknownUser = "?";

/// The one rule for a run, --dry-run, check and doctor. `me` is the lease of the launcher that asks; of the
/// decision without one only the step counts. A connection is shared or used only where the path is the same
/// and, for a connection with a credential, the user.
ClaimDecision decide_claim(const LeaseView& view, const ConnectionSpec& wanted, const std::string& me);

/// What a launcher waits for whose claim is to `wait`, as the result of a claim that has waited in vain.
SystemResult describe_wait(const ConnectionSpec& connection, const LeaseView& view);

/// After Windows was asked to connect; when it did, only the record of `view` is looked at. share: it is ours
/// now; refuse: it failed, give the lease back; wait: what came late was in the way and is on record now,
/// give the lease back and claim again.
ClaimDecision settle_connect(const LeaseView& view, const ConnectionSpec& wanted, const std::string& me,
                             bool connected);

/// What a launcher that is done with a connection does next.
struct ReleaseDecision {
  enum class Step {
    leave,       ///< give the lease back; others use the connection, or it is none of ours any more
    disconnect,  ///< keep the lease, ask Windows, then `settle_disconnect`
  };
  Step step = Step::leave;
  RecordChange change;
};

ReleaseDecision decide_release(const LeaseView& view, const std::string& me);

/// After Windows was asked to disconnect; only the record of `view` is looked at. What stays, because of open
/// files, is on record for the next launcher.
RecordChange settle_disconnect(const LeaseView& view, const std::string& me, bool gone);

/// Whether what is on record is connected, whoever connected it.
bool has_recorded_path(const LeaseView& view);

}  // namespace launcher
