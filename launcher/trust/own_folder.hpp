#pragma once

#include <optional>
#include <string>

#include "launcher/base/error.hpp"

/// A folder that the launcher keeps its own files in, as it was found there.
namespace launcher {

struct FoundFolder {
  bool is_directory = false;
  /// A reparse point of any kind. The account may make one without elevation, and an elevated run that followed
  /// it would make and remove files of its account in a folder of somebody else's choice.
  bool is_link = false;
  bool is_owner_trusted = false;  ///< this account, SYSTEM, Administrators or TrustedInstaller
};

/// Why the folder is not used; nothing: it is.
std::optional<Failure> judge_own_folder(const std::string& path, const FoundFolder& found);

}  // namespace launcher
