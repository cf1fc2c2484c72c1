#include "taskxml/command/collect_inputs.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>

#include "taskxml/command/option_rules.hpp"
#include "taskxml/command/printer.hpp"

namespace taskxml {
namespace {

void tell_if_none(std::span<const Input> inputs, const Options& options, Streams& streams) {
  if (!inputs.empty()) return;
  const bool are_tasks = std::all_of(options.inputs.begin(), options.inputs.end(), is_task_argument);
  streams.write_error(
      fmt::format("taskxml: there is no {} in it; nothing was done\n", are_tasks ? "task" : "file"));
}

std::vector<Input> collect_tasks_too(const Options& options, const Sources& sources) {
  const Selection& selection = options.request.selection;
  TaskSearch search{
      .live = *sources.live,
      .takes_windows_task = [&](const TaskPath& path) { return selection.matches_name(path.text()); },
      .takes_named_windows_folder = options.command == Command::show ||
                                    options.command == Command::diagnose ||
                                    options.command == Command::report,
      .folders = {},
      .left_out = 0};
  std::vector<Input> inputs = find_inputs(options.inputs, options.backup_suffix, &search);
  check_task_folders(options, search.folders);
  if (!search.folders.empty() && !sources.live->is_elevated()) {
    sources.streams.write_error(
        "taskxml: not elevated: Task Scheduler shows only the tasks that this account may read. "
        "Start it again at an elevated prompt (Run as administrator) for all of them\n");
  }
  if (search.left_out != 0) {
    const std::string_view how = search.takes_named_windows_folder
                                     ? R"(Name that folder for them: tasks:\Microsoft)"
                                     : R"(Take them with --select name=GLOB)";
    sources.streams.write_error(fmt::format(
        "taskxml: {} tasks of Windows below \\Microsoft\\ are left out. {}\n", search.left_out, how));
  }
  return inputs;
}

}  // namespace

std::vector<Input> collect_inputs(const Options& options, const Sources& sources) {
  const auto task = std::find_if(options.inputs.begin(), options.inputs.end(), is_task_argument);
  const bool has_task = task != options.inputs.end();
  if (has_task && sources.live == nullptr) {
    refuse_usage(*task, "this machine has no Task Scheduler",
                 "Run taskxml.exe on the Windows machine itself (Invoke-Command does that from elsewhere), "
                 "or export the task there: schtasks /query /tn NAME /xml");
  }
  std::vector<Input> inputs =
      has_task ? collect_tasks_too(options, sources) : find_inputs(options.inputs, options.backup_suffix);
  tell_if_none(inputs, options, sources.streams);
  return inputs;
}

}  // namespace taskxml
