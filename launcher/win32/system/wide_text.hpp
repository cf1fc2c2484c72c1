#pragma once

#include <string>
#include <string_view>

/// UTF-16 as Windows wants it. The conversions are those of base/text_encoding; this only names the other
/// character type.
namespace launcher::win32 {

/// Throws TextEncodingError for invalid UTF-8.
std::wstring to_wide(std::string_view utf8);

/// Throws TextEncodingError for an unpaired surrogate.
std::string to_utf8(std::wstring_view text);

/// Lossless, for the arguments of the program we start.
std::wstring wide_from_wtf8(std::string_view text);
std::string wtf8_from_wide(std::wstring_view text);

}  // namespace launcher::win32
