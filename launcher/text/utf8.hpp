#pragma once

#include <array>
#include <cstddef>
#include <string>
#include <string_view>

/// UTF-8 one character at a time; text_encoding.hpp converts whole texts with it. Inline, because taskxml reads
/// every name of a file with it.
namespace launcher {

/// Writes 1 to 4 bytes; returns where the next character goes.
inline char* put_utf8(char* to, char32_t c) {
  if (c < 0x80) {
    *to++ = static_cast<char>(c);
    return to;
  }
  const unsigned trailing = c < 0x800 ? 1 : c < 0x10000 ? 2 : 3;
  const char32_t lead = trailing == 1 ? 0xC0 : trailing == 2 ? 0xE0 : 0xF0;
  *to++ = static_cast<char>(lead | (c >> (6 * trailing)));
  for (unsigned i = trailing; i-- > 0;)
    *to++ = static_cast<char>(0x80U | ((c >> (6 * i)) & 0x3FU));
  return to;
}

inline void append_utf8(std::string& text, char32_t c) {
  std::array<char, 4> bytes{};
  text.append(bytes.data(), put_utf8(bytes.data(), c));
}

struct Utf8Character {
  char32_t value = 0;
  std::size_t length = 0;  ///< in bytes; 0: no character starts here
};

/// The character at `at`, which is not the end. Overlong forms and values over U+10FFFF are none; a surrogate is
/// one, as in WTF-8, and the caller refuses it where it must.
inline Utf8Character read_utf8(std::string_view text, std::size_t at) {
  const auto lead = static_cast<unsigned char>(text[at]);
  if (lead < 0x80) return {lead, 1};
  const std::size_t length = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
  if (lead < 0xC2 || lead > 0xF4 || text.size() - at < length) return {};
  char32_t value = lead & (0x7FU >> length);
  for (std::size_t i = 1; i < length; ++i) {
    const auto byte = static_cast<unsigned char>(text[at + i]);
    if ((byte & 0xC0U) != 0x80U) return {};
    value = (value << 6U) | (byte & 0x3FU);
  }
  const char32_t smallest = length == 4 ? 0x10000 : length == 3 ? 0x800 : 0x80;
  if (value < smallest || value > 0x10FFFF) return {};
  return {value, length};
}

}  // namespace launcher
