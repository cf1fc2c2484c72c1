#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "launcher/base/invocation.hpp"
#include "taskxml/task/exec.hpp"

/// What a wrapped action looks like: the launcher's line for the values of an action, and how one is known.
namespace taskxml {

/// A Command taken apart.
struct SplitCommand {
  std::string program;
  std::string rest;        ///< what follows the program inside the Command, with its leading blank
  bool is_quoted = false;  ///< one pair of quotes around all of it
  bool needs_was_command = false;
  bool is_split = false;  ///< its name continues in Arguments: find_rest_of_name
};

/// By the rule Windows has for a program's name. Empty for a Command whose quotes have no one meaning.
std::optional<SplitCommand> split_command(std::string_view command);

/// The rest of a program's name that was split at a blank, `Files\App\app.exe` of `C:\Program` with
/// `Files\App\app.exe -v`. Empty: Arguments are what they say.
std::optional<std::string_view> find_rest_of_name(std::string_view program, std::string_view arguments);

/// The same of a Command without quotes and the Arguments behind it; a Command must be there.
std::optional<std::string_view> find_split_rest(const ExecValues& values);

/// Whether a directory has no quotes, or one pair around all of it.
bool has_usable_quotes(std::string_view directory);

/// Without that pair.
std::string without_pair(const std::string& directory);

/// The launcher's command line, and how the directory was written.
struct Plan {
  launcher::Invocation invocation;
  SplitCommand command;
  bool directory_is_quoted = false;
};

/// The launcher's line for an action with these values, whether or not it may be wrapped. Empty when no line
/// can express them: there is no Command, or quotes that have no one meaning, or a directory besides --chdir.
/// `options` are those of the launcher; its program, tail, was, was_command and quotes are not used.
std::optional<Plan> arrange(const ExecValues& values, const launcher::Invocation& options);

/// The command of the launcher that an action runs and that starts no other program: "check" in what taskxml
/// probe writes. Empty for every other action.
std::string find_own_command(const ExecValues& values);

/// Whether the Command's file name is the launcher's, and then its parsed Arguments; empty also for an action
/// of its own commands. Throws Refusal for a launcher whose Arguments do not parse, since options are never
/// guessed, and for one that would start itself.
std::optional<launcher::Invocation> find_invocation(const Exec& exec);
/// The same where the values of `exec` are known.
std::optional<launcher::Invocation> find_invocation(const Exec& exec, const ExecValues& values);

/// The words of --was.
inline constexpr std::string_view kQuoted = "quoted";
inline constexpr std::string_view kEmptyArguments = "empty-arguments";
inline constexpr std::string_view kEmptyDirectory = "empty-directory";
inline constexpr std::string_view kQuotedDirectory = "quoted-directory";
inline constexpr std::string_view kNoDirectory = "no-directory";

/// Whether --was holds the word.
bool has_word(const launcher::Invocation& invocation, std::string_view word);

/// Whether Task Scheduler substitutes something in `text`: it holds `$(` or `$$` ([MS-TSCH] 2.5.9).
bool has_substitution(std::string_view text);

/// How long the line of cmd.exe is that runs a batch file with `tail` behind its name.
std::size_t batch_line_length(std::string_view program, std::string_view tail);

}  // namespace taskxml
