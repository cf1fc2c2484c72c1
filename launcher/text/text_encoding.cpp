#include "launcher/text/text_encoding.hpp"

#include <cstdint>
#include <cstring>

namespace launcher {
namespace {

enum class Surrogates { refuse, keep };

bool is_surrogate(char32_t c) {
  return c >= 0xD800 && c <= 0xDFFF;
}
bool is_high_surrogate(char32_t c) {
  return c >= 0xD800 && c <= 0xDBFF;
}
bool is_low_surrogate(char32_t c) {
  return c >= 0xDC00 && c <= 0xDFFF;
}

/// Whether the next eight bytes are there and ASCII: most text is, and can be skipped so.
bool has_eight_ascii(std::string_view text, std::size_t at) {
  std::uint64_t bytes = 0;
  if (text.size() - at < sizeof bytes) return false;
  std::memcpy(&bytes, text.data() + at, sizeof bytes);
  return (bytes & 0x8080808080808080U) == 0;
}

struct Decoded {
  char32_t character;
  std::size_t length;  // 0: not valid
};

Decoded decode_utf8(std::string_view text, std::size_t at, Surrogates surrogates) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[at + i]); };
  const unsigned char lead = byte(0);
  if (lead < 0x80) return {lead, 1};
  const std::size_t length = lead >= 0xF0 ? 4U : lead >= 0xE0 ? 3U : 2U;
  if (lead < 0xC2 || lead > 0xF4 || text.size() - at < length) return {0, 0};
  char32_t c = lead & (0x7FU >> length);
  for (std::size_t i = 1; i < length; ++i) {
    if ((byte(i) & 0xC0U) != 0x80U) return {0, 0};
    c = (c << 6U) | (byte(i) & 0x3FU);
  }
  const char32_t smallest = length == 4 ? 0x10000 : length == 3 ? 0x800 : 0x80;
  if (c < smallest || c > 0x10FFFF) return {0, 0};
  if (is_surrogate(c) && surrogates == Surrogates::refuse) return {0, 0};
  return {c, length};
}

void append_utf8(std::string& out, char32_t c) {
  const auto add = [&](char32_t value) { out.push_back(static_cast<char>(value)); };
  if (c < 0x80) {
    add(c);
  } else if (c < 0x800) {
    add(0xC0 | (c >> 6U));
    add(0x80 | (c & 0x3FU));
  } else if (c < 0x10000) {
    add(0xE0 | (c >> 12U));
    add(0x80 | ((c >> 6U) & 0x3FU));
    add(0x80 | (c & 0x3FU));
  } else {
    add(0xF0 | (c >> 18U));
    add(0x80 | ((c >> 12U) & 0x3FU));
    add(0x80 | ((c >> 6U) & 0x3FU));
    add(0x80 | (c & 0x3FU));
  }
}

std::u16string utf16_from(std::string_view text, Surrogates surrogates) {
  std::u16string out;
  out.reserve(text.size());
  for (std::size_t at = 0; at < text.size();) {
    const Decoded decoded = decode_utf8(text, at, surrogates);
    if (decoded.length == 0) throw TextEncodingError("not valid UTF-8", at);
    if (decoded.character < 0x10000) {
      // A pair is one character of four bytes; as twice three bytes it would not come back as it was.
      const bool completes_pair =
          is_low_surrogate(decoded.character) && !out.empty() && is_high_surrogate(out.back());
      if (completes_pair) throw TextEncodingError("a surrogate pair in six bytes is not valid", at);
      out.push_back(static_cast<char16_t>(decoded.character));
    } else {
      const char32_t rest = decoded.character - 0x10000;
      out.push_back(static_cast<char16_t>(0xD800 + (rest >> 10U)));
      out.push_back(static_cast<char16_t>(0xDC00 + (rest & 0x3FFU)));
    }
    at += decoded.length;
  }
  return out;
}

std::string utf8_from(std::u16string_view text, Surrogates surrogates) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t at = 0; at < text.size(); ++at) {
    char32_t c = text[at];
    if (is_high_surrogate(c) && at + 1 < text.size() && is_low_surrogate(text[at + 1])) {
      c = 0x10000 + ((c - 0xD800) << 10U) + (char32_t{text[++at]} - 0xDC00U);
    } else if (is_surrogate(c) && surrogates == Surrogates::refuse) {
      throw TextEncodingError("an unpaired surrogate is not valid UTF-16", at);
    }
    append_utf8(out, c);
  }
  return out;
}

}  // namespace

std::size_t find_invalid_utf8(std::string_view text) {
  for (std::size_t at = 0; at < text.size();) {
    if (has_eight_ascii(text, at)) {
      at += 8;
      continue;
    }
    const Decoded decoded = decode_utf8(text, at, Surrogates::refuse);
    if (decoded.length == 0) return at;
    at += decoded.length;
  }
  return std::string_view::npos;
}

std::u16string utf16_from_utf8(std::string_view text) {
  return utf16_from(text, Surrogates::refuse);
}
std::u16string utf16_from_wtf8(std::string_view text) {
  return utf16_from(text, Surrogates::keep);
}
std::string utf8_from_utf16(std::u16string_view text) {
  return utf8_from(text, Surrogates::refuse);
}
std::string wtf8_from_utf16(std::u16string_view text) {
  return utf8_from(text, Surrogates::keep);
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
  if (bytes.size() % 2 != 0) {
    throw TextEncodingError("UTF-16 with half a character at its end", bytes.size() / 2);
  }
  std::u16string units;
  units.reserve(bytes.size() / 2);
  for (std::size_t at = 0; at < bytes.size(); at += 2) {
    const auto low = static_cast<unsigned char>(bytes[at]);
    const auto high = static_cast<unsigned char>(bytes[at + 1]);
    units.push_back(static_cast<char16_t>(low | (high << 8U)));
  }
  if (const std::size_t nul = units.find(u'\0'); nul != std::u16string::npos) {
    throw TextEncodingError(kNulCharacter, nul);
  }
  return utf8_from_utf16(units);
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
