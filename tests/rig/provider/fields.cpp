#include "fields.hpp"

#include <windows.h>

#include <charconv>
#include <stdexcept>

namespace rig {
namespace {

bool is_plain(char character) {
  return (character >= 'a' && character <= 'z') || (character >= 'A' && character <= 'Z') ||
         (character >= '0' && character <= '9');
}

std::string encode(std::string_view value) {
  constexpr std::string_view kDigits = "0123456789ABCDEF";
  std::string encoded;
  for (const char character : value) {
    if (is_plain(character)) {
      encoded += character;
    } else {
      const auto byte = static_cast<unsigned char>(character);
      encoded += {'%', kDigits[byte >> 4U], kDigits[byte & 15U]};
    }
  }
  return encoded;
}

std::string decode(std::string_view value) {
  std::string decoded;
  for (std::size_t at = 0; at < value.size(); ++at) {
    if (value[at] != '%') {
      decoded += value[at];
      continue;
    }
    unsigned byte = 0;
    const std::string_view digits = value.substr(at + 1, 2);
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), byte, 16);
    if (error != std::errc() || digits.size() != 2) throw std::runtime_error("broken percent encoding");
    decoded += static_cast<char>(byte);
    at += 2;
  }
  return decoded;
}

}  // namespace

std::string format_line(std::string_view word, const Fields& fields) {
  std::string line(word);
  for (const auto& [key, value] : fields) {
    line += " " + key + "=" + encode(value);
  }
  return line;
}

Fields parse_line(std::string_view line) {
  Fields fields;
  while (!line.empty()) {
    const std::string_view field = line.substr(0, line.find(' '));
    line.remove_prefix(field.size() == line.size() ? line.size() : field.size() + 1);
    const std::size_t equals = field.find('=');
    if (equals == std::string_view::npos) throw std::runtime_error("a field without a value");
    fields.emplace(field.substr(0, equals), decode(field.substr(equals + 1)));
  }
  return fields;
}

std::string to_utf8(std::wstring_view text) {
  if (text.empty()) return {};
  const int length = static_cast<int>(text.size());
  const int needed =
      WideCharToMultiByte(CP_UTF8, WC_ERR_INVALID_CHARS, text.data(), length, nullptr, 0, nullptr, nullptr);
  if (needed == 0) throw std::runtime_error("not UTF-16");
  std::string converted(static_cast<std::size_t>(needed), '\0');
  WideCharToMultiByte(CP_UTF8, 0, text.data(), length, converted.data(), needed, nullptr, nullptr);
  return converted;
}

std::wstring to_utf16(std::string_view text) {
  if (text.empty()) return {};
  const int length = static_cast<int>(text.size());
  const int needed = MultiByteToWideChar(CP_UTF8, MB_ERR_INVALID_CHARS, text.data(), length, nullptr, 0);
  if (needed == 0) throw std::runtime_error("not UTF-8");
  std::wstring converted(static_cast<std::size_t>(needed), L'\0');
  MultiByteToWideChar(CP_UTF8, 0, text.data(), length, converted.data(), needed);
  return converted;
}

}  // namespace rig
