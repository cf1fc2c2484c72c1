#include "launcher/text/invisible.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstdint>

#include "launcher/text/utf8.hpp"

namespace launcher {
namespace {

struct Range {
  char32_t first;
  char32_t last;
  bool is_blank;
  bool is_needed_inside;  ///< by a writing system or by emoji
};

// Unicode Character Database: the categories Zs, Zl, Zp, Cf and the C1 half of Cc, as far as names of files
// can hold them. ASCII controls are the path's own business.
constexpr std::array<Range, 16> kRanges{{
    {0x0080, 0x009F, false, false},
    {0x00A0, 0x00A0, true, false},   // no-break space
    {0x00AD, 0x00AD, false, false},  // soft hyphen
    {0x061C, 0x061C, false, false},
    {0x1680, 0x1680, true, false},
    {0x180E, 0x180E, false, false},
    {0x2000, 0x200A, true, false},   // spaces of many widths
    {0x200B, 0x200B, false, false},  // zero width space
    {0x200C, 0x200D, false, true},   // zero width non-joiner and joiner
    {0x200E, 0x200F, false, false},  // marks of direction
    {0x2028, 0x202E, false, false},  // line separators, embeddings and overrides of direction
    {0x202F, 0x202F, true, false},   // narrow no-break space
    {0x205F, 0x205F, true, false},
    {0x2060, 0x206F, false, false},
    {0x3000, 0x3000, true, true},
    {0xFEFF, 0xFEFF, false, false},  // byte order mark
}};

/// nullptr for a character that is seen.
const Range* find_range(char32_t code) {
  for (const Range& range : kRanges) {
    if (code >= range.first && code <= range.last) return &range;
  }
  return nullptr;
}

/// Calls `take(character, its bytes, its range or nullptr, offset)` for each.
template <typename Take>
void for_each_character(std::string_view text, Take take) {
  for (std::size_t at = 0; at < text.size();) {
    const Utf8Character character = read_utf8(text, at);
    const std::size_t size = std::max<std::size_t>(character.length, 1);
    take(character.value, text.substr(at, size), find_range(character.value), at);
    at += size;
  }
}

}  // namespace

std::optional<InvisibleCharacter> find_invisible(std::string_view text) {
  std::optional<InvisibleCharacter> found;
  for_each_character(text,
                     [&](char32_t character, std::string_view bytes, const Range* range, std::size_t at) {
                       if (found || range == nullptr) return;
                       const bool is_at_end = at == 0 || at + bytes.size() == text.size();
                       if (range->is_needed_inside && !is_at_end) return;
                       found = {character, at, bytes.size(), range->is_blank};
                     });
  return found;
}

std::string name_invisible(char32_t code) {
  return fmt::format("<U+{:04X}>", static_cast<std::uint32_t>(code));
}

std::string show_invisible(std::string_view text) {
  std::string shown;
  for_each_character(text, [&](char32_t character, std::string_view bytes, const Range* range, std::size_t) {
    shown += range == nullptr ? std::string(bytes) : name_invisible(character);
  });
  return shown;
}

std::string replace_invisible(std::string_view text) {
  std::string replaced;
  for_each_character(text, [&](char32_t, std::string_view bytes, const Range* range, std::size_t) {
    if (range == nullptr) {
      replaced += bytes;
    } else if (range->is_blank) {
      replaced += ' ';
    }
  });
  return replaced;
}

}  // namespace launcher
