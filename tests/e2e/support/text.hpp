#pragma once

#include <windows.h>

#include <stdexcept>
#include <string>
#include <string_view>

/// UTF-8 in the tests, UTF-16 for Windows. Not the launcher's own conversion, which is under test.
namespace e2e {

/// Throws std::runtime_error for text that is not UTF-8.
inline std::wstring widen(std::string_view text) {
  if (text.empty()) return {};
  const auto length = static_cast<int>(text.size());
  const int size = MultiByteToWideChar(CP_UTF8, MB_ERR_INVALID_CHARS, text.data(), length, nullptr, 0);
  if (size == 0) throw std::runtime_error("not UTF-8: " + std::string(text));
  std::wstring wide(static_cast<std::size_t>(size), L'\0');
  MultiByteToWideChar(CP_UTF8, 0, text.data(), length, wide.data(), size);
  return wide;
}

/// Lone surrogates become U+FFFD.
inline std::string narrow(std::wstring_view text) {
  if (text.empty()) return {};
  const auto length = static_cast<int>(text.size());
  const int size = WideCharToMultiByte(CP_UTF8, 0, text.data(), length, nullptr, 0, nullptr, nullptr);
  std::string bytes(static_cast<std::size_t>(size), '\0');
  WideCharToMultiByte(CP_UTF8, 0, text.data(), length, bytes.data(), size, nullptr, nullptr);
  return bytes;
}

/// `"text"`, for a path on a command line.
inline std::string in_quotes(std::string_view text) {
  return '"' + std::string(text) + '"';
}

inline bool contains(std::string_view text, std::string_view part) {
  return text.find(part) != std::string_view::npos;
}

/// ASCII letters in lower case.
inline std::string to_lower(std::string text) {
  for (char& c : text) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return text;
}

}  // namespace e2e
