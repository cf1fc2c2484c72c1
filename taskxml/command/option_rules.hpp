#pragma once

#include "taskxml/command/options.hpp"

/// What options mean together.
namespace taskxml {

/// Checks options that are right one by one, and settles where the result goes. Throws UsageError. Looks at
/// the file system only to tell files from folders.
void complete_options(Options& options, bool has_select);

}  // namespace taskxml
