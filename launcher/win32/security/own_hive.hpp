#pragma once

#include <windows.h>

#include "launcher/base/failure.hpp"
#include "launcher/win32/system/handle.hpp"

namespace launcher::win32 {

/// Opens the registry of the account this process runs as, HKEY_USERS\\SID. Fails with ERROR_FILE_NOT_FOUND where
/// its profile is not loaded: HKEY_CURRENT_USER would be cached by the process, and RegOpenCurrentUser opens
/// .DEFAULT then (its page), which is the hive of SYSTEM.
SystemResult open_own_hive(REGSAM access, UniqueKey& hive);

}  // namespace launcher::win32
