#pragma once

#include <windows.h>

#include <vector>

#include "launcher/program/process.hpp"

namespace launcher::win32 {

/// Asks a program to end, and leaves it to the program whether it does: WM_CLOSE is posted to the visible
/// top-level windows of each of the processes (to the invisible ones where there is no visible one), and a
/// console program without a visible window of its own gets Ctrl-Break, with everything on its console. That
/// is not done when a process that is none of these is on the console, too. `program` is one of `processes`.
StopRequest ask_to_end(DWORD program, const std::vector<DWORD>& processes);

}  // namespace launcher::win32
