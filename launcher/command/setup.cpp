#include "launcher/command/setup.hpp"

#include <cstdint>
#include <vector>

#include "launcher/base/error.hpp"
#include "launcher/command/command_options.hpp"

namespace launcher {
namespace {

constexpr std::uint32_t kElevationRequired = 740;

void set_up_folder(ProtectedFolder folder, SetupMachine& machine, Console& console) {
  const std::string path = machine.path_of(folder);
  switch (machine.look_at(folder)) {
    case FolderAction::keep:
      console.print("in order: " + path + "\n");
      return;
    case FolderAction::protect:
      machine.protect(folder);
      console.print("protected again: " + path + "\n");
      return;
    case FolderAction::move_aside:
      console.print("renamed " + path + " to " + machine.move_aside(folder) +
                    ": another account owns it, or it is not a folder\n");
      break;
    case FolderAction::make:
      break;
  }
  machine.make(folder);
  console.print("made: " + path + "\n");
}

void remove(SetupMachine& machine, Console& console) {
  machine.remove_event_source();
  console.print("removed: the event source DriveLaunch\n");
  console.print(
      "kept: " + machine.path_of(ProtectedFolder::product) +
      ", with drives.ini, logs, credentials (drivelaunch credential list) and tasks, the definitions as they "
      "were before taskxml changed them\n"
      "Before the programs go, find the tasks that still run through them:\n"
      "  powershell \"Get-ScheduledTask | Where-Object { $_.Actions.Execute -like '*drivelaunch*' }\"\n"
      "and give each its own action back: taskxml unwrap\n");
}

}  // namespace

SetupRequest parse_setup(std::string_view arguments) {
  SetupRequest request;
  OptionWords words = read_command_words(Command::setup, arguments);
  while (words.next()) {
    if (words.word() != "--remove")
      refuse_command_line(words.word(), "setup has no such option", "It is drivelaunch setup [--remove]");
    request.remove = true;
  }
  return request;
}

FolderAction decide_folder(const std::optional<SecuredObject>& there, bool is_folder,
                           const TrustedAccounts& accounts) {
  if (!there) return FolderAction::make;
  if (!is_folder || there->is_name_surrogate) return FolderAction::move_aside;
  const std::vector<TrustFinding> findings = judge_trust(*there, accounts);
  for (const TrustFinding& finding : findings) {
    if (finding.sid == there->owner && finding.problem == kOwnsIt) return FolderAction::move_aside;
  }
  return findings.empty() ? FolderAction::keep : FolderAction::protect;
}

void set_up(const SetupRequest& request, SetupMachine& machine, Console& console) {
  if (!machine.is_elevated()) {
    throw Error({.what = "cannot set up",
                 .subject = "this machine",
                 .code = kElevationRequired,
                 .symbol = "ERROR_ELEVATION_REQUIRED",
                 .text = "this process is not elevated",
                 .advice = "Open a command prompt with 'Run as administrator' and repeat the command there"});
  }
  if (request.remove) {
    remove(machine, console);
    return;
  }
  for (const ProtectedFolder folder : kProtectedFolders)
    set_up_folder(folder, machine, console);
  machine.register_event_source();
  console.print("registered: the event source DriveLaunch\n");
}

}  // namespace launcher
