#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "launcher/text/secret.hpp"
#include "launcher/text/wall_clock.hpp"

/// What a credential is: a user, a password, and the servers they may be sent to.
namespace launcher {

struct StoredCredential {
  std::string user;                  ///< "CORP\svc-backup", "svc@corp.example"; never empty
  std::vector<std::string> servers;  ///< as `path` in drives.ini spells them; never empty
  UtcTime set_at{};
  Secret password;

  /// Case aside. An alias or an address is another server, as it is for Windows.
  bool is_for(std::string_view server) const;
};

/// "nas, nas.corp.example"
std::string join_names(const std::vector<std::string>& names, std::string_view separator = ", ");

/// The credential as the text that a store encrypts: one `key=value` per line, the password last.
Secret print_credential(const StoredCredential& credential);

/// The way back; nothing for what print_credential has not made.
std::optional<StoredCredential> parse_credential(std::string_view text);

/// The names in `HOST[,HOST]`. Throws std::invalid_argument with the reason for a name that no path in
/// drives.ini could have.
std::vector<std::string> parse_servers(std::string_view text);

/// Throws std::invalid_argument with the reason: a user is not empty, has no control character and at most
/// 512 characters (CREDENTIALW's page: CRED_MAX_USERNAME_LENGTH is 513 with the NUL).
std::string parse_user(std::string_view text);

/// Whether the SID is a group that everybody is in, or nearly, or everything of a kind of logon: what it may
/// read is no secret ("Well-known SIDs").
bool is_everybody(std::string_view sid);

/// The longest password Windows takes, in 16-bit units (lmcons.h: PWLEN).
inline constexpr std::size_t kLongestPassword = 256;

/// The password in what was read from standard input: one line of strict UTF-8, with or without byte order
/// mark and line end. Blanks count. Throws std::invalid_argument with the reason; it never quotes the input.
Secret parse_password(std::string_view input);

}  // namespace launcher
