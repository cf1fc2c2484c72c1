#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>

/// What a child saw, as it writes it for the program that has started its task: a `NAME=VALUE` line for each
/// fact. Names with a letter are about that drive.
namespace acceptance {

/// What a letter was to the child.
struct SeenLetter {
  std::string device;              ///< QueryDosDeviceW; empty: there is no such letter in its session
  std::string remote;              ///< WNetGetConnectionW; empty: no network drive
  std::string user;                ///< WNetGetUserW: whom the server knows it as; empty: not known
  std::string marker;              ///< what the marker file on it holds; empty: it cannot be read
  std::uint32_t marker_error = 0;  ///< the Win32 code, where it cannot be read

  bool is_there() const { return !device.empty(); }
};

struct ChildReport {
  std::uint32_t process = 0;
  std::uint32_t parent = 0;
  std::uint32_t grandchild = 0;  ///< 0: none was asked for
  std::string account;           ///< the SID
  std::string session;           ///< its logon session: "0x3e7"
  std::string elevation;         ///< "default", "full" or "limited"
  std::uint32_t terminal_session = 0;
  bool has_console_window = false;  ///< a window that can be seen
  std::string line;                 ///< its whole command line, as WTF-8
  std::map<char, SeenLetter> letters;
  std::map<std::string, std::string> facts;  ///< what its acts came to (child_acts.hpp), by name

  /// One of the letters that it was asked to look at; else one that is not there.
  const SeenLetter& letter(char name) const;
  /// Empty: there is no such fact.
  std::string fact(const std::string& name) const;
};

std::string format_child_report(const ChildReport& report);

/// Empty: the text is no complete report. It may be that its writer is still at it: the last line says that it
/// is complete.
std::optional<ChildReport> parse_child_report(std::string_view text);

}  // namespace acceptance
