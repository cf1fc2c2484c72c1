#include "taskxml/rewrite/wrap.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <stdexcept>
#include <vector>

#include "launcher/base/command_line.hpp"
#include "launcher/base/command_words.hpp"
#include "launcher/base/error.hpp"
#include "taskxml/rewrite/exec_edit.hpp"
#include "taskxml/rewrite/unwrap.hpp"
#include "taskxml/rewrite/wrap_action.hpp"
#include "taskxml/rewrite/wrap_plan.hpp"
#include "taskxml/task/launcher_name.hpp"
#include "taskxml/task/original.hpp"
#include "taskxml/xml/xml_text.hpp"

namespace taskxml {
namespace {

/// What is written for a value, less one pair of quotes around it; escaped anew where it cannot be cut out.
std::string written_inside(std::string_view raw, std::string_view value, bool is_quoted, bool ascii_only) {
  const ElementText text(raw);
  const std::size_t margin = is_quoted ? 1 : 0;
  const auto written = text.written(margin, text.value().size() - margin);
  return written ? std::string(*written) : escape_text(value, ascii_only);
}

/// The content of the new Arguments: what print_invocation says, with moved text as it was written.
std::string write_arguments(const Exec& exec, const ExecValues& values, const WrapOptions& options,
                            const Plan& plan) {
  const auto escape = [&](std::string_view text) { return escape_text(text, options.ascii_only); };
  const auto [before, after] = print_options_around_directory(plan.invocation);
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

struct Built {
  ReadAction action;
  bool can_be_rebuilt = false;  ///< rebuild_exec gives the original; else a note keeps it
};

/// The wrapped form of an action that is not wrapped.
Built build(const Exec& exec, const ExecValues& values, const WrapOptions& options, const Plan& plan) {
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
    edits.push_back(insertion(exec, at, "Arguments", arguments));
  }
  if (exec.directory) edits.push_back(removal(exec, *exec.directory));
  ReadAction wrapped = read_action(apply_edits(exec.text, std::move(edits)));
  if (!wrapped.starts.invocation) throw std::logic_error("the wrapped action is not recognised");
  if (rebuild_exec(wrapped.exec, *wrapped.starts.invocation) == exec.text) return {std::move(wrapped), true};
  return {read_action(add_note(wrapped.exec.text, exec)), false};
}

/// What the note keeps, if wrapping that again gives the present action byte for byte.
std::optional<std::string> original_from_note(const Exec& exec, const launcher::Invocation& invocation) {
  const std::string original = std::string(exec.text, 0, exec.content_begin) +
                               read_note(exec.content(*exec.note)) + exec.text.substr(exec.content_end);
  WrapOptions options;
  options.invocation = invocation;
  if (!has_word(invocation, kNoDirectory)) options.invocation.chdir.reset();
  options.launcher = element_value(exec.content(*exec.command));
  try {
    const Exec kept = read_exec(original);
    const ExecValues values = values_of(kept);
    const std::optional<Plan> plan = arrange(values, options.invocation);
    for (const bool ascii_only : {false, true}) {
      options.ascii_only = ascii_only;
      if (plan && build(kept, values, options, *plan).action.exec.text == exec.text) return original;
    }
  } catch (const std::runtime_error&) {
    // An edited note can hold anything: what cannot be wrapped is not where this action came from.
  }
  return std::nullopt;
}

Unwrapped unwrap(const Exec& exec, const launcher::Invocation& invocation) {
  if (exec.note) {
    if (auto original = original_from_note(exec, invocation)) return {std::move(*original), false};
  }
  const Original original = find_original(values_of(exec), invocation);
  if (original.has_two_directories) {
    throw Refusal("edited since it was wrapped: WorkingDirectory and --chdir name two directories",
                  element_value(exec.content(*exec.directory)),
                  "Delete WorkingDirectory (\"Start in\"), or --chdir in Arguments", exec.directory->begin);
  }
  return {rebuild_exec(exec, invocation), exec.note.has_value() || original.was_edited};
}

}  // namespace

ReadAction wrap_action(const ReadAction& action, const WrapOptions& options) {
  if (action.starts.invocation)
    return wrap_action(read_action(unwrap(action.exec, *action.starts.invocation).text), options);
  const Exec& exec = action.exec;
  const ExecValues& values = action.starts.written;
  Built built = build(exec, values, options, make_plan(exec, values, options));
  // Without a note unwrapping is what `build` has just tried.
  if (!built.can_be_rebuilt &&
      unwrap(built.action.exec, built.action.starts.invocation.value()).text != exec.text) {
    throw Refusal("wrapping this action could not be undone", {}, "Please report this task", 0);
  }
  return std::move(built.action);
}

std::string wrap_exec(std::string_view text, const WrapOptions& options) {
  return wrap_action(read_action(std::string(text)), options).exec.text;
}

Unwrapped unwrap_exec(std::string_view text) {
  const Exec exec = read_exec(std::string(text));
  const auto invocation = find_invocation(exec);
  if (!invocation) throw std::logic_error("unwrap_exec needs a wrapped action");
  return unwrap(exec, *invocation);
}

}  // namespace taskxml
