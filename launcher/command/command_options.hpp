#pragma once

#include <functional>
#include <string_view>

#include "launcher/base/command_words.hpp"
#include "launcher/base/invocation.hpp"
#include "launcher/base/option_words.hpp"

/// The lines of the commands that run no program. All of it throws Error (ERROR_BAD_ARGUMENTS).
namespace launcher {

/// The words behind the command. Refuses `--`, after which a program would stand.
OptionWords read_command_words(Command command, std::string_view arguments);

/// Parses the options of check, doctor or capture: those of `run` that the command takes go into `options`. For
/// every other word it calls `own`, which takes the value if the option is the command's own, and returns
/// whether it is.
void parse_command_options(Command command, std::string_view arguments, Invocation& options,
                           const std::function<bool(OptionWords& words)>& own);

/// Takes the value of --format: whether it is json.
bool take_json_format(OptionWords& words);

}  // namespace launcher
