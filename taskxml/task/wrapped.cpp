#include "taskxml/task/wrapped.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>
#include <vector>

#include "launcher/base/command_line.hpp"
#include "launcher/base/command_words.hpp"
#include "launcher/base/drive.hpp"
#include "launcher/base/error.hpp"
#include "launcher/base/program_kind.hpp"
#include "launcher/text/text_encoding.hpp"
#include "taskxml/task/launcher_name.hpp"

namespace taskxml {
namespace {

/// cmd.exe in the longest system directory a machine is likely to have.
constexpr std::string_view kCommandProcessor = R"("C:\Windows\System32\cmd.exe" /c "")";

std::string with_quotes_as_bars(std::string text) {
  std::replace(text.begin(), text.end(), '"', '|');
  return text;
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

void arrange_was_words(const ExecValues& values, const launcher::Invocation& options, Plan& plan) {
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
  add(options.chdir.has_value(), kNoDirectory);
  add(plan.command.is_split, launcher::kSplitName);
  if (!words.empty()) plan.invocation.was = words;
}

}  // namespace

bool has_usable_quotes(std::string_view directory) {
  const auto quotes = std::count(directory.begin(), directory.end(), '"');
  return quotes == 0 || (quotes == 2 && directory.front() == '"' && directory.back() == '"');
}

std::string without_pair(const std::string& directory) {
  return directory.starts_with('"') ? directory.substr(1, directory.size() - 2) : directory;
}

std::optional<std::string_view> find_split_rest(const ExecValues& values) {
  if (values.command->find('"') != std::string::npos || !values.arguments) return std::nullopt;
  return find_rest_of_name(*values.command, *values.arguments);
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

std::optional<std::string_view> find_rest_of_name(std::string_view program, std::string_view arguments) {
  const std::size_t name = program.find_last_of('\\');
  if (name == std::string_view::npos || program.find('.', name) != std::string_view::npos ||
      arguments.empty())
    return std::nullopt;
  const std::string lower = launcher::to_lower_ascii(arguments);
  std::size_t end = std::string::npos;
  for (const std::string_view extension : launcher::kProgramExtensions)
    end = std::min(end, lower.find(extension));
  if (end == std::string::npos) return std::nullopt;
  const std::string_view rest = arguments.substr(0, end + 4);
  const bool is_name = rest.find('\\') != std::string_view::npos &&
                       rest.find_first_of("\":=") == std::string_view::npos && rest.front() != '-' &&
                       rest.front() != '/';
  return is_name ? std::optional(rest) : std::nullopt;
}

std::optional<Plan> arrange(const ExecValues& values, const launcher::Invocation& options) {
  Plan plan;
  plan.invocation = options;
  plan.invocation.was.reset();
  plan.invocation.was_command.reset();
  plan.invocation.quotes.reset();
  if (!arrange_command(values, plan) || !arrange_directory(values, plan)) return std::nullopt;
  arrange_was_words(values, options, plan);
  plan.invocation.quotes = launcher::count_quotes(plan.invocation);
  return plan;
}

std::string find_own_command(const ExecValues& values) {
  if (!values.command || !is_launcher_name(file_name_of(*values.command))) return {};
  const launcher::CommandLineWord word = launcher::read_word(values.arguments.value_or(std::string()), 0);
  const launcher::CommandWord* const command = launcher::find_command(word.value);
  return command == nullptr || command->command == launcher::Command::run ? std::string() : word.value;
}

std::optional<launcher::Invocation> find_invocation(const Exec& exec) {
  return find_invocation(exec, values_of(exec));
}

std::optional<launcher::Invocation> find_invocation(const Exec& exec, const ExecValues& values) {
  if (!exec.command) return std::nullopt;
  if (!is_launcher_name(file_name_of(*values.command)) || !find_own_command(values).empty())
    return std::nullopt;
  try {
    launcher::Invocation invocation = launcher::parse_invocation(values.arguments.value_or(std::string()));
    if (!invocation.has_program) {
      throw Refusal("this action runs the launcher, but not as a wrapped action",
                    values.arguments.value_or(""), "Leave it out with --select", exec.command->begin);
    }
    if (is_launcher_name(file_name_of(invocation.program))) {
      throw Refusal("the launcher would start itself", invocation.program, "Take one of them out by hand",
                    exec.command->begin);
    }
    return invocation;
  } catch (const launcher::Error& error) {
    const launcher::Failure& failure = error.failure();
    throw Refusal(fmt::format("the launcher's Arguments are not understood: {}", failure.text),
                  failure.subject,
                  "Leave the action out with --select, or use the version of taskxml that wrote it",
                  exec.command->begin);
  }
}

bool has_word(const launcher::Invocation& invocation, std::string_view word) {
  if (!invocation.was) return false;
  const std::vector<std::string> words = launcher::parse_name_list(*invocation.was);
  return std::find(words.begin(), words.end(), word) != words.end();
}

bool has_substitution(std::string_view text) {
  return text.find("$(") != std::string_view::npos || text.find("$$") != std::string_view::npos;
}

std::size_t batch_line_length(std::string_view program, std::string_view tail) {
  return kCommandProcessor.size() + 2 + launcher::count_utf16_units(program) +
         launcher::count_utf16_units(tail);
}

}  // namespace taskxml
