#pragma once

#include <functional>
#include <string>
#include <vector>

#include "launcher/base/drive.hpp"
#include "launcher/base/invocation.hpp"
#include "launcher/config/config.hpp"
#include "launcher/trust/trusted_file.hpp"

/// What a command line asks for: the connections of drives.ini and of --drive, in one list.
namespace launcher {

struct Needs {
  std::string config_file;  ///< empty: none was read
  LauncherSettings settings;
  std::vector<ConnectionSpec> connections;  ///< never empty
  std::vector<std::string> warnings;
};

/// Reads --config, else the default file unless there is a --drive; applies --only, --drive and --timeout.
/// Throws Error: for a file that cannot be read or is wrong, a letter given twice, and when there is nothing
/// to connect.
Needs collect_needs(const Invocation& invocation, TrustedFileReader& files,
                    const std::function<std::string()>& find_default_config);

}  // namespace launcher
