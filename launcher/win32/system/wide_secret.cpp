#include "launcher/win32/system/wide_secret.hpp"

#include <windows.h>

namespace launcher::win32 {

// Not the conversions of base/text_encoding, which leave copies in memory.

WideSecret widen(const Secret& text) {
  const auto length = static_cast<int>(text.size());
  const int size = MultiByteToWideChar(CP_UTF8, MB_ERR_INVALID_CHARS, text.view().data(), length, nullptr, 0);
  WideSecret wide(static_cast<std::size_t>(size) + 1);
  MultiByteToWideChar(CP_UTF8, MB_ERR_INVALID_CHARS, text.view().data(), length, wide.data(), size);
  return wide;
}

Secret narrow(const WideSecret& text) {
  const auto length = static_cast<int>(text.size());
  const int size = WideCharToMultiByte(CP_UTF8, WC_ERR_INVALID_CHARS, text.view().data(), length, nullptr, 0,
                                       nullptr, nullptr);
  Secret utf8(static_cast<std::size_t>(size));
  WideCharToMultiByte(CP_UTF8, WC_ERR_INVALID_CHARS, text.view().data(), length, utf8.data(), size, nullptr,
                      nullptr);
  return utf8;
}

}  // namespace launcher::win32
