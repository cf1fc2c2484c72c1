#include "launcher/win32/own_process.hpp"

#include <windows.h>

#include <cstdlib>

#include "launcher/win32/wide_text.hpp"

namespace launcher::win32 {

std::string read_command_line() {
  return wtf8_from_wide(GetCommandLineW());
}

void end_process(ExitCode exit_code, bool call_left_behind) {
  if (call_left_behind) TerminateProcess(GetCurrentProcess(), exit_code);
  ExitProcess(exit_code);
}

}  // namespace launcher::win32
