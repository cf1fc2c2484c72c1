#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "launcher/base/drive.hpp"
#include "launcher/network/network.hpp"

/// What a drive letter stands for: a decision on what Windows reports about it.
namespace launcher {

/// What the device behind the letter of a network drive says about itself.
struct RedirectedDevice {
  std::string provider;                  ///< "LanmanRedirector": the SMB client
  std::optional<std::uint64_t> session;  ///< the logon session that made it; empty: not reported
  std::string remote;                    ///< `\\server\share`; empty: not reported
};

/// Reads the target of a letter as QueryDosDeviceW gives it:
/// `\Device\LanmanRedirector\;S:00000000000003e7\server\share`, also `\Device\Mup\;LanmanRedirector\;S:...`.
/// The number is the logon session in hexadecimal. Nothing for the target of anything but a network drive,
/// and for one that is reported in another form, as by Wine. The form is not documented; it is what the
/// redirectors of Windows have used since XP.
std::optional<RedirectedDevice> parse_redirected_device(std::string_view target, DriveLetter letter);

/// What Windows says about one letter.
struct LetterFacts {
  enum class Drive { unknown, fixed, removable, cd, ram, remote };
  bool is_there = false;              ///< defined in this session or for all, or listed among the drives
  std::string target;                 ///< QueryDosDeviceW; empty: not reported
  std::optional<std::string> remote;  ///< WNetGetConnectionW: what it is connected to
  std::string remembered;             ///< RemotePath of HKCU\Network\LETTER; empty: none
  bool is_unavailable = false;        ///< WNetGetConnectionW: remembered, but not connected (1201)
  Drive drive = Drive::unknown;       ///< GetDriveTypeW; `unknown` where it was not asked
};

/// `own_sessions`: this logon session and, where there is one, the session linked with it. In doubt a
/// connection counts as this session's.
LetterUse judge_letter(DriveLetter letter, const LetterFacts& facts,
                       std::span<const std::uint64_t> own_sessions);

/// Whether the path that Windows reports in `use` is exactly `path`.
bool is_connected_to(const LetterUse& use, const UncPath& path);

/// The letter has the path, but not the user of the connection's credential (G4).
bool is_of_other_user(const ConnectionSpec& connection, const LetterUse& use);

/// The ERROR_ALREADY_ASSIGNED result for a letter that is taken.
SystemResult describe_taken_letter(const ConnectionSpec& connection, const LetterUse& use);

}  // namespace launcher
