#pragma once

#include <string>
#include <string_view>

namespace launcher {

/// The text as a JSON string, in its quotes (RFC 8259, section 7). `text` is UTF-8.
std::string quote_json(std::string_view text);

}  // namespace launcher
