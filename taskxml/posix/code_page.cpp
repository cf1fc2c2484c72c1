#include <fmt/format.h>
#include <iconv.h>

#include <array>
#include <cerrno>
#include <stdexcept>

#include "launcher/text/text_encoding.hpp"
#include "taskxml/xml/code_page.hpp"
#include "taskxml/xml/code_page_number.hpp"

namespace taskxml {
namespace {

const auto kNoConverter = reinterpret_cast<iconv_t>(-1);  // NOLINT: iconv_open's own sentinel

class Converter {
 public:
  Converter(const char* to, const char* from) : handle_(iconv_open(to, from)) {}
  Converter(const Converter&) = delete;
  Converter& operator=(const Converter&) = delete;
  ~Converter() {
    if (is_open()) iconv_close(handle_);
  }

  bool is_open() const { return handle_ != kNoConverter; }

  /// Converts one character from the front of `input`; returns how many bytes of it that took, 0 when it is
  /// no character.
  std::size_t convert_one(std::string_view input, std::string& output) {
    for (std::size_t length = 1; length <= std::min<std::size_t>(input.size(), 4); ++length) {
      std::array<char, 32> buffer{};
      // iconv's parameter is not const, but it only reads.
      char* in = const_cast<char*>(input.data());
      char* out = buffer.data();
      std::size_t in_left = length;
      std::size_t out_left = buffer.size();
      const std::size_t result = iconv(handle_, &in, &in_left, &out, &out_left);
      if (result == 0 && in_left == 0) {
        iconv(handle_, nullptr, nullptr, &out, &out_left);
        output.append(buffer.data(), buffer.size() - out_left);
        return length;
      }
      iconv(handle_, nullptr, nullptr, nullptr, nullptr);
    }
    return 0;
  }

 private:
  iconv_t handle_;
};

/// The names iconv has for a code page: CP932 and, for the ISO 8859 family, 28591 to 28605, their own.
std::string iconv_name(std::uint32_t number) {
  if (number >= 28591 && number <= 28605) return fmt::format("ISO-8859-{}", number - 28590);
  if (number == 54936) return "GB18030";
  if (number == 20127) return "ASCII";
  if (number == 20866) return "KOI8-R";
  if (number == 21866) return "KOI8-U";
  return fmt::format("CP{}", number);
}

bool is_ascii(char c) {
  return (static_cast<unsigned char>(c) & 0x80U) == 0;
}

}  // namespace

CodePage CodePage::parse(std::string_view text) {
  const std::uint32_t number = parse_code_page_number(text);
  const Converter converter("UTF-8", iconv_name(number).c_str());
  if (!converter.is_open()) {
    throw std::invalid_argument(fmt::format("this system does not know code page {}", number));
  }
  return CodePage(number);
}

DecodedCodePage decode_code_page(std::string_view bytes, const CodePage& code_page) {
  Converter converter("UTF-8", iconv_name(code_page.number()).c_str());
  DecodedCodePage decoded;
  decoded.text.reserve(bytes.size() + bytes.size() / 4);
  for (std::size_t at = 0; at < bytes.size();) {
    if (is_ascii(bytes[at])) {
      // Task Scheduler's text is what a console shows: 0x5C is a backslash in every code page Windows has.
      decoded.text.push_back(bytes[at++]);
      continue;
    }
    const std::size_t length = converter.convert_one(bytes.substr(at), decoded.text);
    if (length == 0) throw launcher::TextEncodingError("not a character of the code page", at);
    at += length;
    decoded.marks.push_back({decoded.text.size(), at});
  }
  return decoded;
}

std::string encode_code_page(std::string_view text, const CodePage& code_page) {
  Converter converter(iconv_name(code_page.number()).c_str(), "UTF-8");
  std::string bytes;
  for (std::size_t at = 0; at < text.size();) {
    if (is_ascii(text[at])) {
      bytes.push_back(text[at++]);
      continue;
    }
    const std::size_t length = converter.convert_one(text.substr(at), bytes);
    if (length == 0) throw launcher::TextEncodingError("the code page does not have this character", at);
    at += length;
  }
  return bytes;
}

}  // namespace taskxml
