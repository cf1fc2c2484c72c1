#pragma once

#include <cstdint>
#include <vector>

namespace launcher::win32 {

/// The number of the logon session whose drive letters this process sees (TOKEN_STATISTICS.AuthenticationId).
/// The two linked sessions of an administrator count as one, the lower, when EnableLinkedConnections makes
/// Windows give both the same letters. Throws Error.
std::uint64_t query_letter_session();

/// This logon session and, for an administrator whom UAC gave two, the one linked with it. Empty: it cannot
/// be found out.
std::vector<std::uint64_t> query_own_sessions();

}  // namespace launcher::win32
