#pragma once

#include <string>

#include "launcher/log.hpp"

/// The log on disk.
namespace launcher::win32 {

/// Opens a file for appending, makes it when it is not there, and returns what writes lines to it. Each line
/// is one write at the end of the file, so that launchers that write one log together do not tear each
/// other's lines. Throws Error.
Log::Sink open_log_file(const std::string& path);

/// Where an account without elevation logs: %LOCALAPPDATA%\DriveLaunch\drivelaunch.log; makes the folder.
/// Elevated: empty, because the protected folder that such a run may write to does not exist yet.
std::string find_default_log();

}  // namespace launcher::win32
