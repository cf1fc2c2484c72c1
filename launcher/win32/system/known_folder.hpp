#pragma once

#include <string>

/// Folders as Windows keeps them for the machine and the account. The environment, which whoever starts us
/// could have set, has no say: SHGetKnownFolderPath lets it (%USERPROFILE% in what it expands), so it is
/// asked last only.
namespace launcher::win32 {

/// %ProgramData%. Throws Error.
std::string program_data_folder();

/// AppData\Local in the profile of the account this process runs as. Throws Error.
std::string local_app_data_folder();

}  // namespace launcher::win32
