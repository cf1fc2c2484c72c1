#include "launcher/base/printable.hpp"

#include <fmt/format.h>

#include <cstdint>

#include "launcher/base/text_encoding.hpp"

namespace launcher {
namespace {

bool is_unseen(char32_t c) {
  const bool is_control = c < 0x20 || (c >= 0x7F && c <= 0x9F);
  const bool is_separator = c == 0x2028 || c == 0x2029;
  const bool is_direction = c == 0x61C || c == 0x200E || c == 0x200F || (c >= 0x202A && c <= 0x202E) ||
                            (c >= 0x2066 && c <= 0x2069);
  return is_control || is_separator || is_direction;
}

/// How many bytes the character that begins with this byte has in valid UTF-8.
std::size_t length_after(char lead) {
  const auto byte = static_cast<unsigned char>(lead);
  return byte < 0x80 ? 1 : byte < 0xE0 ? 2 : byte < 0xF0 ? 3 : 4;
}

char32_t character_of(std::string_view bytes) {
  const auto lead = static_cast<unsigned char>(bytes.front());
  char32_t value = bytes.size() == 1 ? lead : lead & (0x7FU >> bytes.size());
  for (const char c : bytes.substr(1))
    value = (value << 6U) | (static_cast<unsigned char>(c) & 0x3FU);
  return value;
}

}  // namespace

std::string as_utf8(std::string_view text) {
  std::string out;
  for (;;) {
    const std::size_t bad = find_invalid_utf8(text);
    out += text.substr(0, bad);
    if (bad == std::string_view::npos) return out;
    out += "\xEF\xBF\xBD";
    text.remove_prefix(bad + 1);
  }
}

std::string replace_unseen(std::string_view text, std::string (*write)(char32_t character)) {
  const std::string clean = as_utf8(text);
  const std::string_view all = clean;
  std::string out;
  out.reserve(clean.size());
  for (std::size_t at = 0; at < all.size();) {
    const std::string_view bytes = all.substr(at, length_after(all[at]));
    const char32_t character = character_of(bytes);
    if (is_unseen(character)) {
      out += write(character);
    } else {
      out += bytes;
    }
    at += bytes.size();
  }
  return out;
}

std::string on_one_line(std::string_view text) {
  return replace_unseen(text, [](char32_t character) {
    return fmt::format("<U+{:04X}>", static_cast<std::uint32_t>(character));
  });
}

}  // namespace launcher
