#pragma once

#include <string>

namespace launcher::win32 {

/// Creates the folder so that only this account, SYSTEM and Administrators have access, whatever its parent
/// grants. One that is there already must belong to one of them or to TrustedInstaller, and be no link. Throws
/// Error.
void create_protected_folder(const std::string& path);

}  // namespace launcher::win32
