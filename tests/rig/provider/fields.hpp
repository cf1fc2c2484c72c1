#pragma once
// The lines that the provider and the bridge exchange; bridge/bridge.py describes them.
#include <map>
#include <string>
#include <string_view>

namespace rig {

using Fields = std::map<std::string, std::string, std::less<>>;

/// One line without its end: the word, if any, and `key=value` with every value percent-encoded.
std::string format_line(std::string_view word, const Fields& fields);

/// The fields of such a line without a word. Throws std::runtime_error when it is none.
Fields parse_line(std::string_view line);

/// Strict: both throw std::runtime_error for text that is not well-formed.
std::string to_utf8(std::wstring_view text);
std::wstring to_utf16(std::string_view text);

}  // namespace rig
