#pragma once

#include <string>

#include "support/process.hpp"

/// The programs under test, beside this one in the build folder.
namespace e2e {

/// Full paths.
std::string launcher_path();
std::string windowless_launcher_path();  ///< drivelaunchw
std::string taskxml_path();
std::string act_child_path();
std::string line_child_path();
std::string window_child_path();

/// ` -- "...\act_child.exe" VERBS`, the end of a launcher's line.
std::string act(const std::string& verbs);

/// What starts the launcher with `arguments` behind its name.
ProcessRequest launcher_request(const std::string& arguments);

/// Starts it and waits for its end.
ProcessResult launch(const std::string& arguments, Rights rights = Rights::own);

/// HRESULT_FROM_WIN32, as the list of exit codes has it.
constexpr std::uint32_t launcher_code(std::uint32_t win32_code) {
  return win32_code > 0x7FFFFFFFU ? win32_code : 0x80070000U | win32_code;
}

}  // namespace e2e
