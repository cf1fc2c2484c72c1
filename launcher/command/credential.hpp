#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "launcher/base/error.hpp"
#include "launcher/credential/credential_store.hpp"
#include "launcher/text/wall_clock.hpp"
#include "launcher/trail/console.hpp"

/// `drivelaunch credential`: the passwords that drives.ini only names.
namespace launcher {

/// The command line of credential.
struct CredentialRequest {
  enum class Action { set, list, remove, allow, deny };
  Action action = Action::list;
  std::string name;                   ///< but for list
  std::string user;                   ///< set; empty: that of the credential which is there
  std::vector<std::string> servers;   ///< set; empty: those of the credential which is there
  std::vector<std::string> accounts;  ///< set: --allow; allow and deny: one
  bool in_account_store = false;      ///< set: --store account
  bool as_json = false;               ///< list
};

/// Parses what follows `credential`. Throws Error (ERROR_BAD_ARGUMENTS). No value is quoted in its text that
/// could be a password.
CredentialRequest parse_credential_command(std::string_view arguments);

struct CredentialServices {
  CredentialStore& store;
  AccountVault& vault;
  PasswordInput& password;
  const WallClock& clock;
  Console& console;
};

/// Throws Error.
void perform_credential_command(const CredentialRequest& request, const CredentialServices& services);

/// A table with a heading; what cannot be read is explained in a line below its row.
std::string format_credential_table(const std::vector<ListedCredential>& credentials, UtcTime now);

/// An array with an object for each.
std::string format_credential_json(const std::vector<ListedCredential>& credentials, UtcTime now);

}  // namespace launcher
