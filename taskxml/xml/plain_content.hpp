#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

namespace taskxml {

/// How many tags stand between the tags of an element whose content can be read in one way only: text and tags
/// without attributes, each closed by one of its name, and no comment, CDATA section, instruction or quote that could
/// make text of a tag. Empty: it may be read otherwise. A few lines that share nothing with the scanner, so that
/// both would have to be wrong about where an element ends.
std::optional<std::size_t> count_plain_tags(std::string_view content);

}  // namespace taskxml
