#pragma once

#include <string_view>

/// In which encoding a file is.
namespace taskxml {

enum class Encoding {
  utf8,
  utf16_little_endian,
  utf16_big_endian,
  code_page,      ///< 8-bit, and --input-encoding said which
  unknown_8_bit,  ///< 8-bit, not valid UTF-8: the text is the bytes themselves
};

struct DetectedEncoding {
  Encoding encoding;      ///< UTF-8 or UTF-16
  bool has_mark = false;  ///< a byte order mark
};

/// The bytes decide, never the declaration: a byte order mark, else the zero bytes that UTF-16 has around its
/// first character, else UTF-8. Whether all is valid is not looked at.
DetectedEncoding detect_encoding(std::string_view bytes);

}  // namespace taskxml
