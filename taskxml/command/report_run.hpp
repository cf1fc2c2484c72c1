#pragma once

#include "taskxml/command/options.hpp"
#include "taskxml/source/inputs.hpp"

namespace taskxml {

/// The command `report`: one page, JSON or CSV of all inputs, and what has changed since --baseline. Returns
/// kRefused when a file could not be read, else kFindings when something got worse (Drift::has_worsened), else
/// kDone; what could be read is reported in any case. Throws UsageError for an output that would be an input of the
/// next run, FileError for a baseline that cannot be read and for an output that cannot be written.
int run_report(const Options& options, const Sources& sources);

}  // namespace taskxml
