#pragma once

#include <string>

namespace acceptance {

/// What the token of this process says. Sources: TOKEN_STATISTICS, TOKEN_ELEVATION_TYPE.
struct TokenFacts {
  std::string account;    ///< the SID
  std::string session;    ///< the logon session that drive letters belong to: "0x3e7"
  std::string elevation;  ///< "default", "full" or "limited"
  bool is_elevated = false;
  unsigned long terminal_session = 0;  ///< 0: the session of services, without a desktop
};

/// Throws launcher::Error.
TokenFacts read_own_token();

/// Takes SeDebugPrivilege into use, with which an administrator can end a process of SYSTEM. False: this token
/// has it not.
bool use_debug_privilege();

}  // namespace acceptance
