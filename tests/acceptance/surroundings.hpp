#pragma once

#include <string>

/// What kind of machine this is: for the report, and for what cannot be seen here.
namespace acceptance {

struct Surroundings {
  std::string system;  ///< "Windows 11 Pro 23H2, build 22631.3007" or "Wine 8.0"
  std::string uac;     ///< "on, consent 5, linked connections off, administrator protection off"
  /// Wine: one logon session and one account for everything, no local accounts, no permissions of others.
  bool is_wine = false;
};

Surroundings look_at_surroundings();

}  // namespace acceptance
