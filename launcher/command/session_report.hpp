#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "launcher/network/network.hpp"

/// Seam: what this logon session is and has. win32/command/session_report implements it; it changes nothing
/// and connects nothing. What cannot be found out is empty, never guessed.
namespace launcher {

/// TOKEN_ELEVATION_TYPE.
enum class TokenElevation {
  unknown,
  none,      ///< TokenElevationTypeDefault, one token: UAC is off, or not an administrator, or a service
  elevated,  ///< TokenElevationTypeFull: the elevated one of two linked tokens
  filtered,  ///< TokenElevationTypeLimited: the other one
};

/// How the session was logged on, by the well-known groups of its token.
enum class LogonKind { unknown, interactive, batch, service, network };

/// One key of HKEY_CURRENT_USER\Network.
struct RememberedDrive {
  std::string letter;
  std::string remote;
  std::string user;      ///< empty: the account's own
  std::string provider;  ///< "Microsoft Windows Network"
};

struct UsedLetter {
  DriveLetter letter;
  LetterUse use;  ///< never free
};

/// A value of the registry.
template <typename Value>
struct RegistryValue {
  std::optional<Value> value;  ///< empty: not there, or not visible
  bool is_visible = true;      ///< false: it could not be read for another reason than that it is not there

  bool is(const Value& other) const { return value == other; }
};
using RegistryNumber = RegistryValue<std::uint32_t>;
using RegistryList = RegistryValue<std::vector<std::string>>;

/// Values of HKEY_LOCAL_MACHINE that decide about drives and logins. Where a group policy and a setting have
/// a value of their own, the policy's counts.
struct MachinePolicies {
  // SOFTWARE\Microsoft\Windows\CurrentVersion\Policies\System
  RegistryNumber enable_linked_connections;
  RegistryNumber enable_lua;
  RegistryNumber consent_prompt_behavior_admin;
  RegistryNumber type_of_admin_approval_mode;  ///< 2: Administrator protection
  // SYSTEM\CurrentControlSet\Control\Lsa, and MSV1_0 below it
  RegistryNumber disable_domain_creds;
  RegistryNumber restrict_sending_ntlm_traffic;  ///< 2: deny
  RegistryList client_allowed_ntlm_servers;
  // SOFTWARE\Policies\Microsoft\Windows\LanmanWorkstation, else
  // SYSTEM\CurrentControlSet\Services\LanmanWorkstation\Parameters
  RegistryNumber require_security_signature;
  RegistryNumber allow_insecure_guest_auth;
  RegistryNumber block_ntlm;
  RegistryList block_ntlm_server_exception_list;
};

struct SessionReport {
  std::string account;                           ///< "CONTOSO\svc"; empty: not visible
  std::string sid;                               ///< "S-1-5-18"; empty: not visible
  std::string session;                           ///< the logon session, "0x3e7"
  std::string linked_session;                    ///< that of the other half; empty: none, or not visible
  std::optional<std::uint32_t> windows_session;  ///< 0: services and tasks, nobody's desktop
  TokenElevation elevation = TokenElevation::unknown;
  LogonKind logon = LogonKind::unknown;
  std::vector<UsedLetter> letters;
  std::vector<std::string> shares;  ///< connected without a letter
  std::vector<RememberedDrive> remembered;
  MachinePolicies policies;
};

}  // namespace launcher
