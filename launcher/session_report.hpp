#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "launcher/network.hpp"

/// Seam: what this logon session is and has. win32/session_report.hpp implements it; it changes nothing and
/// connects nothing. What cannot be found out is empty, never guessed.
namespace launcher {

/// TOKEN_ELEVATION_TYPE.
enum class TokenHalf {
  unknown,
  whole,    ///< no other half: UAC is off, or not an administrator, or a service
  full,     ///< the elevated half
  limited,  ///< the filtered half
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

struct SessionReport {
  std::string account;                           ///< "CONTOSO\svc"; empty: not visible
  std::string sid;                               ///< "S-1-5-18"; empty: not visible
  std::string session;                           ///< the logon session, "0x3e7"
  std::string linked_session;                    ///< that of the other half; empty: none, or not visible
  std::optional<std::uint32_t> windows_session;  ///< 0: services and tasks, nobody's desktop
  TokenHalf half = TokenHalf::unknown;
  LogonKind logon = LogonKind::unknown;
  std::vector<UsedLetter> letters;
  std::vector<std::string> shares;  ///< connected without a letter
  std::vector<RememberedDrive> remembered;
  /// Values below HKLM\SOFTWARE\Microsoft\Windows\CurrentVersion\Policies\System; empty: not there.
  std::optional<std::uint32_t> enable_linked_connections;
  std::optional<std::uint32_t> enable_lua;
  std::optional<std::uint32_t> consent_prompt_behavior_admin;
};

}  // namespace launcher
