#include "launcher/base/success_codes.hpp"

#include <algorithm>
#include <charconv>
#include <stdexcept>

namespace launcher {
namespace {

std::uint32_t parse_code(std::string_view text) {
  const bool hexadecimal = text.starts_with("0x") || text.starts_with("0X");
  if (hexadecimal) text.remove_prefix(2);
  std::uint32_t code = 0;
  const char* const end = text.data() + text.size();
  const auto result = std::from_chars(text.data(), end, code, hexadecimal ? 16 : 10);
  if (text.empty() || result.ec != std::errc() || result.ptr != end) {
    throw std::invalid_argument("it is a list of codes and ranges, decimal or 0x: 0-3,7,0x41301");
  }
  return code;
}

}  // namespace

SuccessCodes SuccessCodes::parse(std::string_view text) {
  SuccessCodes codes;
  for (;;) {
    const std::size_t comma = text.find(',');
    const std::string_view part = text.substr(0, comma);
    const std::size_t dash = part.find('-');
    const std::uint32_t first = parse_code(part.substr(0, dash));
    const std::uint32_t last = dash == std::string_view::npos ? first : parse_code(part.substr(dash + 1));
    if (last < first) throw std::invalid_argument("a range goes from the smaller code to the larger");
    codes.ranges_.emplace_back(first, last);
    if (comma == std::string_view::npos) return codes;
    text.remove_prefix(comma + 1);
  }
}

bool SuccessCodes::contains(std::uint32_t code) const {
  return std::any_of(ranges_.begin(), ranges_.end(),
                     [&](const auto& range) { return code >= range.first && code <= range.second; });
}

}  // namespace launcher
