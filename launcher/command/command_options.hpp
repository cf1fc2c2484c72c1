#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "launcher/base/command_words.hpp"
#include "launcher/base/invocation.hpp"

namespace launcher {

/// Parses the options of a command that runs no program (check, doctor, capture): those of `run` that the
/// command takes go into `options`, all others to `own`, which says whether it is one of its. Throws Error
/// (ERROR_BAD_ARGUMENTS).
void parse_command_options(
    Command command, std::string_view arguments, Invocation& options,
    const std::function<bool(std::string_view name, const std::optional<std::string>& value)>& own);

/// The value of --format: whether it is json. Throws Error (ERROR_BAD_ARGUMENTS).
bool is_json_format(const std::optional<std::string>& value);

}  // namespace launcher
