#pragma once

#include <filesystem>
#include <span>

#include "taskxml/command/options.hpp"
#include "taskxml/source/inputs.hpp"

/// Where results may be written, looked at before anything is.
namespace taskxml {

/// Throws UsageError where -o or --output-dir names a file that is an INPUT, a folder of Task Scheduler's own,
/// a folder inside an INPUT, or one file for two of the inputs.
void check_output_targets(const Options& options, std::span<const Input> inputs);

}  // namespace taskxml
