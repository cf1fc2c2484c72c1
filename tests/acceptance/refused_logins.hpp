#pragma once

#include <cstddef>
#include <string>

namespace acceptance {

/// How often a login of a user was refused on this machine: events 4625 of the log Security ("4625(F): An account
/// failed to log on"), which are there where the auditing of failed logons is on; in the rig the audit log of its
/// servers.
class RefusedLogins {
 public:
  /// `user`: without a domain; a name that nobody else uses.
  explicit RefusedLogins(std::string user);

  /// Since the name is in use. Throws launcher::Error where the log cannot be read.
  std::size_t count() const;
  /// Where they are counted.
  std::string source() const;

 private:
  std::string user_;
  std::string file_;  ///< of the rig; empty: the log Security
};

}  // namespace acceptance
