#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "launcher/connect/plan.hpp"
#include "launcher/program/program.hpp"

/// --dry-run: the plan as text.
namespace launcher {

/// The text of --dry-run: a line "key: value" for each thing a run would do, in its order. `config_file` is
/// empty when none was read.
std::string format_dry_run(std::string_view config_file, const std::vector<Step>& steps,
                           const ProgramChoice& choice);

}  // namespace launcher
