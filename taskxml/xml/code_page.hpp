#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

/// The Windows code pages that `schtasks /query /xml > file` writes in. A seam: posix/code_page.cpp uses
/// iconv, win32/code_page.cpp MultiByteToWideChar; the build picks one.
namespace taskxml {

/// A code page this system can convert, named by its number.
class CodePage {
 public:
  /// "cp932", "CP1252" or "932". Throws std::invalid_argument with the reason for what is not a number, for
  /// UTF-7, UTF-8 and UTF-16 numbers, and for a code page this system does not have.
  static CodePage parse(std::string_view text);

  std::uint32_t number() const { return number_; }

 private:
  explicit CodePage(std::uint32_t number) : number_(number) {}
  std::uint32_t number_;
};

/// A character beyond ASCII: where it is in the UTF-8 text and in the bytes it came from.
struct CodePageMark {
  std::size_t text_end = 0;
  std::size_t byte_end = 0;
};

struct DecodedCodePage {
  std::string text;                 ///< UTF-8
  std::vector<CodePageMark> marks;  ///< one for each character beyond ASCII, in order
};

/// Throws launcher::TextEncodingError with the offset of the first byte that is not a character of the code
/// page.
DecodedCodePage decode_code_page(std::string_view bytes, const CodePage& code_page);

/// The way back. Throws launcher::TextEncodingError with the offset of the first character the code page does
/// not have.
std::string encode_code_page(std::string_view text, const CodePage& code_page);

}  // namespace taskxml
