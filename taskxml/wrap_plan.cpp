#include "taskxml/wrap_plan.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>
#include <vector>

#include "launcher/base/command_line.hpp"
#include "launcher/base/drive.hpp"
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

std::string with_quotes_as_bars(std::string text) {
  std::replace(text.begin(), text.end(), '"', '|');
  return text;
}

void check_moved_text(const ExecPart& part, std::string_view element, const std::string& value,
                      const WrapOptions& options) {
  const auto refuse = [&](std::string_view what, std::string advice) {
    throw Refusal(fmt::format("{} {}", element, what), value, std::move(advice), part.begin);
  };
  if (has_substitution(value)) {
    refuse("holds $( or $$",
           "Task Scheduler would substitute it among the launcher's options, where whoever starts the task "
           "could then choose them. Write the real value");
  }
  if (std::any_of(value.begin(), value.end(), is_control)) {
    refuse("holds a line break, a tab or a control character", "Delete it");
  }
  if (options.has_unknown_bytes && is_beyond_ascii(value)) {
    refuse("holds bytes that are not UTF-8",
           "Say which code page the file was written in: --input-encoding cp850; chcp shows a console's");
  }
}

void plan_command(const Exec& exec, const ExecValues& values, const WrapOptions& options, Plan& plan) {
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
  std::optional<SplitCommand> split = split_command(command);
  if (!split)
    refuse("has quotes that can be read in more than one way", "Put one pair of quotes around the path");
  plan.command = std::move(*split);
  if (plan.command.needs_was_command) {
    if (command.find('|') != std::string::npos) refuse("holds both quotes and a bar", "Delete the bar");
    plan.invocation.was_command = with_quotes_as_bars(command);
  }
  plan.invocation.has_program = true;
  plan.invocation.program = plan.command.program;
  plan.invocation.tail = plan.command.rest;
  if (!values.arguments || values.arguments->empty()) return;
  plan.invocation.tail += " " + *values.arguments;
  const std::optional<std::string_view> rest =
      command.find('"') == std::string::npos ? find_rest_of_name(command, *values.arguments) : std::nullopt;
  if (rest && has_substitution(*rest)) {
    refuse("ends at a blank, and Arguments go on with $( or $$ in the name",
           "Whoever starts the task could choose the program. Write the whole path into Command");
  }
  plan.command.is_split = rest.has_value();
}

void plan_directory(const Exec& exec, const ExecValues& values, const WrapOptions& options, Plan& plan) {
  if (!exec.directory) return;
  std::string directory = *values.directory;
  check_moved_text(*exec.directory, "WorkingDirectory", directory, options);
  const auto refuse = [&](std::string_view what, std::string advice) {
    throw Refusal(fmt::format("WorkingDirectory {}", what), directory, std::move(advice),
                  exec.directory->begin);
  };
  if (plan.invocation.chdir)
    refuse("is there, and --chdir was given as well", "Leave out --chdir for this task");
  if (directory.empty()) return;
  const auto quotes = std::count(directory.begin(), directory.end(), '"');
  plan.directory_is_quoted = quotes == 2 && directory.front() == '"' && directory.back() == '"';
  if (quotes != 0 && !plan.directory_is_quoted) {
    refuse("has a quote that is not one of a pair around it", "Delete the quotes; a directory needs none");
  }
  if (plan.directory_is_quoted) directory = directory.substr(1, directory.size() - 2);
  if (launcher::count_utf16_units(directory) > launcher::kLongestDirectory) {
    refuse(fmt::format("is longer than {} characters", launcher::kLongestDirectory),
           "Windows takes no longer one");
  }
  plan.invocation.chdir = directory;
}

void plan_was_words(const Exec& exec, const ExecValues& values, const WrapOptions& options, Plan& plan) {
  std::string words;
  const auto add = [&](bool is_needed, std::string_view word) {
    if (!is_needed) return;
    if (!words.empty()) words += ',';
    words += word;
  };
  add(plan.command.is_quoted, kQuoted);
  add(exec.arguments && values.arguments->empty(), kEmptyArguments);
  add(exec.directory && values.directory->empty(), kEmptyDirectory);
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
  if (!is_batch_file(plan.invocation.program)) return;
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

bool is_batch_file(std::string_view program) {
  while (!program.empty() && (program.back() == '.' || program.back() == ' '))
    program.remove_suffix(1);
  const std::string lower = launcher::to_lower_ascii(program);
  return lower.ends_with(".bat") || lower.ends_with(".cmd");
}

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

Plan make_plan(const Exec& exec, const ExecValues& values, const WrapOptions& options) {
  Plan plan;
  plan.invocation = options.invocation;
  plan.invocation.was.reset();
  plan.invocation.was_command.reset();
  plan.invocation.quotes.reset();
  plan_command(exec, values, options, plan);
  plan_directory(exec, values, options, plan);
  plan_was_words(exec, values, options, plan);
  plan.invocation.quotes = launcher::count_quotes(plan.invocation);
  check_lengths(exec, options, plan);
  return plan;
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
