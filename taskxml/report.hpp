#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "taskxml/options.hpp"
#include "taskxml/show.hpp"

/// What `show` prints. Fields and columns are listed in the README: added to, never renamed.
namespace taskxml {

/// What stands before the actions of the first file, between two actions, and after the last.
std::string report_begin(Format format);
std::string report_action(Format format, std::string_view file, const ShownAction& action, bool is_first);
std::string report_end(Format format, bool is_empty);

/// `text` as one CSV field (RFC 4180).
std::string csv_field(std::string_view text);

}  // namespace taskxml
