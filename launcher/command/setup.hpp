#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "launcher/trail/console.hpp"
#include "launcher/trust/protected_folder.hpp"
#include "launcher/trust/trust.hpp"

/// `drivelaunch setup` and `setup --remove`: what a machine needs besides the programs.
namespace launcher {

struct SetupRequest {
  bool remove = false;
};

/// What follows `setup` on the command line. Throws Error (ERROR_BAD_ARGUMENTS).
SetupRequest parse_setup(std::string_view arguments);

/// What becomes of a folder.
enum class FolderAction {
  make,
  keep,
  protect,     ///< it is ours, but others could change it: it gets its owner and permissions again
  move_aside,  ///< somebody else's, a link, or no folder at all: nothing that is in it can be trusted
};

/// `there` is empty when there is nothing. Only who owns the object decides whether it is ours.
FolderAction decide_folder(const std::optional<SecuredObject>& there, bool is_folder,
                           const TrustedAccounts& accounts);

/// Seam: the machine that is set up. win32/command/setup_machine implements it; everything throws Error.
class SetupMachine {
 public:
  virtual ~SetupMachine() = default;
  virtual bool is_elevated() = 0;
  virtual std::string path_of(ProtectedFolder folder) = 0;
  virtual FolderAction look_at(ProtectedFolder folder) = 0;
  virtual void make(ProtectedFolder folder) = 0;
  virtual void protect(ProtectedFolder folder) = 0;
  /// Returns the new name.
  virtual std::string move_aside(ProtectedFolder folder) = 0;
  /// So that the event viewer finds our texts.
  virtual void register_event_source() = 0;
  /// It is not a failure when there is none.
  virtual void remove_event_source() = 0;
};

/// Does it and says on standard output what was done; repeating it changes nothing. Throws Error
/// (ERROR_ELEVATION_REQUIRED) when the process is not elevated.
void set_up(const SetupRequest& request, SetupMachine& machine, Console& console);

}  // namespace launcher
