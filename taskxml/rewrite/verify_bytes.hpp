#pragma once

#include <span>
#include <string_view>

#include "taskxml/xml/document.hpp"

namespace taskxml {

/// Throws std::logic_error unless `after` is the file of `before` with each edit in its place: the bytes outside of
/// the edits are the same, and those inside of them read as the text that was replaced, and as the text that
/// replaces it. The edits are in order and do not overlap; that their text can stand where it stands is another
/// proof (verify_action). Where a place in the text is in the file is found here anew, so that Document::apply may
/// be wrong. Not for a file of a code page, whose characters have no fixed length.
void verify_bytes(const Document& before, std::span<const Edit> edits, std::string_view after);

}  // namespace taskxml
