#include "taskxml/win32/error_text.hpp"

#include <fmt/format.h>
#include <windows.h>

#include <array>

#include "launcher/text/text_encoding.hpp"

namespace taskxml {

std::string error_text(std::uint32_t code) {
  std::array<wchar_t, 512> buffer{};
  // American English, then whatever the system has.
  static constexpr std::array<DWORD, 2> kLanguages{0x0409, 0};
  DWORD length = 0;
  for (const DWORD language : kLanguages) {
    length = FormatMessageW(FORMAT_MESSAGE_FROM_SYSTEM | FORMAT_MESSAGE_IGNORE_INSERTS, nullptr, code,
                            language, buffer.data(), static_cast<DWORD>(buffer.size()), nullptr);
    if (length != 0) break;
  }
  std::wstring_view text(buffer.data(), length);
  while (!text.empty() && (text.back() <= L' ' || text.back() == L'.'))
    text.remove_suffix(1);
  if (text.empty()) return fmt::format("error {}", code);
  return fmt::format("error {}: {}", code,
                     launcher::wtf8_from_utf16(std::u16string(text.begin(), text.end())));
}

}  // namespace taskxml
