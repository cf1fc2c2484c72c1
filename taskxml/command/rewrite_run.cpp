#include "taskxml/command/rewrite_run.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <exception>
#include <filesystem>
#include <system_error>
#include <utility>

#include "taskxml/command/output_targets.hpp"
#include "taskxml/command/printer.hpp"
#include "taskxml/command/restore.hpp"
#include "taskxml/source/file.hpp"

namespace taskxml {
namespace {

namespace fs = std::filesystem;

bool changes_tasks(const Options& options, std::span<const Input> inputs) {
  const bool has_task =
      std::any_of(inputs.begin(), inputs.end(), [](const Input& input) { return input.task() != nullptr; });
  return has_task && (options.output == OutputMode::in_place || options.from_backup);
}

}  // namespace

RewriteRun::RewriteRun(const Options& options, std::span<const Input> inputs, const Sources& sources)
    : options_(options), sources_(sources) {
  check_output_targets(options, inputs);
  if (changes_tasks(options, inputs)) {
    const bool shows_progress = inputs.size() > 1 && sources.streams.is_error_a_terminal();
    live_ = std::make_unique<LiveChange>(
        *sources.live, LiveChangeOptions{.backup_folder = options.backup_folder,
                                         .skips_passwords = options.skips_passwords,
                                         .before_prompt = std::string(shows_progress ? kClearLine : "")});
  }
}

Outcome RewriteRun::work_on(const Input& input) const {
  Outcome outcome;
  try {
    if (live_ && live_->is_stopped()) {
      outcome.is_not_done = true;
    } else if (options_.from_backup) {
      restore_task(input, options_, sources_, *live_, outcome);
    } else {
      rewrite_input(input, outcome);
    }
  } catch (const std::exception& error) {
    outcome.is_refused = true;
    add_line(outcome.messages, error.what());
  }
  if (outcome.is_refused) {
    outcome.has_changed = false;
    add_line(outcome.messages, fmt::format("{}: refused", input.name().shown));
  } else if (outcome.is_not_done) {
    add_line(outcome.messages, fmt::format("{}: not done: the run was ended before it", input.name().shown));
  }
  return outcome;
}

void RewriteRun::rewrite_input(const Input& input, Outcome& outcome) const {
  const FileName name = input.name();
  FileContent content = read_input(input, sources_);
  // What a registered task has is needed again; of a file, only the bytes that are written.
  RewriteResult result = rewrite(name, live_ ? content.bytes : std::move(content.bytes), options_.request);
  for (const Finding& note : result.notes)
    add_line(outcome.messages, format_finding(name.shown, note));
  for (const Finding& refusal : result.refusals)
    add_line(outcome.messages, format_finding(name.shown, refusal));
  outcome.is_refused = result.is_refused();
  if (outcome.is_refused) return;
  outcome.has_changed = result.has_changed;
  outcome.has_taken = result.taken_count != 0;
  if (write(input, content, result, outcome)) add_line(outcome.messages, describe(name, result));
}

/// False: `outcome` says what became of it.
bool RewriteRun::write(const Input& input, const FileContent& content, RewriteResult& result,
                       Outcome& outcome) const {
  switch (options_.output) {
    case OutputMode::standard_output:
      outcome.output = std::move(result.bytes);
      break;
    case OutputMode::file:
      write_file(path_from_utf8(options_.output_path), result.bytes);
      break;
    case OutputMode::folder: {
      const fs::path target = path_from_utf8(options_.output_path) / input.relative();
      std::error_code error;
      fs::create_directories(target.parent_path(), error);
      if (error) throw FileError("cannot create the folder", target.parent_path(), error.message());
      write_file(target, result.bytes);
      break;
    }
    case OutputMode::in_place:
      if (is_below_task_store(input.path())) {
        throw FileError("cannot replace", input.path(),
                        "Task Scheduler keeps its tasks there and ignores edits or calls the task corrupt",
                        "Name the task itself: tasks:\\FOLDER\\NAME");
      }
      if (!result.has_changed) break;
      if (input.task() != nullptr) {
        outcome.has_changed = live_->change(*input.task(), content.bytes, result.bytes, outcome);
        return outcome.has_changed;
      }
      replace_in_place(input, result, content.stamp);
      break;
    case OutputMode::none:
      outcome.output = std::move(result.diff);
      break;
  }
  return true;
}

void RewriteRun::replace_in_place(const Input& input, const RewriteResult& result,
                                  const FileStamp& stamp) const {
  if (!options_.backup_suffix.empty()) {
    fs::path backup = input.path();
    backup += path_from_utf8(options_.backup_suffix);
    copy_file_as_backup(input.path(), backup, stamp);
  }
  replace_file(input.path(), result.bytes, stamp);
}

std::string RewriteRun::describe(const FileName& name, const RewriteResult& result) const {
  const std::string_view verb = options_.request.unwraps ? "unwrapped" : "wrapped";
  const bool is_dry = options_.output == OutputMode::none;
  const std::string reason = reason_for_none(result);
  if (!result.has_changed) return fmt::format("{}: unchanged{}", name.shown, reason);
  if (result.changed_count == 0) {
    // Without --select unwrap is also what only converts a file.
    return fmt::format("{}: {}converted to UTF-16{}", name.shown, is_dry ? "would be " : "",
                       options_.request.selection.is_empty() ? "" : reason);
  }
  return fmt::format("{}: {}{} {} of {} Exec actions", name.shown, is_dry ? "would have " : "", verb,
                     result.changed_count, result.exec_count);
}

/// Why no action was taken; empty: one was.
std::string RewriteRun::reason_for_none(const RewriteResult& result) const {
  if (result.taken_count != 0) return {};
  if (result.exec_count == 0) return ": no Exec action in it";
  const bool has_select = !options_.request.selection.is_empty();
  const std::string_view what = !options_.request.unwraps ? "selected"
                                : has_select              ? "wrapped and selected"
                                                          : "wrapped";
  return fmt::format(": none of its {} Exec actions is {}", result.exec_count, what);
}

}  // namespace taskxml
