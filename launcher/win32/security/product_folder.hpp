#pragma once

#include <string>

#include "launcher/trust/protected_folder.hpp"

namespace launcher::win32 {

/// The full path. Throws Error.
std::string path_of(ProtectedFolder folder);

/// Owner and permissions as SDDL.
const char* permissions_of(ProtectedFolder folder);

/// Makes the folder, and the product's that it is in, where they are not there yet: an administrator need not
/// have run setup. Throws TrustError when others could change it, and Error: also where this process has not
/// the rights to make it.
void require_protected_folder(ProtectedFolder folder);

}  // namespace launcher::win32
