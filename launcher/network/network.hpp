#pragma once

#include <string>
#include <vector>

#include "launcher/base/drive.hpp"
#include "launcher/base/failure.hpp"
#include "launcher/network/encryption.hpp"

/// Seam: the calls that make, test and end connections. win32/network/smb_network implements it.
namespace launcher {

/// What opening a connected folder came to.
struct Verification {
  SystemResult result;
  Encryption encryption = Encryption::not_known;  ///< where the folder was opened
};

/// A call that was asked to break off.
struct CancelledCall {
  std::string api;      ///< which call it is
  SystemResult answer;  ///< what Windows said; success means that it was asked, not that the call ends
};

class Network {
 public:
  virtual ~Network() = default;

  /// Connects, in this logon session and for it only (not remembered in the account's profile). Blocks for as
  /// long as Windows does. Called on several threads at once.
  virtual SystemResult connect(const ConnectionSpec& connection) = 0;

  /// Opens the connected folder as `connection.verify` asks, and proves that it is encrypted where that is
  /// asked for. Creates nothing.
  virtual Verification verify(const ConnectionSpec& connection) = 0;

  /// Ends the connection; never forced. Success with a text: it was given back and stays, the text says why.
  virtual SystemResult disconnect(const ConnectionSpec& connection) = 0;

  /// Asks Windows to break off the calls that are going on for the connection of this id, if there are any.
  /// They may go on all the same, so nothing may depend on it. Returns what it found.
  virtual std::vector<CancelledCall> cancel(const ConnectionSpec& connection) = 0;
};

/// What there is of a connection before anything is done about it.
struct Claim {
  SystemResult result;    ///< why the connection cannot be had
  bool is_there = false;  ///< it is connected already: not to be connected again
  bool is_held = false;   ///< it is there, and to be given back with `disconnect`
};

/// Seam: a network that is used together with other launchers, so that a connection is claimed before it is
/// made. lease/leased_network.hpp implements it.
class SharedNetwork : public Network {
 public:
  /// Call this first. Agrees with other launchers that use the connection, and may wait for them until it is
  /// cancelled. Unless the connection is there or is refused, `connect` or `abandon` must follow.
  virtual Claim claim(const ConnectionSpec& connection) = 0;

  /// Takes back a claim that was not followed by `connect`.
  virtual void abandon(const ConnectionSpec& connection) = 0;
};

/// What a drive letter stands for in this session.
struct LetterUse {
  enum class Kind {
    free,
    network,  ///< connected to `remote`, by this session
    other,    ///< a disk, a CD drive, a subst, a drive of another session or another network
  };
  Kind kind = Kind::free;
  std::string remote;         ///< network: the UNC path as Windows reports it
  std::string user;           ///< network: who it was connected as, "CORP\\svc"; empty: not reported
  std::string description;    ///< other: what it is, in words: "a local disk"
  std::string api;            ///< the call that reported it
  bool is_transient = false;  ///< other: in between states, while it is connected or disconnected; look again
  std::string advice;         ///< other: what can be done; empty: nothing special
  std::string remembered;     ///< the share this account's profile has for the letter; empty: none
};

/// Seam: what the letters of this session are used for.
class Letters {
 public:
  virtual ~Letters() = default;
  virtual LetterUse query(DriveLetter letter) = 0;
  /// What has the letter: the same without `user` and `remembered`, which take further calls.
  virtual LetterUse query_holder(DriveLetter letter) { return query(letter); }
  /// The path that the profile has for the letter, as LetterUse::remembered; empty: none.
  virtual std::string query_remembered(DriveLetter letter) { return query(letter).remembered; }
  /// Whether this session has a connection without a letter to this very path, as far as that can be seen.
  /// Throws Error when Windows does not list its connections to the end.
  virtual bool is_share_connected(const UncPath& path) = 0;
  /// The UNC paths this session is connected to without a letter, IPC$ among them, as far as that can be
  /// seen.
  virtual std::vector<std::string> connections_without_letter() = 0;
};

}  // namespace launcher
