#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "launcher/base/invocation.hpp"
#include "taskxml/rewrite/wrap.hpp"
#include "taskxml/task/exec.hpp"

/// What a wrapped action is to say, decided on values; wrap.cpp and unwrap.cpp write it.
namespace taskxml {

/// A Command taken apart.
struct SplitCommand {
  std::string program;
  std::string rest;        ///< what follows the program inside the Command, with its leading blank
  bool is_quoted = false;  ///< one pair of quotes around all of it
  bool needs_was_command = false;
  bool is_split = false;  ///< its name goes on in Arguments: find_rest_of_name
};

/// By the rule Windows has for a program's name. Empty for a Command whose quotes have no one meaning.
std::optional<SplitCommand> split_command(std::string_view command);

/// The rest of a program's name that was split at a blank, `Files\App\app.exe` of `C:\Program` with
/// `Files\App\app.exe -v`. Empty: Arguments are what they say.
std::optional<std::string_view> find_rest_of_name(std::string_view program, std::string_view arguments);

/// The launcher's command line, and how the directory was written.
struct Plan {
  launcher::Invocation invocation;
  SplitCommand command;
  bool directory_is_quoted = false;
};

/// How long the line of cmd.exe is that runs a batch file with `tail` behind its name.
std::size_t batch_line_length(std::string_view program, std::string_view tail);

/// The launcher's line for an action with these values, whether or not it may be wrapped. Empty when no line
/// tells of them: there is no Command, or quotes that have no one meaning, or a directory besides --chdir.
std::optional<Plan> arrange(const ExecValues& values, const WrapOptions& options);

/// The same for an action that is to be wrapped. Throws Refusal for what cannot be wrapped so that it runs
/// the same.
Plan make_plan(const Exec& exec, const ExecValues& values, const WrapOptions& options);

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

/// The options as they are printed before --chdir, and those after it, each part with a blank at its end.
struct OptionsAroundDirectory {
  std::string before;
  std::string after;
};
OptionsAroundDirectory print_options_around_directory(launcher::Invocation invocation);

}  // namespace taskxml
