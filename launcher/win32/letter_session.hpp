#pragma once

#include <cstdint>

namespace launcher::win32 {

/// The number of the logon session whose drive letters this process sees (TOKEN_STATISTICS.AuthenticationId).
/// The two linked sessions of an administrator count as one, the lower, when EnableLinkedConnections makes
/// Windows give both the same letters. Throws Error.
std::uint64_t query_letter_session();

}  // namespace launcher::win32
