#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "launcher/base/drive.hpp"
#include "launcher/program/process.hpp"

/// Finds PROGRAM and makes the command line it will see.
namespace launcher {

/// PROGRAM as the command line gives it.
struct ProgramRequest {
  std::string program;     ///< without its quotes
  std::string token;       ///< as written
  std::string tail;        ///< everything after it, byte for byte, with its leading blank; may be WTF-8
  std::string directory;   ///< --chdir; empty: none
  bool was_split = false;  ///< `taskxml wrap` says: in quotes, but only the first part of a name
};

struct ProgramChoice {
  StartableProgram startable;
  std::string file;  ///< what was found: for a batch file or a document, not what is started
  std::vector<std::string> warnings;
};

enum class MissingProgram {
  refuse,  ///< throws
  accept,  ///< takes the name as it is: for --dry-run, which connects nothing and may not see the file yet
};

/// With a separator PROGRAM is relative to --chdir; a bare name is looked for in System32, Windows, --chdir
/// and PATH, never in the launcher's own folder; without an extension those of PATHEXT are tried. An
/// executable sees the line as it was written; .bat and .cmd run in System32's cmd.exe; a document is opened
/// by the command of its association; a shortcut, and a .ps1 that an editor would open, are refused. A name
/// without quotes that was split at a blank is put together again as CreateProcessW does, with a warning, if
/// others could not change what it then names. Throws Error.
ProgramChoice find_program(const ProgramRequest& request, ProgramFiles& files, MissingProgram missing);

/// Throws Error unless the directory is there: ERROR_DIRECTORY where nothing or a file has that name, else
/// what Windows says. Empty: nothing to check.
void check_directory_exists(const std::string& directory, ProgramFiles& files);

/// What is wrong with the directory that `program` would start in, if anything: cmd.exe goes to the Windows
/// directory instead of a UNC path. Names the letter of `drives` that shows the folder.
std::optional<std::string> find_directory_fault(const StartableProgram& program,
                                                std::span<const ConnectionSpec> drives, ProgramFiles& files);

}  // namespace launcher
