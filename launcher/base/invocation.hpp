#pragma once

#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

/// The command line of `drivelaunch run` as a value. This is its one definition: the launcher parses with it,
/// taskxml writes and recognises wrapped tasks with it, --help is printed from it.
namespace launcher {

/// One command line. Text values are kept as they were written, so that printing what was parsed gives the
/// same words; each was checked to be what its option needs.
struct Invocation {
  std::optional<std::string> quotes;  ///< count_quotes, where it says something
  std::optional<std::string> config;
  std::optional<std::string> only;   ///< "S,T,media"
  std::vector<std::string> drives;   ///< each "S=\\server\share"
  std::optional<std::string> chdir;  ///< may be empty: no directory
  std::optional<std::string> timeout;
  std::optional<std::string> until;
  std::optional<std::string> success_codes;
  std::optional<std::string> output;
  std::optional<std::string> log;
  std::optional<std::string> name;
  bool verbose = false;
  bool quiet = false;
  bool dry_run = false;
  bool help = false;
  bool version = false;
  std::optional<std::string> was;  ///< what taskxml could not show otherwise; to `run` only `split` matters
  std::optional<std::string> was_command;  ///< the original Command with | for each quote; `run` ignores it

  bool has_program = false;
  std::string program;        ///< PROGRAM without its quotes
  std::string program_token;  ///< PROGRAM as written; empty when made in memory: printing quotes `program`
  std::string tail;  ///< everything after PROGRAM, byte for byte, with its leading blank; may be WTF-8

  bool operator==(const Invocation&) const = default;
};

/// How one option is written, what it holds, and where that is kept.
struct Option {
  using Flag = bool Invocation::*;
  using Text = std::optional<std::string> Invocation::*;
  using List = std::vector<std::string> Invocation::*;

  std::string_view name;                            ///< without the two dashes
  std::string_view placeholder;                     ///< "FILE"; empty: the option takes no value
  std::string_view help;                            ///< empty: not shown by --help
  bool quoted;                                      ///< its value is printed in quotes
  std::variant<Flag, Text, List> member;            ///< a List may be repeated
  void (*check)(std::string_view value) = nullptr;  ///< throws std::invalid_argument with the reason
};

/// All options, in the order in which they are printed.
std::span<const Option> invocation_options();

/// nullptr when there is none of that name.
const Option* find_option(std::string_view name);

/// Sets one option. Throws Error (ERROR_BAD_ARGUMENTS) for a value the option does not take, a flag given a
/// value, a value missing, a quote inside a value, or an option given twice that may be given once.
void set_option(Invocation& invocation, const Option& option, std::optional<std::string> value);

/// Parses what follows the name of our program: `[run] [options] -- PROGRAM [ARGUMENTS...]`, the whole of
/// what Task Scheduler calls Arguments. Throws Error (ERROR_BAD_ARGUMENTS) that says what is wrong and names
/// the nearest option. PROGRAM may be missing only with --help or --version.
Invocation parse_invocation(std::string_view arguments);

/// The way back: `--config "..." --name "..." -- "PROGRAM" ARGUMENTS`. Throws std::invalid_argument when a
/// value holds a quote. parse_invocation(print_invocation(x)) == x but for program_token.
std::string print_invocation(const Invocation& invocation);

/// How many quotes the printed line has, for --quotes; empty where no %VARIABLE% is among the options or in
/// PROGRAM. Task Scheduler expands those before the launcher sees the line, and the account of a task can set
/// them without being elevated: a value like `a" --log "b` would otherwise become options. `8`: in the whole
/// line. `6+0`, where Task Scheduler puts something into the arguments of PROGRAM as well: up to PROGRAM, and
/// behind it so often `-- "`, which stands before PROGRAM.
std::optional<std::string> count_quotes(const Invocation& invocation);

/// Throws Error (ERROR_BAD_ARGUMENTS) when `arguments`, which were parsed to `invocation`, have other quotes
/// than their --quotes says.
void require_counted_quotes(std::string_view arguments, const Invocation& invocation);

/// The names in a list like "S,T,media", for --only. Throws std::invalid_argument for an empty name.
std::vector<std::string> parse_name_list(std::string_view text);

/// Whether the list holds the name.
bool has_name(std::string_view list, std::string_view name);

/// The word of --was that says: PROGRAM, although in quotes, is only the first part of a name that was split
/// at a blank.
inline constexpr std::string_view kSplitName = "split";

/// The longest command line CreateProcessW takes, in 16-bit units without the NUL that ends it.
inline constexpr std::size_t kLongestCommandLine = 32766;
/// The longest line cmd.exe takes.
inline constexpr std::size_t kLongestBatchLine = 8191;
/// The longest directory CreateProcessW takes (its page: MAX_PATH, and room for a backslash and the NUL).
inline constexpr std::size_t kLongestDirectory = 258;

}  // namespace launcher
