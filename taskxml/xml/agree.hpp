#pragma once

#include <cstddef>
#include <span>
#include <string_view>

#include "taskxml/xml/token_list.hpp"

namespace tinyxml2 {
class XMLDocument;
}

namespace taskxml {

/// Reads one element of `document` with tinyxml2 and throws Malformed where it sees other elements,
/// attributes or values than the tokens say: then one of the two is wrong, and neither may change the file.
/// tinyxml2 gets the element without the content of the elements `left_out`: indexes of start tags in `tokens`,
/// in order and none inside another. `reader` is only kept to spare its allocations.
void check_agreement(std::string_view document, const TokenList& tokens, tinyxml2::XMLDocument& reader,
                     std::span<const std::size_t> left_out = {});

}  // namespace taskxml
