#pragma once

#include "launcher/log.hpp"

/// Who this process is.
namespace launcher::win32 {

/// Process id, logon session (TOKEN_STATISTICS.AuthenticationId, which drive letters belong to) and account;
/// "unknown" for what cannot be found out.
LogIdentity query_identity();

/// Whether this process may do what administrators may: an elevated token, which SYSTEM has, too.
bool is_elevated();

}  // namespace launcher::win32
