#pragma once

#include <optional>
#include <string>

#include "launcher/base/command_words.hpp"

namespace launcher {

/// The text of --help: about one command, or about the whole program. That of run is the latter.
std::string help_text(std::optional<Command> command = std::nullopt);

}  // namespace launcher
