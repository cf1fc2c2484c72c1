#pragma once

#include <string>
#include <string_view>

namespace launcher {

/// Text for people: what is not UTF-8 becomes U+FFFD.
std::string as_utf8(std::string_view text);

/// The same on one line: control characters become blanks.
std::string on_one_line(std::string_view text);

}  // namespace launcher
