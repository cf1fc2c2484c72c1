#include "launcher/win32/system/wide_text.hpp"

#include "launcher/text/text_encoding.hpp"

static_assert(sizeof(wchar_t) == sizeof(char16_t));

namespace launcher::win32 {
namespace {

std::wstring widen(const std::u16string& text) {
  return {text.begin(), text.end()};
}
std::u16string narrow_units(std::wstring_view text) {
  return {text.begin(), text.end()};
}

}  // namespace

std::wstring to_wide(std::string_view utf8) {
  return widen(utf16_from_utf8(utf8));
}
std::string to_utf8(std::wstring_view text) {
  return utf8_from_utf16(narrow_units(text));
}
std::wstring wide_from_wtf8(std::string_view text) {
  return widen(utf16_from_wtf8(text));
}
std::string wtf8_from_wide(std::wstring_view text) {
  return wtf8_from_utf16(narrow_units(text));
}

}  // namespace launcher::win32
