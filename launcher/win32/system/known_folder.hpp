#pragma once

#include <string>

/// Folders from the known-folder API, never from the environment, which whoever starts us could have set.
namespace launcher::win32 {

/// %ProgramData%. Throws Error.
std::string program_data_folder();

/// %LOCALAPPDATA% of the account this process runs as. Throws Error.
std::string local_app_data_folder();

}  // namespace launcher::win32
