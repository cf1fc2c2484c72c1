#include "launcher/text/printable.hpp"

#include <algorithm>

#include "launcher/text/invisible.hpp"
#include "launcher/text/text_encoding.hpp"
#include "launcher/text/utf8.hpp"

namespace launcher {
namespace {

bool is_unseen(char32_t c) {
  const bool is_control = c < 0x20 || (c >= 0x7F && c <= 0x9F);
  const bool is_separator = c == 0x2028 || c == 0x2029;
  const bool is_direction = c == 0x61C || c == 0x200E || c == 0x200F || (c >= 0x202A && c <= 0x202E) ||
                            (c >= 0x2066 && c <= 0x2069);
  return is_control || is_separator || is_direction;
}

/// Most text is made of these alone.
bool is_seen_ascii(char c) {
  return c >= 0x20 && c < 0x7F;
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
  if (std::all_of(text.begin(), text.end(), is_seen_ascii)) return std::string(text);
  const std::string clean = as_utf8(text);
  const std::string_view all = clean;
  std::string out;
  out.reserve(clean.size());
  for (std::size_t at = 0; at < all.size();) {
    const Utf8Character character = read_utf8(all, at);
    if (is_unseen(character.value)) {
      out += write(character.value);
    } else {
      out += all.substr(at, character.length);
    }
    at += character.length;
  }
  return out;
}

std::string on_one_line(std::string_view text) {
  return replace_unseen(text, name_invisible);
}

}  // namespace launcher
