#pragma once

#include <cstdint>
#include <string>

#include "acceptance/machine.hpp"
#include "launcher/text/secret.hpp"

/// Our programs as an administrator starts them at a prompt: in the session and with the rights of this one.
namespace acceptance {

struct CommandResult {
  std::uint32_t exit_code = 0;
  std::string output;  ///< standard output
  std::string errors;  ///< standard error
};

/// The copy of a program that tasks run, too: `run_command(machine, "drivelaunch.exe", "check ...")`. `input` is its
/// standard input, at most 4 KB of it; it is in no argument and in no file. Waits for its end, two minutes at most.
/// Throws launcher::Error and Interrupted; then the program is ended.
CommandResult run_command(Machine& machine, const std::string& program, const std::string& arguments,
                          const launcher::Secret& input = {});

/// The same with the whole command line of any program.
CommandResult run_command_line(Machine& machine, const std::string& line, const launcher::Secret& input = {});

/// A path as an argument: "C:\a b".
std::string in_quotes(const std::string& path);

/// What it printed and how it ended, on one line, for the evidence of a check that has failed.
std::string show_command(const CommandResult& result);

}  // namespace acceptance
