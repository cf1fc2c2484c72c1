#pragma once

#include <string>

#include "launcher/base/drive.hpp"
#include "launcher/failure.hpp"

/// Seam: the calls that make, test and end connections. win32/network.hpp implements it.
namespace launcher {

class Network {
 public:
  virtual ~Network() = default;

  /// Connects, in this logon session and for it only (not remembered in the account's profile). Blocks for as
  /// long as Windows does. Called on several threads at once.
  virtual SystemResult connect(const ConnectionSpec& connection) = 0;

  /// Opens the connected folder as `connection.verify` asks. Creates nothing.
  virtual SystemResult verify(const ConnectionSpec& connection) = 0;

  /// Ends the connection of a letter; never forced.
  virtual SystemResult disconnect(const ConnectionSpec& connection) = 0;

  /// Asks Windows to break off the call that is going on for this very object, if there is one. That call may
  /// go on all the same.
  virtual void cancel(const ConnectionSpec& connection) = 0;
};

/// What a drive letter stands for in this session.
struct LetterUse {
  enum class Kind {
    free,
    network,  ///< connected to `remote`
    other,    ///< a disk, a CD drive, a subst, another kind of redirection
  };
  Kind kind = Kind::free;
  std::string remote;       ///< network: the UNC path as Windows tells it
  std::string description;  ///< other: what it is, in words: "a local disk"
  std::string api;          ///< the call that told it
};

/// Seam: what the letters of this session are used for.
class Letters {
 public:
  virtual ~Letters() = default;
  virtual LetterUse query(DriveLetter letter) = 0;
};

}  // namespace launcher
