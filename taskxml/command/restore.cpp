#include "taskxml/command/restore.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>

#include "taskxml/rewrite/diff.hpp"
#include "taskxml/rewrite/registered.hpp"
#include "taskxml/source/scheduler_failure.hpp"
#include "taskxml/source/task_file_name.hpp"
#include "taskxml/task/effective_action.hpp"
#include "taskxml/task/exec.hpp"
#include "taskxml/task/select.hpp"
#include "taskxml/task/task.hpp"
#include "taskxml/xml/document.hpp"

namespace taskxml {
namespace {

/// Whether the selection takes an action of the task. One that cannot be understood is taken by its task.
bool is_selected(const TaskPath& path, const std::string& definition, const Selection& selection) {
  if (selection.is_empty()) return true;
  bool is_taken = false;
  const Document document = Document::decode(definition, std::nullopt);
  TaskVisitor visitor;
  visitor.on_task = [&](const Task& task) {
    for (const Action& action : task.actions) {
      if (action.kind != ActionKind::exec) continue;
      EffectiveAction started;
      try {
        started = read_effective_action(document.text().substr(action.begin, action.end - action.begin));
      } catch (const Refusal&) {
        started = {};
      }
      is_taken = is_taken || selection.matches({path.text(), task.principal.account(), started});
    }
  };
  read_tasks(document.text(), visitor);
  return is_taken;
}

bool is_named(const TaskPath& path, const Options& options) {
  return std::any_of(options.inputs.begin(), options.inputs.end(),
                     [&](const std::string& argument) { return TaskPath::parse_input(argument) == path; });
}

std::string diff_of(const std::string& name, const std::string& before, const std::string& after) {
  const Document old_document = Document::decode(before, std::nullopt);
  const Document new_document = Document::decode(after, std::nullopt);
  const std::string_view old_text = old_document.text();
  const std::string_view new_text = new_document.text();
  const auto same = static_cast<std::size_t>(
      std::mismatch(old_text.begin(), old_text.end(), new_text.begin(), new_text.end()).first -
      old_text.begin());
  // Whole lines: an edit never begins inside a character.
  const std::size_t line = old_text.substr(0, same).rfind('\n');
  const std::size_t begin = line == std::string_view::npos ? 0 : line + 1;
  const std::array edits{Edit{begin, old_text.size(), std::string(new_text.substr(begin))}};
  return unified_diff(name, name + " (restored)", old_text, edits);
}

void restore(const TaskPath& path, const std::string& kept, const Options& options, const Sources& sources,
             LiveChange& live, Outcome& outcome) {
  const std::string now = sources.live->store().read(path);
  const auto say = [&](std::string_view text) {
    add_line(outcome.messages, fmt::format("{}: {}", path.text(), text));
  };
  if (!is_selected(path, now, options.request.selection))
    return say("unchanged: none of its actions is selected");
  outcome.has_taken = true;
  if (find_registration_difference(kept, kept, now).empty())
    return say("unchanged: it has what its backup says");
  outcome.has_changed = true;
  if (options.output == OutputMode::none) {
    if (options.request.wants_diff) outcome.output = diff_of(path.text(), now, kept);
    return say("would be restored");
  }
  outcome.has_changed = live.restore(path, now, kept, outcome);
  if (outcome.has_changed) say("restored");
}

/// Neither a task nor a folder of tasks has that path.
bool is_unknown(const TaskPath& path, TaskStore& store) {
  try {
    store.list(path);
    return false;
  } catch (const launcher::Error& error) {
    return is_missing_task(error.failure().code);
  }
}

}  // namespace

void restore_task(const Input& input, const Options& options, const Sources& sources, LiveChange& live,
                  Outcome& outcome) {
  const TaskPath& path = *input.task();
  const std::optional<std::string> kept = path.is_root() ? std::nullopt : live.backups().read_original(path);
  const bool is_missing = !input.error().empty() && !sources.live->store().is_task(path);
  if (kept && is_missing && is_named(path, options)) {
    outcome.has_taken = true;
    outcome.has_changed = options.output == OutputMode::none || live.create(path, *kept, outcome);
    if (outcome.has_changed) {
      add_line(outcome.messages, fmt::format("{}: {}", path.text(),
                                             options.output == OutputMode::none ? "would be registered again"
                                                                                : "registered again"));
    }
    return;
  }
  if (kept && input.error().empty()) return restore(path, *kept, options, sources, live, outcome);
  const std::string where = path.is_root() ? std::string() : live.backups().path_of(task_file_name(path));
  if (is_missing && is_unknown(path, sources.live->store()))
    throw std::runtime_error(fmt::format("{} There is no backup of it either: {}", input.error(), where));
  if (!input.error().empty()) throw std::runtime_error(std::string(input.error()));
  if (is_named(path, options))
    throw std::runtime_error(fmt::format("{}: there is no backup of it: {}", path.text(), where));
  add_line(outcome.messages, fmt::format("{}: unchanged: there is no backup of it", path.text()));
}

}  // namespace taskxml
