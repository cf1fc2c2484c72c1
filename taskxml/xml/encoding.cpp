#include "taskxml/xml/encoding.hpp"

#include "taskxml/xml/xml_characters.hpp"

namespace taskxml {
namespace {

/// UTF-16 without a mark shows itself by the zero byte beside its first character, which is `<` or a blank.
bool starts_like(std::string_view bytes, bool little_endian) {
  if (bytes.size() < 2) return false;
  const char character = bytes[little_endian ? 0 : 1];
  return bytes[little_endian ? 1 : 0] == '\0' && (character == '<' || is_xml_blank(character));
}

}  // namespace

DetectedEncoding detect_encoding(std::string_view bytes) {
  if (bytes.starts_with("\xFF\xFE")) return {Encoding::utf16_little_endian, true};
  if (bytes.starts_with("\xFE\xFF")) return {Encoding::utf16_big_endian, true};
  if (bytes.starts_with("\xEF\xBB\xBF")) return {Encoding::utf8, true};
  if (starts_like(bytes, true)) return {Encoding::utf16_little_endian, false};
  if (starts_like(bytes, false)) return {Encoding::utf16_big_endian, false};
  return {Encoding::utf8, false};
}

}  // namespace taskxml
