#pragma once

#include <cstddef>
#include <stdexcept>
#include <string>
#include <string_view>

/// Conversions between UTF-8, which everything inside uses, and UTF-16, which Windows uses. Strict: input
/// that is not valid is an error, never a replacement character.
namespace launcher {

/// Text that is not what its encoding allows.
class TextEncodingError : public std::runtime_error {
 public:
  TextEncodingError(const std::string& what, std::size_t offset)
      : std::runtime_error(what), offset_(offset) {}
  /// Where: bytes (UTF-8) or 16-bit units (UTF-16) from the start of the text given.
  std::size_t offset() const { return offset_; }

 private:
  std::size_t offset_;
};

/// The offset of the first byte that is not valid UTF-8 (overlong forms, surrogates and values over U+10FFFF
/// are not valid), or npos when all are.
std::size_t find_invalid_utf8(std::string_view text);

/// Throws TextEncodingError at the first byte that is not valid UTF-8.
std::u16string utf16_from_utf8(std::string_view text);

/// Throws TextEncodingError at the first unpaired surrogate.
std::string utf8_from_utf16(std::u16string_view text);

/// Like utf8_from_utf16, but an unpaired surrogate becomes the three bytes it would have had, so that nothing
/// is lost on the way there and back (the form is known as WTF-8). Only for text that is passed on untouched:
/// the arguments of the program we start, which Windows does not require to be valid UTF-16.
std::string wtf8_from_utf16(std::u16string_view text);

/// The way back from wtf8_from_utf16. Throws TextEncodingError for bytes that it cannot have made.
std::u16string utf16_from_wtf8(std::string_view text);

/// The text of a small file, as UTF-8 without byte order mark: UTF-8 with or without one, or UTF-16LE with
/// one. Throws TextEncodingError, also for a NUL character; its offset counts bytes (UTF-8) or 16-bit units
/// (UTF-16) after the byte order mark.
std::string decode_text_file(std::string_view bytes);

/// How many 16-bit units the (valid) UTF-8 text has in UTF-16: what Windows' length limits count.
std::size_t count_utf16_units(std::string_view text);

}  // namespace launcher
