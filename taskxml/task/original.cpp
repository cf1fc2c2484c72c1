#include "taskxml/task/original.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <string>
#include <utility>

#include "launcher/base/command_line.hpp"
#include "taskxml/task/wrapped.hpp"

namespace taskxml {
namespace {

/// With one pair of quotes around it, or as it is.
std::string quoted_if(bool is_quoted, std::string text) {
  return is_quoted ? fmt::format("\"{}\"", text) : text;
}

/// The original that --was and --was-command describe.
Original read_hints(const launcher::Invocation& invocation) {
  Original original;
  original.hints_count = true;
  original.values.command = quoted_if(has_word(invocation, kQuoted), invocation.program);
  if (invocation.was_command) {
    std::string command = *invocation.was_command;
    std::replace(command.begin(), command.end(), '|', '"');
    const std::optional<SplitCommand> split = command.empty() ? std::nullopt : split_command(command);
    if (split) original.rest_length = split->rest.size();
    original.values.command = std::move(command);
  }
  if (invocation.tail.size() > original.rest_length) {
    original.values.arguments = invocation.tail.substr(original.rest_length + 1);
  } else if (has_word(invocation, kEmptyArguments)) {
    original.values.arguments = std::string();
  }
  if (invocation.chdir && !has_word(invocation, kNoDirectory)) {
    original.values.directory = quoted_if(has_word(invocation, kQuotedDirectory), *invocation.chdir);
  } else if (has_word(invocation, kEmptyDirectory)) {
    original.values.directory = std::string();
  }
  return original;
}

/// Whether wrapping `original` gives the line of `invocation`, whatever its options are and however they are
/// written.
bool fits(const Original& original, const launcher::Invocation& invocation) {
  launcher::Invocation options = invocation;
  if (!has_word(invocation, kNoDirectory)) options.chdir.reset();
  const std::optional<Plan> plan = arrange(original.values, options);
  launcher::Invocation expected = invocation;
  expected.program_token.clear();
  return plan && plan->invocation == expected &&
         invocation.program_token == launcher::quote_value(invocation.program);
}

/// The original without a look at --was and --was-command.
Original read_values(const ExecValues& written, const launcher::Invocation& invocation) {
  Original original;
  original.values.command = invocation.program;
  if (!invocation.tail.empty()) original.values.arguments = invocation.tail.substr(1);
  original.values.directory = written.directory;
  if (invocation.chdir && !invocation.chdir->empty()) {
    const std::string own = written.directory.value_or(std::string());
    original.has_two_directories = !own.empty() && own != *invocation.chdir;
    original.values.directory = invocation.chdir;
  }
  return original;
}

}  // namespace

Original find_original(const ExecValues& written, const launcher::Invocation& invocation) {
  const bool has_hints = invocation.was || invocation.was_command;
  if (has_hints && !written.directory) {
    Original original = read_hints(invocation);
    if (fits(original, invocation)) return original;
  }
  Original original = read_values(written, invocation);
  original.was_edited = has_hints || written.directory;
  return original;
}

}  // namespace taskxml
