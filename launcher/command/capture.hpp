#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "launcher/command/session_report.hpp"

/// `drivelaunch capture`: the drives of this session as a drives.ini.
namespace launcher {

struct CaptureRequest {
  std::vector<std::string> only;  ///< letters; empty: all
};

/// Parses what follows `capture`. Throws Error (ERROR_BAD_ARGUMENTS).
CaptureRequest parse_capture(std::string_view arguments);

/// The file: connected drives, then those that are remembered but not connected. `run` accepts it unchanged.
/// Throws Error (ERROR_BAD_ARGUMENTS) for a letter of --only that is neither.
std::string capture_drives(const CaptureRequest& request, const SessionReport& session);

}  // namespace launcher
