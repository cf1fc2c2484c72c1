#pragma once

#include <string>
#include <string_view>

/// UTF-16 as bytes, the way files have it, in either order of bytes.
namespace launcher {

enum class ByteOrder { little_endian, big_endian };

/// What becomes of a surrogate without its other half.
enum class LoneSurrogates { refuse, keep };

/// To UTF-8, or with LoneSurrogates::keep to WTF-8. A byte order mark is a character like any other. Throws
/// TextEncodingError at the first unpaired surrogate, and for half a unit at the end.
std::string utf8_from_utf16_bytes(std::string_view bytes, ByteOrder order,
                                  LoneSurrogates lone = LoneSurrogates::refuse);

/// Appends what the UTF-8 `text` is in UTF-16. Throws TextEncodingError for bytes that are not UTF-8.
void append_utf16_bytes(std::string& bytes, std::string_view text, ByteOrder order);

inline bool is_high_surrogate(char32_t unit) {
  return unit >= 0xD800 && unit <= 0xDBFF;
}
inline bool is_low_surrogate(char32_t unit) {
  return unit >= 0xDC00 && unit <= 0xDFFF;
}
inline bool is_surrogate(char32_t c) {
  return c >= 0xD800 && c <= 0xDFFF;
}

}  // namespace launcher
