#include "taskxml/wrap.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <stdexcept>
#include <utility>

#include "launcher/base/command_line.hpp"
#include "launcher/base/drive.hpp"
#include "launcher/base/error.hpp"
#include "launcher/base/text_encoding.hpp"
#include "taskxml/document.hpp"
#include "taskxml/scan.hpp"

namespace taskxml {
namespace {

constexpr std::string_view kQuoted = "quoted";
constexpr std::string_view kEmptyArguments = "empty-arguments";
constexpr std::string_view kEmptyDirectory = "empty-directory";
constexpr std::string_view kQuotedDirectory = "quoted-directory";
constexpr std::string_view kNoDirectory = "no-directory";

/// cmd.exe in the longest system directory a machine is likely to have.
constexpr std::string_view kCommandProcessor = R"("C:\Windows\System32\cmd.exe" /c "")";

bool is_beyond_ascii(std::string_view text) {
  return std::any_of(text.begin(), text.end(), [](char c) { return (c & 0x80) != 0; });
}

bool is_control(char c) {
  return static_cast<unsigned char>(c) < 0x20;
}

/// How a Command is taken apart.
struct SplitCommand {
  std::string program;
  std::string rest;        ///< what follows the program inside the Command, with its leading blank
  bool is_quoted = false;  ///< one pair of quotes around all of it
  bool needs_was_command = false;
};

/// Empty for a Command whose quotes have no one meaning.
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

std::string with_quotes_as_bars(std::string text) {
  std::replace(text.begin(), text.end(), '"', '|');
  return text;
}

/// What the parts of an action are to become.
struct Plan {
  launcher::Invocation invocation;
  SplitCommand command;
  bool directory_is_quoted = false;
};

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
  if (values.arguments && !values.arguments->empty()) plan.invocation.tail += " " + *values.arguments;
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
  if (!words.empty()) plan.invocation.was = words;
}

bool is_batch_file(std::string_view program) {
  while (!program.empty() && (program.back() == '.' || program.back() == ' '))
    program.remove_suffix(1);
  const std::string lower = launcher::to_lower_ascii(program);
  return lower.ends_with(".bat") || lower.ends_with(".cmd");
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
  const std::size_t batch_line = kCommandProcessor.size() + 2 +
                                 launcher::count_utf16_units(plan.invocation.program) +
                                 launcher::count_utf16_units(plan.invocation.tail);
  if (batch_line > launcher::kLongestBatchLine) {
    refuse("cmd.exe's command line", batch_line, launcher::kLongestBatchLine);
  }
}

Plan make_plan(const Exec& exec, const ExecValues& values, const WrapOptions& options) {
  Plan plan;
  plan.invocation = options.invocation;
  plan.invocation.was.reset();
  plan.invocation.was_command.reset();
  plan_command(exec, values, options, plan);
  plan_directory(exec, values, options, plan);
  plan_was_words(exec, values, options, plan);
  check_lengths(exec, options, plan);
  return plan;
}

/// What is written for a value, less one pair of quotes around it; escaped anew where it cannot be cut out.
std::string written_inside(std::string_view raw, std::string_view value, bool is_quoted, bool ascii_only) {
  const ElementText text(raw);
  const std::size_t margin = is_quoted ? 1 : 0;
  const auto written = text.written(margin, text.value().size() - margin);
  return written ? std::string(*written) : escape_text(value, ascii_only);
}

/// The options alone, with a blank at the end.
std::string print_options(launcher::Invocation invocation) {
  invocation.has_program = false;
  std::string line = launcher::print_invocation(invocation);
  if (!line.empty()) line += ' ';
  return line;
}

/// The options that are printed before --chdir, and those after it.
std::pair<std::string, std::string> options_around_directory(launcher::Invocation invocation) {
  launcher::Invocation after;
  after.was = std::exchange(invocation.was, std::nullopt);
  after.was_command = std::exchange(invocation.was_command, std::nullopt);
  invocation.chdir.reset();
  return {print_options(std::move(invocation)), print_options(std::move(after))};
}

/// The content of the new Arguments: what print_invocation says, with moved text as it was written.
std::string write_arguments(const Exec& exec, const ExecValues& values, const WrapOptions& options,
                            const Plan& plan) {
  const auto escape = [&](std::string_view text) { return escape_text(text, options.ascii_only); };
  const auto [before, after] = options_around_directory(plan.invocation);
  std::string content = escape(before);
  if (plan.invocation.chdir) {
    content += "--chdir \"";
    content += options.invocation.chdir
                   ? escape(*plan.invocation.chdir)
                   : written_inside(exec.content(*exec.directory), *plan.invocation.chdir,
                                    plan.directory_is_quoted, options.ascii_only);
    content += "\" ";
  }
  content += escape(after);
  content += "-- \"";
  content += plan.command.needs_was_command
                 ? escape(plan.command.program)
                 : written_inside(exec.content(*exec.command), plan.command.program, plan.command.is_quoted,
                                  options.ascii_only);
  content += '"';
  content += escape(plan.command.rest);
  if (values.arguments && !values.arguments->empty()) {
    content += ' ';
    content += exec.content(*exec.arguments);
  }
  return content;
}

std::string apply_edits(std::string_view text, std::vector<Edit> edits) {
  std::stable_sort(edits.begin(), edits.end(),
                   [](const Edit& left, const Edit& right) { return left.begin < right.begin; });
  std::string out;
  std::size_t at = 0;
  for (const Edit& edit : edits) {
    out += text.substr(at, edit.begin - at);
    out += edit.text;
    at = edit.end;
  }
  out += text.substr(at);
  return out;
}

std::string element(const Exec& exec, std::string_view name, std::string_view content) {
  return fmt::format("<{0}{1}>{2}</{0}{1}>", exec.prefix, name, content);
}

/// Removes a part together with the line break and indentation in front of it.
Edit removal(const Exec& exec, const ExecPart& part) {
  return {part.begin - exec.indentation(part).size(), part.end, {}};
}

/// Puts content between the tags of a part; an empty tag becomes a pair.
Edit replacement(const Exec& exec, const ExecPart& part, std::string_view content) {
  if (!part.is_empty_tag) return {part.content_begin, part.content_end, std::string(content)};
  std::string_view tag = std::string_view(exec.text).substr(part.begin, part.end - part.begin - 2);
  while (is_xml_blank(tag.back()))
    tag.remove_suffix(1);
  const std::string_view name = tag.substr(1, tag.find_first_of(" \t\r\n") - 1);
  return {part.begin, part.end, fmt::format("{}>{}</{}>", tag, content, name)};
}

/// Adds the comment after the last thing inside the Exec.
std::string add_note(const std::string& wrapped, const Exec& original) {
  const Exec exec = read_exec(wrapped);
  std::size_t at = exec.content_end;
  while (at > exec.content_begin && is_xml_blank(exec.text[at - 1]))
    --at;
  const std::string_view content =
      std::string_view(original.text)
          .substr(original.content_begin, original.content_end - original.content_begin);
  return apply_edits(wrapped, {{at, at, std::string(exec.indentation(*exec.command)) + write_note(content)}});
}

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
    const std::string before = options_around_directory(invocation_).first + "--chdir \"";
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

bool has_word(const launcher::Invocation& invocation, std::string_view word) {
  if (!invocation.was) return false;
  const std::vector<std::string> words = launcher::parse_name_list(*invocation.was);
  return std::find(words.begin(), words.end(), word) != words.end();
}

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

/// The original as far as the Arguments tell it.
std::string rebuild(const Exec& exec, const launcher::Invocation& invocation) {
  const WrappedArguments arguments(exec.content(*exec.arguments), invocation);
  std::vector<Edit> edits;
  std::size_t rest_length = 0;
  std::string command;
  if (const auto before = command_before(invocation, rest_length)) {
    command = escape_text(*before, false);
  } else {
    command = arguments.program();
    if (has_word(invocation, kQuoted)) command = fmt::format("\"{}\"", command);
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
  if (invocation.chdir && !has_word(invocation, kNoDirectory)) {
    directory = arguments.directory();
    if (has_word(invocation, kQuotedDirectory)) directory = fmt::format("\"{}\"", *directory);
  } else if (has_word(invocation, kEmptyDirectory)) {
    directory = std::string();
  }
  if (directory && exec.directory) {
    edits.push_back(replacement(exec, *exec.directory, *directory));
  } else if (directory) {
    const std::size_t at = std::max(exec.arguments->end, exec.command->end);
    edits.push_back(
        {at, at,
         std::string(exec.indentation(*exec.command)) + element(exec, "WorkingDirectory", *directory)});
  }
  if (exec.note) edits.push_back(removal(exec, *exec.note));
  return apply_edits(exec.text, std::move(edits));
}

/// The wrapped form of an action that is not wrapped.
std::string build(const Exec& exec, const WrapOptions& options) {
  const ExecValues values = values_of(exec);
  const Plan plan = make_plan(exec, values, options);
  const std::string arguments = write_arguments(exec, values, options, plan);
  if (element_value(arguments) != launcher::print_invocation(plan.invocation)) {
    throw std::logic_error("the written Arguments differ from the planned invocation");
  }
  std::vector<Edit> edits;
  edits.push_back(replacement(exec, *exec.command, escape_text(options.launcher, options.ascii_only)));
  if (exec.arguments) {
    edits.push_back(replacement(exec, *exec.arguments, arguments));
  } else {
    const std::size_t at = exec.command->end;
    edits.push_back(
        {at, at, std::string(exec.indentation(*exec.command)) + element(exec, "Arguments", arguments)});
  }
  if (exec.directory) edits.push_back(removal(exec, *exec.directory));
  std::string wrapped = apply_edits(exec.text, std::move(edits));
  const Exec read_back = read_exec(wrapped);
  const auto invocation = find_invocation(read_back);
  if (!invocation) throw std::logic_error("the wrapped action is not recognised");
  if (rebuild(read_back, *invocation) != exec.text) wrapped = add_note(wrapped, exec);
  return wrapped;
}

/// What the note keeps, if wrapping that again gives the present action byte for byte.
std::optional<std::string> original_from_note(const Exec& exec, const launcher::Invocation& invocation) {
  const std::string original = std::string(exec.text, 0, exec.content_begin) +
                               read_note(exec.content(*exec.note)) + exec.text.substr(exec.content_end);
  WrapOptions options;
  options.invocation = invocation;
  if (!has_word(invocation, kNoDirectory)) options.invocation.chdir.reset();
  options.launcher = element_value(exec.content(*exec.command));
  for (const bool ascii_only : {false, true}) {
    options.ascii_only = ascii_only;
    try {
      if (build(read_exec(original), options) == exec.text) return original;
    } catch (const std::runtime_error&) {
      // An edited note can hold anything: what cannot be wrapped is not where this action came from.
    }
  }
  return std::nullopt;
}

Unwrapped unwrap(const Exec& exec, const launcher::Invocation& invocation) {
  if (exec.note) {
    if (auto original = original_from_note(exec, invocation)) return {std::move(*original), false};
  }
  return {rebuild(exec, invocation), exec.note.has_value()};
}

}  // namespace

std::string_view file_name_of(std::string_view path) {
  while (!path.empty() && (path.back() == '"' || path.back() == ' '))
    path.remove_suffix(1);
  const std::size_t separator = path.find_last_of("\\/\"");
  return separator == std::string_view::npos ? path : path.substr(separator + 1);
}

bool is_launcher_name(std::string_view file_name) {
  std::string name = launcher::to_lower_ascii(file_name);
  if (name.ends_with(".exe")) name.resize(name.size() - 4);
  return name == "drivelaunch" || name == "drivelaunchw";
}

std::string label_for(std::string_view name) {
  if (name.starts_with('\\')) name.remove_prefix(1);
  std::string label(name);
  std::replace_if(
      label.begin(), label.end(), [](char c) { return is_control(c) || c == '"' || c == '$' || c == '%'; },
      '_');
  return label;
}

bool has_substitution(std::string_view text) {
  return text.find("$(") != std::string_view::npos || text.find("$$") != std::string_view::npos;
}

std::optional<launcher::Invocation> find_invocation(const Exec& exec) {
  if (!exec.command) return std::nullopt;
  const ExecValues values = values_of(exec);
  if (!is_launcher_name(file_name_of(*values.command))) return std::nullopt;
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

std::string wrap_exec(std::string_view text, const WrapOptions& options) {
  Exec exec = read_exec(std::string(text));
  if (const auto invocation = find_invocation(exec)) {
    exec = read_exec(unwrap(exec, *invocation).text);
  }
  std::string wrapped = build(exec, options);
  if (unwrap_exec(wrapped).text != exec.text) {
    throw Refusal("wrapping this action could not be undone", {}, "Please report this task", 0);
  }
  return wrapped;
}

Unwrapped unwrap_exec(std::string_view text) {
  const Exec exec = read_exec(std::string(text));
  const auto invocation = find_invocation(exec);
  if (!invocation) throw std::logic_error("unwrap_exec needs a wrapped action");
  return unwrap(exec, *invocation);
}

Started read_started(std::string_view text) {
  const Exec exec = read_exec(std::string(text));
  Started started;
  started.written = values_of(exec);
  started.invocation = find_invocation(exec);
  ExecValues values = started.written;
  if (started.invocation) {
    started.is_wrapped = true;
    values = values_of(read_exec(unwrap(exec, *started.invocation).text));
  }
  const auto unquoted = [](const std::optional<std::string>& value) {
    const std::string_view text_of = value ? std::string_view(*value) : std::string_view();
    const bool is_quoted =
        text_of.size() >= 2 && text_of.front() == '"' && text_of.find('"', 1) == text_of.size() - 1;
    return std::string(is_quoted ? text_of.substr(1, text_of.size() - 2) : text_of);
  };
  started.program = unquoted(values.command);
  started.arguments = values.arguments.value_or(std::string());
  started.directory = unquoted(values.directory);
  return started;
}

}  // namespace taskxml
