#include "taskxml/xml/xml_characters.hpp"

#include <algorithm>
#include <array>

#include "launcher/text/utf8.hpp"

namespace taskxml {
namespace {

constexpr bool is_ascii_name_start(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == ':';
}

constexpr bool is_ascii_name(char c) {
  return is_ascii_name_start(c) || (c >= '0' && c <= '9') || c == '-' || c == '.';
}

/// is_ascii_name as a table: names are most of what is read.
constexpr std::array<bool, 256> make_ascii_names() {
  std::array<bool, 256> names{};
  for (std::size_t c = 0; c < 0x80; ++c)
    names[c] = is_ascii_name(static_cast<char>(c));
  return names;
}
constexpr std::array<bool, 256> kAsciiNames = make_ascii_names();

struct Range {
  char32_t first;
  char32_t last;
};

/// XML 1.0, fifth edition, productions [4] and [4a], beyond ASCII.
constexpr std::array<Range, 12> kNameStart{{{0xC0, 0xD6},
                                            {0xD8, 0xF6},
                                            {0xF8, 0x2FF},
                                            {0x370, 0x37D},
                                            {0x37F, 0x1FFF},
                                            {0x200C, 0x200D},
                                            {0x2070, 0x218F},
                                            {0x2C00, 0x2FEF},
                                            {0x3001, 0xD7FF},
                                            {0xF900, 0xFDCF},
                                            {0xFDF0, 0xFFFD},
                                            {0x10000, 0xEFFFF}}};
constexpr std::array<Range, 3> kNameMore{{{0xB7, 0xB7}, {0x300, 0x36F}, {0x203F, 0x2040}}};

template <std::size_t N>
bool is_in(const std::array<Range, N>& ranges, char32_t c) {
  return std::any_of(ranges.begin(), ranges.end(),
                     [c](const Range& range) { return c >= range.first && c <= range.last; });
}

}  // namespace

bool is_noncharacter(std::string_view text, std::size_t at) {
  const std::string_view three = text.substr(at, 3);
  return three == "\xEF\xBF\xBE" || three == "\xEF\xBF\xBF";
}

std::size_t name_length(std::string_view text, std::size_t at) {
  const std::size_t begin = at;
  if (at < text.size() && (text[at] & 0x80) == 0 && !is_ascii_name_start(text[at])) return 0;
  while (at < text.size()) {
    if (kAsciiNames[static_cast<unsigned char>(text[at])]) {
      ++at;
      continue;
    }
    if ((text[at] & 0x80) == 0) break;
    const launcher::Utf8Character character = launcher::read_utf8(text, at);
    const bool is_allowed = character.length != 0 && (is_in(kNameStart, character.value) ||
                                                      (at != begin && is_in(kNameMore, character.value)));
    if (!is_allowed) break;
    at += character.length;
  }
  return at - begin;
}

std::string_view local_name(std::string_view name) {
  const std::size_t colon = name.find(':');
  return colon == std::string_view::npos ? name : name.substr(colon + 1);
}

std::string_view name_prefix(std::string_view name) {
  const std::size_t colon = name.find(':');
  return colon == std::string_view::npos ? std::string_view() : name.substr(0, colon);
}

bool is_xml_blank(char c) {
  return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

bool is_all_blank(std::string_view text) {
  return std::all_of(text.begin(), text.end(), is_xml_blank);
}

}  // namespace taskxml
