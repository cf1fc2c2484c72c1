#include "taskxml/schema_values.hpp"

#include <algorithm>
#include <cstddef>

namespace taskxml {
namespace {

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

/// Takes what matches from the front of the text: 0 is a digit, any other character itself.
bool take(std::string_view& text, std::string_view pattern) {
  if (text.size() < pattern.size()) return false;
  const bool fits = std::equal(pattern.begin(), pattern.end(), text.begin(),
                               [](char wanted, char c) { return wanted == '0' ? is_digit(c) : wanted == c; });
  if (fits) text.remove_prefix(pattern.size());
  return fits;
}

std::size_t count_digits(std::string_view text) {
  return static_cast<std::size_t>(std::find_if_not(text.begin(), text.end(), is_digit) - text.begin());
}

}  // namespace

bool is_date_time(std::string_view text) {
  const auto two_digits = [](std::string_view digits) { return (digits[0] - '0') * 10 + (digits[1] - '0'); };
  const std::string_view all = text;
  if (!take(text, "0000-00-00T00:00:00")) return false;
  const int month = two_digits(all.substr(5));
  const int day = two_digits(all.substr(8));
  if (month < 1 || month > 12 || day < 1 || day > 31) return false;
  if (two_digits(all.substr(11)) > 24 || two_digits(all.substr(14)) > 59 || two_digits(all.substr(17)) > 59)
    return false;
  if (text.starts_with('.')) {
    const std::size_t digits = count_digits(text.substr(1));
    if (digits == 0) return false;
    text.remove_prefix(1 + digits);
  }
  return text.empty() || text == "Z" || ((take(text, "+00:00") || take(text, "-00:00")) && text.empty());
}

bool is_duration(std::string_view text) {
  if (text.starts_with('-')) text.remove_prefix(1);
  if (!text.starts_with('P')) return false;
  text.remove_prefix(1);
  std::string_view units = "YMD";
  bool has_time = false;
  bool has_part = false;
  while (!text.empty()) {
    if (text.front() == 'T') {
      if (has_time) return false;
      has_time = true;
      units = "HMS";
      text.remove_prefix(1);
    }
    const std::size_t digits = count_digits(text);
    if (digits == 0 || digits == text.size()) return false;
    const std::size_t unit = units.find(text[digits]);
    if (unit == std::string_view::npos) return false;
    units.remove_prefix(unit + 1);
    text.remove_prefix(digits + 1);
    has_part = true;
  }
  return has_part;
}

}  // namespace taskxml
