#include "taskxml/xml/code_page.hpp"

#include <fmt/format.h>
#include <windows.h>

#include <array>
#include <stdexcept>

#include "launcher/text/text_encoding.hpp"
#include "taskxml/xml/code_page_number.hpp"

namespace taskxml {
namespace {

bool is_ascii(char c) {
  return (static_cast<unsigned char>(c) & 0x80U) == 0;
}

std::string utf8_from(const wchar_t* units, int count) {
  std::u16string text;
  for (int i = 0; i < count; ++i)
    text.push_back(static_cast<char16_t>(units[i]));
  return launcher::utf8_from_utf16(text);
}

/// The bytes from `at` that make one character, converted; 0 when they make none.
std::size_t convert_one(std::string_view bytes, UINT code_page, std::string& text) {
  for (int length = 1; length <= 4 && static_cast<std::size_t>(length) <= bytes.size(); ++length) {
    std::array<wchar_t, 8> units{};
    const int count = MultiByteToWideChar(code_page, MB_ERR_INVALID_CHARS, bytes.data(), length, units.data(),
                                          static_cast<int>(units.size()));
    // Half a character of a double-byte code page converts to a middle dot or NUL where the flag is ignored.
    if (count > 0 && !(length == 1 && IsDBCSLeadByteEx(code_page, static_cast<BYTE>(bytes[0])))) {
      text += utf8_from(units.data(), count);
      return static_cast<std::size_t>(length);
    }
  }
  return 0;
}

}  // namespace

CodePage CodePage::parse(std::string_view text) {
  const std::uint32_t number = parse_code_page_number(text);
  if (!IsValidCodePage(number)) {
    throw std::invalid_argument(fmt::format("this system does not know code page {}", number));
  }
  return CodePage(number);
}

DecodedCodePage decode_code_page(std::string_view bytes, const CodePage& code_page) {
  DecodedCodePage decoded;
  decoded.text.reserve(bytes.size() + bytes.size() / 4);
  for (std::size_t at = 0; at < bytes.size();) {
    if (is_ascii(bytes[at])) {
      decoded.text.push_back(bytes[at++]);
      continue;
    }
    const std::size_t length = convert_one(bytes.substr(at), code_page.number(), decoded.text);
    if (length == 0) throw launcher::TextEncodingError("not a character of the code page", at);
    at += length;
    decoded.marks.push_back({decoded.text.size(), at});
  }
  return decoded;
}

std::string encode_code_page(std::string_view text, const CodePage& code_page) {
  std::string bytes;
  for (std::size_t at = 0; at < text.size();) {
    if (is_ascii(text[at])) {
      bytes.push_back(text[at++]);
      continue;
    }
    std::size_t end = at + 1;
    while (end < text.size() && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U)
      ++end;
    const std::u16string units = launcher::utf16_from_utf8(text.substr(at, end - at));
    const std::wstring wide(units.begin(), units.end());
    std::array<char, 8> buffer{};
    // GB18030 takes neither the flag nor the report of characters it lacks; it has all of them.
    const bool is_gb18030 = code_page.number() == 54936;
    BOOL is_replaced = FALSE;
    const int count = WideCharToMultiByte(
        code_page.number(), is_gb18030 ? 0 : WC_NO_BEST_FIT_CHARS, wide.data(), static_cast<int>(wide.size()),
        buffer.data(), static_cast<int>(buffer.size()), nullptr, is_gb18030 ? nullptr : &is_replaced);
    if (count <= 0 || is_replaced) {
      throw launcher::TextEncodingError("the code page does not have this character", at);
    }
    bytes.append(buffer.data(), static_cast<std::size_t>(count));
    at = end;
  }
  return bytes;
}

}  // namespace taskxml
