#pragma once

#include <memory>
#include <string>

#include "taskxml/source/live_tasks.hpp"

namespace taskxml {

/// `folder` empty: %ProgramData%\DriveLaunch\tasks, which only an elevated process can make and write to.
/// The folder and those above it are judged once, when it is first used, as the launcher judges its own (G9):
/// launcher::TrustError. A file is judged by the handle that it is then read from. Throws launcher::Error.
std::unique_ptr<BackupFolder> open_backup_folder(const std::string& folder);

}  // namespace taskxml
