#pragma once

#include <string>

#include "launcher/win32/system/handle.hpp"

namespace launcher::win32 {

enum class Hold {
  firm,  ///< as long as the handle is open nobody can rename or remove it, so a path leads where it leads now
  loose,  ///< it is looked at, and may go
};

/// The folder that is there. It must belong to this account, SYSTEM, Administrators or TrustedInstaller, and be no
/// link; both are read from the handle. Empty: there is none. Throws Error.
UniqueHandle hold_protected_folder(const std::string& path, Hold hold);

/// The same, held firmly, and where there is none it is made, so that only this account, SYSTEM and Administrators have
/// access, whatever its parent grants.
UniqueHandle make_protected_folder(const std::string& path);

}  // namespace launcher::win32
