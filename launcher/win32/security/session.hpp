#pragma once

#include <windows.h>

#include <string>

#include "launcher/trail/log.hpp"

/// Who this process is.
namespace launcher::win32 {

/// Process id, logon session (TOKEN_STATISTICS.AuthenticationId, which drive letters belong to) and account;
/// "unknown" for what cannot be found out.
LogIdentity query_identity();

/// The SID of the account this process runs as; S-1-0-0, nobody, when it cannot be found out.
std::string query_own_sid();

/// The number of a token's logon session, "0x3e7"; empty when the token does not say.
std::string query_session_name(HANDLE token);

/// Whether this process may do what administrators may: an elevated token, which SYSTEM has, too.
bool is_elevated();

}  // namespace launcher::win32
