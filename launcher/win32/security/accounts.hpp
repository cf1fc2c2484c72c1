#pragma once

#include <windows.h>

#include <string>

#include "launcher/trust/trust.hpp"

/// Accounts by their security identifiers.
namespace launcher::win32 {

/// "S-1-5-18". "S-1-0-0", which is nobody, for a null pointer. Throws Error.
std::string format_sid(PSID sid);

/// The SID of "CORP\svc-task", "SYSTEM", or of a SID as text. Throws Error.
std::string find_account_sid(const std::string& account);

/// "BUILTIN\Users", in the language of this Windows; empty when nobody knows the SID.
std::string find_account_name(const std::string& sid);

/// Whom this process trusts: its own account, and the members that NetLocalGroupGetMembers gives for
/// Administrators, read once, when they are first asked for. When they cannot be read there are none.
TrustedAccounts make_trusted_accounts();

}  // namespace launcher::win32
