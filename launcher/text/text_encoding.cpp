#include "launcher/text/text_encoding.hpp"

#include <bit>
#include <cstdint>
#include <cstring>

#include "launcher/text/utf16.hpp"
#include "launcher/text/utf8.hpp"

namespace launcher {
namespace {

/// Whether the next eight bytes are there and ASCII: most text is, and can be skipped so.
bool has_eight_ascii(std::string_view text, std::size_t at) {
  std::uint64_t bytes = 0;
  if (text.size() - at < sizeof bytes) return false;
  std::memcpy(&bytes, text.data() + at, sizeof bytes);
  return (bytes & 0x8080808080808080U) == 0;
}

Utf8Character read(std::string_view text, std::size_t at, LoneSurrogates lone) {
  const Utf8Character character = read_utf8(text, at);
  return lone == LoneSurrogates::refuse && is_surrogate(character.value) ? Utf8Character{} : character;
}

std::u16string utf16_from(std::string_view text, LoneSurrogates lone) {
  std::u16string out;
  out.reserve(text.size());
  for (std::size_t at = 0; at < text.size();) {
    const Utf8Character decoded = read(text, at, lone);
    if (decoded.length == 0) throw TextEncodingError("not valid UTF-8", at);
    if (decoded.value < 0x10000) {
      // A pair is one character of four bytes; as twice three bytes it would not come back as it was.
      const bool completes_pair =
          is_low_surrogate(decoded.value) && !out.empty() && is_high_surrogate(out.back());
      if (completes_pair) throw TextEncodingError("a surrogate pair in six bytes is not valid", at);
      out.push_back(static_cast<char16_t>(decoded.value));
    } else {
      const char32_t rest = decoded.value - 0x10000;
      out.push_back(static_cast<char16_t>(0xD800 + (rest >> 10U)));
      out.push_back(static_cast<char16_t>(0xDC00 + (rest & 0x3FFU)));
    }
    at += decoded.length;
  }
  return out;
}

std::string utf8_from(std::u16string_view text, LoneSurrogates lone) {
  constexpr bool kIsLittleEndian = std::endian::native == std::endian::little;
  const std::string_view bytes(reinterpret_cast<const char*>(text.data()), text.size() * sizeof(char16_t));
  return utf8_from_utf16_bytes(bytes, kIsLittleEndian ? ByteOrder::little_endian : ByteOrder::big_endian,
                               lone);
}

}  // namespace

std::size_t find_invalid_utf8(std::string_view text) {
  for (std::size_t at = 0; at < text.size();) {
    if (has_eight_ascii(text, at)) {
      at += 8;
      continue;
    }
    const Utf8Character decoded = read(text, at, LoneSurrogates::refuse);
    if (decoded.length == 0) return at;
    at += decoded.length;
  }
  return std::string_view::npos;
}

std::u16string utf16_from_utf8(std::string_view text) {
  return utf16_from(text, LoneSurrogates::refuse);
}
std::u16string utf16_from_wtf8(std::string_view text) {
  return utf16_from(text, LoneSurrogates::keep);
}
std::string utf8_from_utf16(std::u16string_view text) {
  return utf8_from(text, LoneSurrogates::refuse);
}
std::string wtf8_from_utf16(std::u16string_view text) {
  return utf8_from(text, LoneSurrogates::keep);
}

std::string decode_text_file(std::string_view bytes) {
  constexpr const char* kNulCharacter = "a NUL character";
  if (!bytes.starts_with("\xFF\xFE")) {
    if (bytes.starts_with("\xEF\xBB\xBF")) bytes.remove_prefix(3);
    const std::size_t invalid = find_invalid_utf8(bytes);
    const std::size_t nul = bytes.find('\0');
    if (nul < invalid) throw TextEncodingError(kNulCharacter, nul);
    if (invalid != std::string_view::npos) throw TextEncodingError("not valid UTF-8", invalid);
    return std::string(bytes);
  }
  bytes.remove_prefix(2);
  for (std::size_t at = 0; at + 1 < bytes.size(); at += 2) {
    if (bytes[at] == '\0' && bytes[at + 1] == '\0') throw TextEncodingError(kNulCharacter, at / 2);
  }
  return utf8_from_utf16_bytes(bytes, ByteOrder::little_endian);
}

std::size_t count_utf16_units(std::string_view text) {
  std::size_t units = 0;
  for (std::size_t at = 0; at < text.size();) {
    if (has_eight_ascii(text, at)) {
      units += 8;
      at += 8;
      continue;
    }
    const auto byte = static_cast<unsigned char>(text[at++]);
    if ((byte & 0xC0U) != 0x80U) units += byte >= 0xF0 ? 2 : 1;
  }
  return units;
}

}  // namespace launcher
