#pragma once

#include <optional>
#include <span>
#include <string_view>

/// The commands of drivelaunch: their one table, and the ways to ask for help. main finds the command of a
/// line with it, the options a command takes are read by it, --help is printed from it.
namespace launcher {

enum class Command { run, check, doctor, capture, credential, setup };

/// How one command is written.
struct CommandWord {
  Command command;
  std::string_view word;
  std::string_view syntax;                    ///< one line or more, each without its line end's blank
  std::string_view summary;                   ///< a phrase for the list of commands
  std::span<const std::string_view> options;  ///< those of run's options that it takes, too
};

/// All commands, in the order of --help.
std::span<const CommandWord> command_words();

/// The row of a command.
const CommandWord& word_of(Command command);

/// nullptr when no command is written so; case counts.
const CommandWord* find_command(std::string_view word);

/// The command, or `help` or `version`, that `word` is most like, for "did you mean"; empty when it is like
/// none, or a path.
std::string_view find_nearest_command(std::string_view word);

/// What a whole command line asks for.
struct Request {
  enum class Kind { perform, help, version };
  Kind kind = Kind::perform;
  std::optional<Command> command;  ///< perform: always there; help: empty for help about the whole program
  std::string_view arguments;      ///< perform: what follows the command's word; for run the whole line
};

/// Reads which command a line is for, and whether it only asks for help or the version. `help`, `/?`, `-?`,
/// `-h`, `/h`, `-help`, `/help` and `--help` ask for help at the start of the line and right after the
/// command; `help COMMAND` asks about that command. Further on, only `/?`, `-?`, `-h` and `--help` do. In a
/// line with `--`, which starts a program, none of them does: a stray one must not make a task that ran
/// nothing end with 0. Throws Error (ERROR_BAD_ARGUMENTS) for help about something that is not a command.
Request read_request(std::string_view arguments);

}  // namespace launcher
