#pragma once

#include <array>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "launcher/base/drive.hpp"

/// What the name of a file says about how Windows runs it. No file is looked at.
namespace launcher {

enum class ProgramKind {
  executable,         ///< .exe and .com, and names without an extension
  command_processor,  ///< cmd.exe, also written cmd
  batch,              ///< .bat and .cmd: cmd.exe runs them
  powershell,         ///< .ps1: a document, whose association is an editor on most machines
  windows_script,     ///< .vbs, .js and their like: documents of Windows Script Host
  shortcut,           ///< .lnk: only the shell follows it
  document,           ///< any other extension
};

/// The extensions that the programs of tasks have: what Windows itself starts, and the commonest scripts. In
/// lower case.
inline constexpr std::array<std::string_view, 6> kProgramExtensions{".exe", ".com", ".bat",
                                                                    ".cmd", ".ps1", ".vbs"};

/// `path` without the dots and blanks at its end, which Windows ignores: "x.bat. ." is x.bat.
std::string_view trim_ignored_end(std::string_view path);

/// ".bat", in lower case, of "S:\jobs\A.BAT. ."; empty without one.
std::string extension_of(std::string_view path);

/// `path` is without quotes.
ProgramKind program_kind(std::string_view path);

/// Whether cmd.exe runs it, or it is cmd.exe.
bool needs_command_processor(ProgramKind kind);

/// Whether cmd.exe takes it for no current directory and starts in the Windows directory instead: it begins
/// with two slashes (Microsoft's page of the cmd command: UNC paths are not supported).
bool is_refused_by_command_processor(std::string_view directory);

/// The line that runs a document of that kind whatever its association is, with `tail` behind the file's
/// name: `powershell.exe -NoProfile -File "S:\a.ps1" -Full`. Empty for the other kinds.
std::string interpreter_line(ProgramKind kind, std::string_view file, std::string_view tail);

/// `S:\jobs` for `\\server\share\jobs` where S: stands for `\\server\share`; of several drives, the one
/// with the longest path. Drives without a letter are skipped. Empty when none shows that folder.
std::optional<std::string> path_on_drive(std::string_view unc, std::span<const ConnectionSpec> drives);

}  // namespace launcher
