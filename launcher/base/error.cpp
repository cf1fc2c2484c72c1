#include "launcher/base/error.hpp"

#include <fmt/format.h>

#include <string_view>
#include <utility>

namespace launcher {
namespace {

void append_part(std::string& line, std::string_view separator, std::string_view part) {
  if (part.empty()) return;
  if (!line.empty()) line += separator;
  line += part;
}

/// Sentences come with or without a full stop and, from the system, with line breaks; a line has one stop and
/// none.
std::string one_sentence(std::string_view text) {
  std::string out;
  for (const char c : text) {
    const bool blank = c == '\r' || c == '\n' || c == '\t' || c == ' ';
    if (!blank) {
      out.push_back(c);
    } else if (!out.empty() && out.back() != ' ') {
      out.push_back(' ');
    }
  }
  while (!out.empty() && (out.back() == ' ' || out.back() == '.'))
    out.pop_back();
  return out;
}

/// What was typed can hold a line break; a message is one line all the same.
std::string without_control_characters(std::string text) {
  for (char& c : text) {
    if (static_cast<unsigned char>(c) < 0x20) c = ' ';
  }
  return text;
}

}  // namespace

std::string format_hex(std::uint32_t code) {
  return fmt::format("0x{:08X}", code);
}

std::string format_failure(const Failure& failure) {
  std::string line = failure.what;
  append_part(line, ": ", without_control_characters(failure.subject));
  if (failure.code != 0) {
    std::string number = fmt::format("{}", failure.code);
    if (is_beyond_win32(failure.code)) append_part(number, " ", format_hex(failure.code));
    append_part(number, " ", failure.symbol);
    if (!failure.api.empty()) number += fmt::format(" ({})", failure.api);
    append_part(line, ": ", number);
  }
  append_part(line, ": ", one_sentence(failure.text));
  append_part(line, ". ", one_sentence(failure.advice));
  if (!line.ends_with('?')) line += '.';
  return line;
}

Error::Error(ExitCode exit_code, Failure failure)
    : std::runtime_error(format_failure(failure)), exit_code_(exit_code), failure_(std::move(failure)) {}

Error::Error(Failure failure)
    : std::runtime_error(format_failure(failure)),
      exit_code_(exit_code_from_win32(failure.code)),
      failure_(std::move(failure)) {}

}  // namespace launcher
