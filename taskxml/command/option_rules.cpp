#include "taskxml/command/option_rules.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <vector>

#include "launcher/base/drive.hpp"
#include "taskxml/source/inputs.hpp"

namespace taskxml {
namespace {

/// The launcher would refuse the line in every task it was written into.
void check_drives(const Options& options) {
  std::vector<std::string> letters;
  for (const std::string& drive : options.request.invocation.drives) {
    letters.push_back(launcher::parse_drive_option(drive).letter->device());
    if (std::count(letters.begin(), letters.end(), letters.back()) > 1)
      refuse_usage("--drive " + drive, fmt::format("the letter {} is given twice", letters.back()));
  }
}

/// Folders need no --select then.
bool only_reads(Command command) {
  return command == Command::show || command == Command::diagnose || command == Command::report;
}

/// What means registered tasks must be a path of theirs.
void check_task_arguments(const Options& options) {
  for (const std::string& argument : options.inputs) {
    if (!is_task_argument(argument) || TaskPath::parse_input(argument)) continue;
    refuse_usage(
        argument, "this is not the path of a task",
        "Write tasks:\\FOLDER\\NAME, tasks:\\FOLDER, or tasks:\\ for all; schtasks /query lists them");
  }
}

[[noreturn]] void refuse_folder_without_select(const std::string& folder) {
  refuse_usage(folder, "a folder needs a --select",
               "Say which actions to take, for example --select uses=S,T, or --select all");
}

/// Options that are about registered tasks only.
void check_task_options(Options& options, bool has_task) {
  if (options.from_backup) {
    const bool are_tasks = std::all_of(options.inputs.begin(), options.inputs.end(), is_task_argument);
    if (!are_tasks) {
      refuse_usage("--from-backup", "it restores registered tasks", "Name them: tasks:\\FOLDER\\NAME");
    }
    if (options.output == OutputMode::file || options.output == OutputMode::folder) {
      refuse_usage("--from-backup", "it registers what was kept, and writes no file",
                   "Leave out -o and --output-dir; the backups are files themselves");
    }
    if (options.output == OutputMode::standard_output) options.output = OutputMode::in_place;
  }
  const bool changes_tasks = has_task && options.output == OutputMode::in_place;
  // The backups are read for --from-backup --diff, too.
  if (!options.backup_folder.empty() && !changes_tasks && !options.from_backup)
    refuse_usage("--backup-dir", "it belongs to --in-place and registered tasks",
                 "Name them: tasks:\\FOLDER\\NAME");
  if (options.skips_passwords && !changes_tasks)
    refuse_usage("--skip-passwords", "it belongs to --in-place and registered tasks",
                 "Name them: tasks:\\FOLDER\\NAME");
  const bool has_file = !std::all_of(options.inputs.begin(), options.inputs.end(), is_task_argument);
  if (!options.backup_suffix.empty() && !has_file)
    refuse_usage("--backup", "it is for files; registered tasks are always kept",
                 "Say where: --backup-dir DIR");
}

/// probe --run registers something, and answers itself.
void check_probe_run(const Options& options) {
  if (!options.runs_probe) {
    if (options.asks_doctor) refuse_usage("--doctor", "it belongs to --run");
    return;
  }
  if (!is_task_argument(options.inputs.front()))
    refuse_usage("--run", "it takes a registered task", "Name it: tasks:\\FOLDER\\NAME");
  if (options.output != OutputMode::standard_output)
    refuse_usage("-o", "--run writes no definition", "Leave out one of the two");
  const launcher::Invocation& asked = options.request.invocation;
  if (options.asks_doctor && (asked.only || !asked.drives.empty()))
    refuse_usage("--doctor", "it connects nothing", "Leave out --only and --drive");
}

/// Of the commands whose answer is one file.
void check_single_input(const Options& options) {
  if (options.inputs.size() != 1 || is_folder(options.inputs.front()))
    refuse_usage(name_of(options.command), "it takes one file, or - for standard input");
  if (options.command == Command::drives && is_task_argument(options.inputs.front()))
    refuse_usage(options.inputs.front(), "drives reads a file, not a task");
}

/// --diff and --check write no file.
void settle_output(Options& options) {
  if (options.checks || options.request.wants_diff) {
    if (options.output != OutputMode::standard_output) {
      refuse_usage(options.checks ? "--check" : "--diff", "writes no file",
                   "Leave out -o, --output-dir or --in-place");
    }
    options.output = OutputMode::none;
  }
  if (!options.backup_suffix.empty() && options.output != OutputMode::in_place)
    refuse_usage("--backup", "it belongs to --in-place");
}

void check_output_fits(const Options& options, bool has_folder, bool has_standard_input) {
  const bool is_one = options.inputs.size() == 1 && !has_folder;
  if (!is_one && (options.output == OutputMode::standard_output || options.output == OutputMode::file)) {
    refuse_usage(options.output == OutputMode::file ? "-o" : "standard output",
                 "holds the result of one file",
                 "For several files or a folder use --output-dir DIR, --in-place, --diff or --check");
  }
  if (has_standard_input &&
      (options.output == OutputMode::in_place || options.output == OutputMode::folder)) {
    refuse_usage("-", "standard input has no name to write to", "Use -o FILE, or standard output");
  }
}

}  // namespace

void complete_options(Options& options, bool has_select) {
  check_drives(options);
  const auto standard_inputs = std::count(options.inputs.begin(), options.inputs.end(), "-");
  if (standard_inputs > 1) refuse_usage("-", "standard input can be read once");
  check_task_arguments(options);
  if (only_reads(options.command)) return;
  if (options.command == Command::probe || options.command == Command::drives) {
    check_single_input(options);
    return check_probe_run(options);
  }
  const auto folder = std::find_if(options.inputs.begin(), options.inputs.end(), is_folder);
  const bool has_folder = folder != options.inputs.end();
  if (has_folder && !has_select) refuse_folder_without_select(*folder);
  if (options.request.invocation.verbose && options.request.invocation.quiet)
    refuse_usage("--verbose --quiet", "these two exclude each other");
  settle_output(options);
  check_task_options(options, std::any_of(options.inputs.begin(), options.inputs.end(), is_task_argument));
  check_output_fits(options, has_folder, standard_inputs > 0);
}

void check_task_folders(const Options& options, std::span<const std::string> folders) {
  if (folders.empty() || only_reads(options.command)) return;
  if (options.command == Command::probe)
    refuse_usage(folders.front(), "probe takes one task, and this is a folder",
                 "Name the task: tasks:\\FOLDER\\NAME");
  if (options.request.selection.is_empty()) refuse_folder_without_select(folders.front());
  check_output_fits(options, true, false);
}

}  // namespace taskxml
