#pragma once

#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "launcher/base/invocation.hpp"

namespace launcher {

/// Parses the options of a command that runs no program (check, doctor, capture): those of `run` that `known`
/// names go into `options`, all others to `own`, which says whether it is one of its. Throws Error
/// (ERROR_BAD_ARGUMENTS).
void parse_command_options(
    std::string_view command, std::string_view arguments, std::span<const std::string_view> known,
    Invocation& options,
    const std::function<bool(std::string_view name, const std::optional<std::string>& value)>& own);

/// The value of --format: whether it is json. Throws Error (ERROR_BAD_ARGUMENTS).
bool is_json_format(const std::optional<std::string>& value);

}  // namespace launcher
