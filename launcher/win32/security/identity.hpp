#pragma once

#include <string>

#include "launcher/trail/log.hpp"

/// Who this process is.
namespace launcher::win32 {

/// Process id, logon session and account; "unknown" for what cannot be found out. Looked up once: the name of a
/// domain's account may be asked of a domain controller (LookupAccountSidW's page).
LogIdentity query_identity();

/// The SID of the account this process runs as; S-1-0-0, nobody, when it cannot be found out.
std::string query_own_sid();

/// Whether this process may do what administrators may: an elevated token, which SYSTEM has, too.
bool is_elevated();

}  // namespace launcher::win32
