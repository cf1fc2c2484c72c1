#pragma once

#include <string>

namespace launcher {

/// The text of --help. `credential` has its own: credential_help_text.
std::string help_text();

}  // namespace launcher
