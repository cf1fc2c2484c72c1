#pragma once

#include <string>
#include <string_view>

namespace taskxml {

/// The file name of a path, which may be in quotes.
std::string_view file_name_of(std::string_view path);

/// Whether that is the name of drivelaunch or drivelaunchw, with or without .exe.
bool is_launcher_name(std::string_view file_name);

/// A task's name as --name takes it: without the backslash in front; quotes, `$`, `%` and control characters,
/// which Task Scheduler or the command line would take for something else, become `_`.
std::string label_for(std::string_view name);

/// The launcher of wrap without --launcher: drivelaunchw.exe has no console window.
inline constexpr std::string_view kLauncher = R"(C:\Program Files\DriveLaunch\drivelaunch.exe)";
inline constexpr std::string_view kLauncherWithoutWindow = R"(C:\Program Files\DriveLaunch\drivelaunchw.exe)";

}  // namespace taskxml
