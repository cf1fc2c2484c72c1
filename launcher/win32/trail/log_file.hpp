#pragma once

#include <cstdint>
#include <functional>
#include <string>

#include "launcher/trail/log.hpp"

/// The log on disk.
namespace launcher::win32 {

/// Opens a file for appending, or makes it (open_written_file), and returns what writes lines to it. Each
/// line is one write at the end of the file, so that launchers that write one log together do not tear each
/// other's lines. A file of `largest` bytes or more is renamed to PATH.1 first. Throws Error.
/// `report_failure` is called once, with a message, when a line cannot be written.
Log::Sink open_log_file(const std::string& path, std::uint64_t largest,
                        const std::function<void(const std::string& message)>& report_failure);

/// Where to log when nothing says otherwise. Without elevation %LOCALAPPDATA%\DriveLaunch\drivelaunch.log,
/// whose folder is made. Elevated: drivelaunch.log in the folder that setup makes; empty when that is not
/// there.
std::string find_default_log();

}  // namespace launcher::win32
