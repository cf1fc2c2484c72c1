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

/// Of the commands whose answer is one file.
void check_single_input(const Options& options) {
  if (options.inputs.size() != 1 || is_folder(options.inputs.front()))
    refuse_usage(name_of(options.command), "it takes one file, or - for standard input");
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
  if (options.command == Command::show || options.command == Command::diagnose) return;
  if (options.command == Command::probe || options.command == Command::drives)
    return check_single_input(options);
  const auto folder = std::find_if(options.inputs.begin(), options.inputs.end(), is_folder);
  const bool has_folder = folder != options.inputs.end();
  if (has_folder && !has_select) {
    refuse_usage(*folder, "a folder needs a --select",
                 "Say which actions to take, for example --select uses=S,T, or --select all");
  }
  if (options.request.invocation.verbose && options.request.invocation.quiet)
    refuse_usage("--verbose --quiet", "these two exclude each other");
  settle_output(options);
  check_output_fits(options, has_folder, standard_inputs > 0);
}

}  // namespace taskxml
