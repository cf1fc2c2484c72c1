#pragma once

#include <string>

#include "launcher/base/error.hpp"

/// The launcher's own process.
namespace launcher::win32 {

/// The whole command line it was started with (GetCommandLineW), as WTF-8.
std::string read_command_line();

/// The full path of the file it was started from.
std::string own_program_path();

/// Whether this is drivelaunchw.exe: a program of the GUI subsystem, which Windows starts without a console.
bool is_windowless_program();

/// Ends the process. `call_left_behind`: a thread hangs in a system call that an orderly end would wait for.
[[noreturn]] void end_process(ExitCode exit_code, bool call_left_behind);

}  // namespace launcher::win32
