#pragma once

#include <span>
#include <string>
#include <string_view>

#include "taskxml/xml/document.hpp"

namespace taskxml {

/// A unified diff, three lines of context, of `before` and what the edits make of it. Lines end with LF; a CR
/// before it is part of the line. Empty when the edits change nothing.
std::string unified_diff(std::string_view old_name, std::string_view new_name, std::string_view before,
                         std::span<const Edit> edits);

}  // namespace taskxml
