#pragma once

#include <string>
#include <string_view>

namespace launcher {

/// The text as a JSON string, in its quotes (RFC 8259, section 7). Bytes that are not UTF-8 become U+FFFD.
std::string quote_json(std::string_view text);

}  // namespace launcher
