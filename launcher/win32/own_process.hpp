#pragma once

#include <string>

#include "launcher/base/error.hpp"

/// The launcher's own process.
namespace launcher::win32 {

/// The whole command line it was started with (GetCommandLineW), as WTF-8.
std::string read_command_line();

/// Ends the process. `call_left_behind`: a thread hangs in a system call that an orderly end would wait for.
[[noreturn]] void end_process(ExitCode exit_code, bool call_left_behind);

}  // namespace launcher::win32
