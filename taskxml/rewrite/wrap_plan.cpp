#include "taskxml/rewrite/wrap_plan.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <stdexcept>
#include <utility>
#include <vector>

#include "launcher/base/command_line.hpp"
#include "launcher/base/program_kind.hpp"
#include "launcher/text/text_encoding.hpp"

namespace taskxml {
namespace {

bool is_beyond_ascii(std::string_view text) {
  return std::any_of(text.begin(), text.end(), [](char c) { return (c & 0x80) != 0; });
}

bool is_control(char c) {
  return static_cast<unsigned char>(c) < 0x20;
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
           "Write the shortcut's target, which its Properties show, into Command, "
           "and what follows it into Arguments");
  }
  const std::optional<std::string_view> rest = find_split_rest(values);
  if (rest && has_substitution(*rest)) {
    refuse("ends at a blank, and the rest of the name in Arguments has $( or $$",
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

/// Of the line as Arguments will have it: taking quotes away can bring `$` and `(` together. What is
/// substituted in the action's own Arguments reaches only the program.
void check_substitution(const Exec& exec, const ExecValues& values, const Plan& plan) {
  constexpr std::string_view kAdvice =
      "Task Scheduler would substitute it among the launcher's options, "
      "where whoever starts the task could then choose them. Write the real value";
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

Plan make_plan(const Exec& exec, const ExecValues& values, const WrapOptions& options) {
  check_command(exec, values, options);
  check_directory(exec, values, options);
  std::optional<Plan> plan = arrange(values, options.invocation);
  if (!plan) throw std::logic_error("an action that passed every check has no line");
  check_substitution(exec, values, *plan);
  check_lengths(exec, options, *plan);
  return std::move(*plan);
}

OptionsAroundDirectory print_options_around_directory(launcher::Invocation invocation) {
  launcher::Invocation after;
  after.was = std::exchange(invocation.was, std::nullopt);
  after.was_command = std::exchange(invocation.was_command, std::nullopt);
  invocation.chdir.reset();
  return {print_options(std::move(invocation)), print_options(std::move(after))};
}

}  // namespace taskxml
