#pragma once

#include <cstdint>

#include "launcher/base/failure.hpp"

namespace launcher {

/// What Windows says of the connection that an open file or folder is reached by: the fields of
/// FILE_REMOTE_PROTOCOL_INFO (its page, winbase.h) that describe encryption.
struct RemoteProtocol {
  std::uint16_t structure_version = 0;
  std::uint32_t protocol = 0;  ///< WNNC_NET_LANMAN is SMB
  std::uint16_t major_version = 0;
  std::uint32_t flags = 0;  ///< REMOTE_PROTOCOL_FLAG_...
};

enum class Encryption {
  not_known,  ///< Windows does not say
  no,
  yes,
};

/// encrypt = yes needs `yes`. REMOTE_PROTOCOL_FLAG_PRIVACY means something from structure version 2 on
/// (Windows 8), and only SMB 3 can encrypt ([MS-SMB2] 3.1.4.3). What comes from the offline cache has reached
/// no server, so it proves nothing.
Encryption judge_encryption(const RemoteProtocol& protocol);

/// What encrypt = yes makes of it: success, or ERROR_ENCRYPTION_FAILED with the reason.
SystemResult describe_encryption(Encryption encryption);

}  // namespace launcher
