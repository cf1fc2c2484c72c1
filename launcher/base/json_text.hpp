#pragma once

#include <string>
#include <string_view>

namespace launcher {

/// The text as a JSON string, in its quotes (RFC 8259, section 7). Bytes that are not UTF-8 become U+FFFD.
/// What replace_unseen names is written `\u202e`: a reader gets it back, and nobody who looks is misled.
std::string quote_json(std::string_view text);

}  // namespace launcher
