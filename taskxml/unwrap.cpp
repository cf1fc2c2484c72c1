#include "taskxml/unwrap.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <vector>

#include "launcher/base/command_line.hpp"
#include "taskxml/exec_edit.hpp"
#include "taskxml/wrap_plan.hpp"

namespace taskxml {
namespace {

/// Where the words of our command line stand in the Arguments of a wrapped action.
class WrappedArguments {
 public:
  WrappedArguments(std::string_view raw, const launcher::Invocation& invocation)
      : text_(raw), invocation_(invocation), split_(launcher::split_line(text_.value())) {}

  std::string program(bool ascii_only = false) const {
    const std::size_t begin = split_.program.begin;
    const std::size_t end = split_.program.end;
    const bool is_one_pair = end - begin == invocation_.program.size() + 2 && text_.value()[begin] == '"' &&
                             text_.value()[end - 1] == '"';
    return cut(begin + 1, end - 1, is_one_pair, invocation_.program, ascii_only);
  }

  /// What follows PROGRAM, the first `skipped` bytes left out.
  std::string tail(std::size_t skipped) const {
    const std::size_t begin = split_.program.end + skipped;
    return cut(begin, text_.value().size(), true, std::string_view(text_.value()).substr(begin), false);
  }

  std::string directory() const {
    const std::string before = print_options_around_directory(invocation_).before + "--chdir \"";
    const std::string& chdir = *invocation_.chdir;
    const bool is_ours = text_.value().starts_with(before + chdir + "\" ");
    return cut(before.size(), before.size() + chdir.size(), is_ours, chdir, false);
  }

 private:
  std::string cut(std::size_t begin, std::size_t end, bool can_be_cut, std::string_view value,
                  bool ascii_only) const {
    const auto written = can_be_cut ? text_.written(begin, end) : std::nullopt;
    return written ? std::string(*written) : escape_text(value, ascii_only);
  }

  ElementText text_;
  const launcher::Invocation& invocation_;
  launcher::SplitLine split_;
};

/// The Command that --was-command tells of, where it still fits the program and what follows it.
std::optional<std::string> command_before(const launcher::Invocation& invocation, std::size_t& rest_length) {
  if (!invocation.was_command) return std::nullopt;
  std::string command = *invocation.was_command;
  std::replace(command.begin(), command.end(), '|', '"');
  const std::optional<SplitCommand> split = command.empty() ? std::nullopt : split_command(command);
  if (!split || split->program != invocation.program || !invocation.tail.starts_with(split->rest))
    return std::nullopt;
  rest_length = split->rest.size();
  return command;
}

/// With one pair of quotes around it, or as it is.
std::string quoted_if(bool is_quoted, std::string text) {
  return is_quoted ? fmt::format("\"{}\"", text) : text;
}

bool has_directory(const launcher::Invocation& invocation) {
  return invocation.chdir && !has_word(invocation, kNoDirectory);
}

}  // namespace

std::string rebuild_exec(const Exec& exec, const launcher::Invocation& invocation) {
  const WrappedArguments arguments(exec.content(*exec.arguments), invocation);
  std::vector<Edit> edits;
  std::size_t rest_length = 0;
  std::string command;
  if (const auto before = command_before(invocation, rest_length)) {
    command = escape_text(*before, false);
  } else {
    command = quoted_if(has_word(invocation, kQuoted), arguments.program());
  }
  edits.push_back(replacement(exec, *exec.command, command));

  const bool has_arguments = invocation.tail.size() > rest_length;
  if (has_arguments) {
    edits.push_back(replacement(exec, *exec.arguments, arguments.tail(rest_length + 1)));
  } else if (has_word(invocation, kEmptyArguments)) {
    edits.push_back(replacement(exec, *exec.arguments, {}));
  } else {
    edits.push_back(removal(exec, *exec.arguments));
  }

  std::optional<std::string> directory;
  if (has_directory(invocation)) {
    directory = quoted_if(has_word(invocation, kQuotedDirectory), arguments.directory());
  } else if (has_word(invocation, kEmptyDirectory)) {
    directory = std::string();
  }
  if (directory && exec.directory) {
    edits.push_back(replacement(exec, *exec.directory, *directory));
  } else if (directory) {
    const std::size_t at = std::max(exec.arguments->end, exec.command->end);
    edits.push_back(insertion(exec, at, "WorkingDirectory", *directory));
  }
  if (exec.note) edits.push_back(removal(exec, *exec.note));
  return apply_edits(exec.text, std::move(edits));
}

ExecValues original_values(const ExecValues& written, const launcher::Invocation& invocation) {
  ExecValues values;
  std::size_t rest_length = 0;
  values.command = command_before(invocation, rest_length);
  if (!values.command) values.command = quoted_if(has_word(invocation, kQuoted), invocation.program);
  if (invocation.tail.size() > rest_length) {
    values.arguments = invocation.tail.substr(rest_length + 1);
  } else if (has_word(invocation, kEmptyArguments)) {
    values.arguments = std::string();
  }
  if (has_directory(invocation)) {
    values.directory = quoted_if(has_word(invocation, kQuotedDirectory), *invocation.chdir);
  } else if (has_word(invocation, kEmptyDirectory)) {
    values.directory = std::string();
  } else {
    values.directory = written.directory;
  }
  return values;
}

}  // namespace taskxml
