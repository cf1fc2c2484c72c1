#include "taskxml/rewrite/wrap_plan.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <stdexcept>
#include <utility>
#include <vector>

#include "launcher/base/command_line.hpp"
#include "launcher/base/program_kind.hpp"
#include "launcher/base/text_encoding.hpp"

namespace taskxml {
namespace {

/// cmd.exe in the longest system directory a machine is likely to have.
constexpr std::string_view kCommandProcessor = R"("C:\Windows\System32\cmd.exe" /c "")";

bool is_beyond_ascii(std::string_view text) {
  return std::any_of(text.begin(), text.end(), [](char c) { return (c & 0x80) != 0; });
}

bool is_control(char c) {
  return static_cast<unsigned char>(c) < 0x20;
}

/// No quotes, or one pair around all of it.
bool has_usable_quotes(std::string_view directory) {
  const auto quotes = std::count(directory.begin(), directory.end(), '"');
  return quotes == 0 || (quotes == 2 && directory.front() == '"' && directory.back() == '"');
}

std::string without_pair(const std::string& directory) {
  return directory.starts_with('"') ? directory.substr(1, directory.size() - 2) : directory;
}

std::string with_quotes_as_bars(std::string text) {
  std::replace(text.begin(), text.end(), '"', '|');
  return text;
}

void check_moved_text(const ExecPart& part, std::string_view element, const std::string& value,
                      const WrapOptions& options) {
  const auto refuse = [&](std::string_view what, std::string advice) {
    throw Refusal(fmt::format("{} {}", element, what), value, std::move(advice), part.begin);
  };
  if (std::any_of(value.begin(), value.end(), is_control)) {
    refuse("holds a line break, a tab or a control character", "Delete it");
  }
  if (options.has_unknown_bytes && is_beyond_ascii(value)) {
    refuse("holds bytes that are not UTF-8",
           "Say which code page the file was written in: --input-encoding cp850; chcp shows a console's");
  }
}

/// The rest of a name without quotes that was split at a blank.
std::optional<std::string_view> find_split_rest(const ExecValues& values) {
  if (values.command->find('"') != std::string::npos || !values.arguments) return std::nullopt;
  return find_rest_of_name(*values.command, *values.arguments);
}

void check_command(const Exec& exec, const ExecValues& values, const WrapOptions& options) {
  if (!exec.command || values.command->empty()) {
    throw Refusal("an Exec without a Command", {},
                  "There is nothing to run; delete the action or complete it");
  }
  const std::string& command = *values.command;
  check_moved_text(*exec.command, "Command", command, options);
  const auto refuse = [&](std::string_view what, std::string advice) {
    throw Refusal(fmt::format("Command {}", what), command, std::move(advice), exec.command->begin);
  };
  if (command.front() == ' ') refuse("starts with a blank", "Delete the blank");
  const std::optional<SplitCommand> split = split_command(command);
  if (!split)
    refuse("has quotes that can be read in more than one way", "Put one pair of quotes around the path");
  if (split->needs_was_command && command.find('|') != std::string::npos)
    refuse("holds both quotes and a bar", "Delete the bar");
  if (launcher::program_kind(split->program) == launcher::ProgramKind::shortcut) {
    refuse("is a shortcut, which only the shell follows",
           "Write the shortcut's target, which its Properties show, into Command, and what stands behind "
           "it into Arguments");
  }
  const std::optional<std::string_view> rest = find_split_rest(values);
  if (rest && has_substitution(*rest)) {
    refuse("ends at a blank, and Arguments go on with $( or $$ in the name",
           "Whoever starts the task could choose the program. Write the whole path into Command");
  }
}

void check_directory(const Exec& exec, const ExecValues& values, const WrapOptions& options) {
  if (!exec.directory) return;
  const std::string& directory = *values.directory;
  check_moved_text(*exec.directory, "WorkingDirectory", directory, options);
  const auto refuse = [&](std::string_view what, std::string advice) {
    throw Refusal(fmt::format("WorkingDirectory {}", what), directory, std::move(advice),
                  exec.directory->begin);
  };
  if (options.invocation.chdir)
    refuse("is there, and --chdir was given as well", "Leave out --chdir for this task");
  if (!has_usable_quotes(directory))
    refuse("has a quote that is not one of a pair around it", "Delete the quotes; a directory needs none");
  if (launcher::count_utf16_units(without_pair(directory)) > launcher::kLongestDirectory) {
    refuse(fmt::format("is longer than {} characters", launcher::kLongestDirectory),
           "Windows takes no longer one");
  }
}

/// Of the line as it will stand in Arguments: taking quotes away can bring `$` and `(` together. What is
/// substituted in the action's own Arguments reaches only the program.
void check_substitution(const Exec& exec, const ExecValues& values, const Plan& plan) {
  constexpr std::string_view kAdvice =
      "Task Scheduler would substitute it among the launcher's options, where whoever starts the task "
      "could then choose them. Write the real value";
  const auto check = [&](std::string_view what, std::string_view text, const std::string& offender,
                         const std::optional<ExecPart>& part) {
    if (!has_substitution(text)) return;
    throw Refusal(fmt::format("{} holds $( or $$", what), offender, std::string(kAdvice),
                  part ? part->begin : 0);
  };
  const std::string& command = *values.command;
  check("Command", plan.command.program + plan.command.rest, command, exec.command);
  if (values.directory) check("WorkingDirectory", *values.directory, *values.directory, exec.directory);
  launcher::Invocation ours = plan.invocation;
  ours.tail = plan.command.rest;
  const std::string line = launcher::print_invocation(ours);
  check("what is written for the launcher", line, line, exec.command);
}

bool arrange_command(const ExecValues& values, Plan& plan) {
  std::optional<SplitCommand> split =
      values.command && !values.command->empty() ? split_command(*values.command) : std::nullopt;
  if (!split) return false;
  plan.command = std::move(*split);
  if (plan.command.needs_was_command) {
    if (values.command->find('|') != std::string::npos) return false;
    plan.invocation.was_command = with_quotes_as_bars(*values.command);
  }
  plan.invocation.has_program = true;
  plan.invocation.program = plan.command.program;
  plan.invocation.program_token.clear();
  plan.invocation.tail = plan.command.rest;
  if (values.arguments && !values.arguments->empty()) plan.invocation.tail += " " + *values.arguments;
  plan.command.is_split = find_split_rest(values).has_value();
  return true;
}

bool arrange_directory(const ExecValues& values, Plan& plan) {
  if (!values.directory) return true;
  if (plan.invocation.chdir || !has_usable_quotes(*values.directory)) return false;
  if (values.directory->empty()) return true;
  plan.invocation.chdir = without_pair(*values.directory);
  plan.directory_is_quoted = *plan.invocation.chdir != *values.directory;
  return true;
}

void arrange_was_words(const ExecValues& values, const WrapOptions& options, Plan& plan) {
  std::string words;
  const auto add = [&](bool is_needed, std::string_view word) {
    if (!is_needed) return;
    if (!words.empty()) words += ',';
    words += word;
  };
  add(plan.command.is_quoted, kQuoted);
  add(values.arguments && values.arguments->empty(), kEmptyArguments);
  add(values.directory && values.directory->empty(), kEmptyDirectory);
  add(plan.directory_is_quoted, kQuotedDirectory);
  add(options.invocation.chdir.has_value(), kNoDirectory);
  add(plan.command.is_split, launcher::kSplitName);
  if (!words.empty()) plan.invocation.was = words;
}

void check_lengths(const Exec& exec, const WrapOptions& options, const Plan& plan) {
  const auto refuse = [&](std::string_view what, std::size_t length, std::size_t limit) {
    throw Refusal(fmt::format("{} would have {} characters; {} are allowed", what, length, limit),
                  plan.invocation.program, "Move the arguments into a file or a script", exec.command->begin);
  };
  const std::size_t line = launcher::count_utf16_units(options.launcher) + 3 +
                           launcher::count_utf16_units(launcher::print_invocation(plan.invocation));
  if (line > launcher::kLongestCommandLine) {
    refuse("the launcher's command line", line, launcher::kLongestCommandLine);
  }
  if (launcher::program_kind(plan.invocation.program) != launcher::ProgramKind::batch) return;
  const std::size_t batch_line = batch_line_length(plan.invocation.program, plan.invocation.tail);
  if (batch_line > launcher::kLongestBatchLine) {
    refuse("cmd.exe's command line", batch_line, launcher::kLongestBatchLine);
  }
}

/// The options alone, with a blank at the end.
std::string print_options(launcher::Invocation invocation) {
  invocation.has_program = false;
  std::string line = launcher::print_invocation(invocation);
  if (!line.empty()) line += ' ';
  return line;
}

}  // namespace

std::size_t batch_line_length(std::string_view program, std::string_view tail) {
  return kCommandProcessor.size() + 2 + launcher::count_utf16_units(program) +
         launcher::count_utf16_units(tail);
}

std::optional<std::string_view> find_rest_of_name(std::string_view program, std::string_view arguments) {
  static constexpr std::array<std::string_view, 6> kPrograms{".exe", ".com", ".bat", ".cmd", ".ps1", ".vbs"};
  const std::size_t name = program.find_last_of('\\');
  if (name == std::string_view::npos || program.find('.', name) != std::string_view::npos ||
      arguments.empty())
    return std::nullopt;
  const std::string lower = launcher::to_lower_ascii(arguments);
  std::size_t end = std::string::npos;
  for (const std::string_view extension : kPrograms)
    end = std::min(end, lower.find(extension));
  if (end == std::string::npos) return std::nullopt;
  const std::string_view rest = arguments.substr(0, end + 4);
  const bool is_name = rest.find('\\') != std::string_view::npos &&
                       rest.find_first_of("\":=") == std::string_view::npos && rest.front() != '-' &&
                       rest.front() != '/';
  return is_name ? std::optional(rest) : std::nullopt;
}

std::optional<SplitCommand> split_command(std::string_view command) {
  const auto quotes = std::count(command.begin(), command.end(), '"');
  if (quotes == 0) return SplitCommand{std::string(command), {}, false, false};
  if (quotes == 2 && command.size() > 2 && command.front() == '"' && command.back() == '"') {
    return SplitCommand{std::string(command.substr(1, command.size() - 2)), {}, true, false};
  }
  const launcher::CommandLineWord word = launcher::read_word(command, 0);
  const bool is_whole = word.begin == 0 && word.end == command.size();
  const bool is_closed = quotes % 2 == 0 || is_whole;
  const bool starts_with_pair = command.front() == '"' && command.find('"', 1) + 1 == word.end && is_closed;
  if (word.value.empty() || (!is_whole && !starts_with_pair)) return std::nullopt;
  return SplitCommand{word.value, std::string(command.substr(word.end)), false, true};
}

std::optional<Plan> arrange(const ExecValues& values, const WrapOptions& options) {
  Plan plan;
  plan.invocation = options.invocation;
  plan.invocation.was.reset();
  plan.invocation.was_command.reset();
  plan.invocation.quotes.reset();
  if (!arrange_command(values, plan) || !arrange_directory(values, plan)) return std::nullopt;
  arrange_was_words(values, options, plan);
  plan.invocation.quotes = launcher::count_quotes(plan.invocation);
  return plan;
}

Plan make_plan(const Exec& exec, const ExecValues& values, const WrapOptions& options) {
  check_command(exec, values, options);
  check_directory(exec, values, options);
  std::optional<Plan> plan = arrange(values, options);
  if (!plan) throw std::logic_error("an action that passed every check has no line");
  check_substitution(exec, values, *plan);
  check_lengths(exec, options, *plan);
  return std::move(*plan);
}

bool has_word(const launcher::Invocation& invocation, std::string_view word) {
  if (!invocation.was) return false;
  const std::vector<std::string> words = launcher::parse_name_list(*invocation.was);
  return std::find(words.begin(), words.end(), word) != words.end();
}

bool has_substitution(std::string_view text) {
  return text.find("$(") != std::string_view::npos || text.find("$$") != std::string_view::npos;
}

OptionsAroundDirectory print_options_around_directory(launcher::Invocation invocation) {
  launcher::Invocation after;
  after.was = std::exchange(invocation.was, std::nullopt);
  after.was_command = std::exchange(invocation.was_command, std::nullopt);
  invocation.chdir.reset();
  return {print_options(std::move(invocation)), print_options(std::move(after))};
}

}  // namespace taskxml
