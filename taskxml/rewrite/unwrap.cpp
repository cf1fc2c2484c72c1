#include "taskxml/rewrite/unwrap.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <vector>

#include "launcher/base/command_line.hpp"
#include "taskxml/rewrite/exec_edit.hpp"
#include "taskxml/rewrite/wrap_plan.hpp"
#include "taskxml/task/original.hpp"

namespace taskxml {
namespace {

/// Where the words of our command line are in the Arguments of a wrapped action.
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

/// With one pair of quotes around it, or as it is.
std::string quoted_if(bool is_quoted, std::string text) {
  return is_quoted ? fmt::format("\"{}\"", text) : text;
}

/// `<Arguments k="v">`: removing it would remove more than its value.
bool has_attributes(const Exec& exec, const ExecPart& part) {
  return exec.text.substr(part.begin, part.content_begin - part.begin).find('=') != std::string::npos;
}

/// What is to be written for the directory; empty: nothing, or what is there may stay.
std::optional<std::string> changed_directory(const Exec& exec, const launcher::Invocation& invocation,
                                             const Original& original, const WrappedArguments& arguments) {
  const std::optional<std::string>& directory = original.values.directory;
  if (!directory) return std::nullopt;
  if (exec.directory && element_value(exec.content(*exec.directory)) == *directory) return std::nullopt;
  if (directory->empty()) return std::string();
  return quoted_if(*directory != *invocation.chdir, arguments.directory());
}

}  // namespace

std::string rebuild_exec(const Exec& exec, const launcher::Invocation& invocation) {
  const Original original = find_original(values_of(exec), invocation);
  const WrappedArguments arguments(exec.content(*exec.arguments), invocation);
  std::vector<Edit> edits;
  const std::string command =
      original.hints_count && invocation.was_command
          ? escape_text(*original.values.command, false)
          : quoted_if(*original.values.command != invocation.program, arguments.program());
  edits.push_back(replacement(exec, *exec.command, command));

  if (original.values.arguments && !original.values.arguments->empty()) {
    edits.push_back(replacement(exec, *exec.arguments, arguments.tail(original.rest_length + 1)));
  } else if (original.values.arguments || has_attributes(exec, *exec.arguments)) {
    edits.push_back(replacement(exec, *exec.arguments, {}));
  } else {
    edits.push_back(removal(exec, *exec.arguments));
  }

  if (const auto directory = changed_directory(exec, invocation, original, arguments)) {
    const std::size_t at = std::max(exec.arguments->end, exec.command->end);
    edits.push_back(exec.directory ? replacement(exec, *exec.directory, *directory)
                                   : insertion(exec, at, "WorkingDirectory", *directory));
  }
  if (exec.note) edits.push_back(removal(exec, *exec.note));
  return apply_edits(exec.text, std::move(edits));
}

}  // namespace taskxml
