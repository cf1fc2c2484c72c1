#include "launcher/network/encryption.hpp"

namespace launcher {

Encryption judge_encryption(const RemoteProtocol& protocol) {
  constexpr std::uint32_t kSmb = 0x00020000;
  constexpr std::uint32_t kOffline = 0x00000002;
  constexpr std::uint32_t kPrivacy = 0x00000008;
  if (protocol.structure_version < 2 || (protocol.flags & kOffline) != 0) return Encryption::not_known;
  const bool can_encrypt = protocol.protocol == kSmb && protocol.major_version >= 3;
  return can_encrypt && (protocol.flags & kPrivacy) != 0 ? Encryption::yes : Encryption::no;
}

SystemResult describe_encryption(Encryption encryption) {
  if (encryption == Encryption::yes) return {};
  return {.code = win32_error::kEncryptionFailed,
          .api = "GetFileInformationByHandleEx",
          .text = encryption == Encryption::no
                      ? "the connection is not encrypted, and encrypt = yes asks for it"
                      : "Windows does not say whether the connection is encrypted, "
                        "and encrypt = yes asks for proof",
          .source = Source::check};
}

}  // namespace launcher
