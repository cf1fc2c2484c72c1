#pragma once

#include <windows.h>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

/// Logon sessions, by their number (TOKEN_STATISTICS.AuthenticationId): each has its own drive letters.
namespace launcher::win32 {

/// The one of a token. Empty when the token does not say; GetLastError then says why.
std::optional<std::uint64_t> query_logon_session(HANDLE token);

/// The one of the other half of an administrator's token. Empty when there is none.
std::optional<std::uint64_t> query_linked_logon_session(HANDLE token);

/// "0x3e7"
std::string format_logon_session(std::uint64_t session);

/// The one whose drive letters this process sees. The two linked sessions of an administrator count as one, the
/// lower, when EnableLinkedConnections makes Windows give both the same letters. Throws Error.
std::uint64_t query_letter_session();

/// The one of this process and, for an administrator whom UAC gave two, the one linked with it. Empty: it cannot
/// be found out.
std::vector<std::uint64_t> query_own_sessions();

}  // namespace launcher::win32
