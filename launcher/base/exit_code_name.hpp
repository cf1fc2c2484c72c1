#pragma once

#include <span>
#include <string_view>

#include "launcher/base/error.hpp"

/// What the well-known exit codes of programs say, for whoever reads the log later.
namespace launcher {

struct ExitCodeMeaning {
  ExitCode code = 0;
  std::string_view name;     ///< its symbol; empty: it has none that all programs share
  std::string_view meaning;  ///< what happened, in a few words; empty: the name says it
};

/// Every row, by ascending code. Sources: [MS-ERREF] 2.3 (NTSTATUS: Windows ends a program with these),
/// "Task Scheduler Error and Success Constants", the pages of the runtimes (.NET, Visual C++) and of cmd.exe.
/// Codes below 256 are the program's own affair: their rows say what they mostly are.
std::span<const ExitCodeMeaning> exit_code_meanings();

/// The row of `code`; for an HRESULT or NTSTATUS that our messages know, 0x80070000 + a Win32 code among
/// them, a row with its symbol; else one without name and meaning.
ExitCodeMeaning explain_exit_code(ExitCode code);

}  // namespace launcher
