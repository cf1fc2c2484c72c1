#include "acceptance/checks/setup_checks.hpp"

#include <algorithm>

#include "acceptance/checks/requests.hpp"
#include "acceptance/command_run.hpp"
#include "acceptance/file_permissions.hpp"
#include "acceptance/local_files.hpp"
#include "acceptance/product.hpp"

namespace acceptance {
namespace {

std::vector<std::string> missing_folders() {
  std::vector<std::string> missing;
  for (const ProductFolder& folder : product_folders()) {
    if (!exists(folder.path)) missing.push_back(folder.path);
  }
  return missing;
}

/// Everything that a second setup could change, a line each.
std::string look_at_product() {
  std::string text = event_source_program() + '\n';
  for (const ProductFolder& folder : product_folders())
    text += folder.path + ' ' + show_time_of_change(folder.path) + ' ' + read_permissions(folder.path) + '\n';
  return text;
}

/// Somebody has set DriveLaunch up here: nothing is made.
Finding look_only() {
  const std::string program = event_source_program();
  const std::vector<std::string> missing = missing_folders();
  if (program.empty())
    return not_seen("DriveLaunch has folders here, but no event source: it was set up in part");
  if (!missing.empty()) return not_seen("it was set up in part: there is no " + missing.front());
  const std::string evidence =
      "set up before, and only looked at: all folders are there, event source " + program;
  return exists(program) ? passed(evidence) : failed(evidence + ", which is not there");
}

/// "in order: PATH" for each folder, and nothing that was changed.
bool says_nothing_changed(const CommandResult& result) {
  std::size_t in_order = 0;
  for (const ProductFolder& folder : product_folders()) {
    if (result.output.find("in order: " + folder.path + "\n") != std::string::npos ||
        result.output.find("in order: " + folder.path + "\r\n") != std::string::npos)
      ++in_order;
  }
  return in_order == product_folders().size();
}

}  // namespace

Finding see_setup(Machine& machine, const Principal&) {
  if (machine.had_product()) return look_only();
  will_use_product_folders(machine);
  will_use_event_source(machine);
  const CommandResult first = run_command(machine, "drivelaunch.exe", "setup");
  machine.count_step();
  if (first.exit_code != 0) return failed(show_command(first));
  if (const std::vector<std::string> missing = missing_folders(); !missing.empty())
    return failed("there is no " + missing.front() + ": " + show_command(first));
  const std::string program = machine.program("drivelaunch.exe");
  if (event_source_program() != program) return failed("the event source is of " + event_source_program());
  const std::string before = look_at_product();
  const CommandResult second = run_command(machine, "drivelaunch.exe", "setup");
  if (second.exit_code != 0 || !says_nothing_changed(second))
    return failed("the second time: " + show_command(second));
  if (const std::string after = look_at_product(); after != before)
    return failed("the second time changes something: before " + before + " after " + after);
  return passed(std::to_string(product_folders().size()) + " folders, event source " + program +
                "; the same when it is repeated");
}

Finding see_setup_permissions(Machine& machine, const Principal&) {
  if (machine.surroundings().is_wine) return not_seen("Wine does not keep permissions as they were given");
  require_event_source(machine);
  std::string evidence;
  for (const ProductFolder& folder : product_folders()) {
    if (!exists(folder.path)) return not_seen("DriveLaunch was set up in part: there is no " + folder.path);
    const std::string there = read_permissions(folder.path);
    const std::string promised = in_own_form(folder.sddl);
    if (there != promised) return failed(folder.path + " has " + there + " instead of " + promised);
    evidence += (evidence.empty() ? "" : "; ") + folder.path + ' ' + there;
  }
  return passed(evidence);
}

}  // namespace acceptance
