#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// What this program makes on the machine, as it is written down before each thing is made. A run that was
/// killed leaves this list, and the next start takes away what it names.
namespace acceptance {

enum class MadeKind {
  user,             ///< a local account; the name
  share,            ///< a share of this machine; its name
  folder_on_share,  ///< a folder on a share that was given by --share; its path
  drive,            ///< one that the tasks connect: `U:\\server\share`; a killed launcher may leave it
  remembered,       ///< a letter that a profile remembers, as `drive` (remembered_letter.hpp)
  tasks,            ///< a folder of Task Scheduler and all tasks in it; its path
  folder,           ///< one beside those of Windows, for the checks of G9; its path
  product_folders,  ///< those of DriveLaunch, where it had none: `%ProgramData%\DriveLaunch`
  event_source,     ///< that of DriveLaunch, where there was none; its name
  credential,       ///< one of `drivelaunch credential`; its name
  stored_password,  ///< what the Credential Manager of this account has for a server; the server
  probes,           ///< those of `taskxml probe --run`; the folder of their tasks
};

struct MadeThing {
  MadeKind kind;
  std::string name;  ///< one line, never empty

  bool operator==(const MadeThing&) const = default;
};

/// One line with its end: `user NAME`.
std::string format_made_thing(const MadeThing& thing);

/// The things of a list, in the order in which they were made. A last line without its end was cut off by the
/// death of its writer, before the thing was made: it is left out. Empty: the list has a line that is none of
/// ours, so nothing in it can be relied on.
std::optional<std::vector<MadeThing>> parse_made_things(std::string_view list);

}  // namespace acceptance
