#include "taskxml/diagnose/schema_types.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <limits>
#include <optional>

namespace taskxml {
namespace {

constexpr std::uint64_t kDay = 86'400;

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

bool is_hexadecimal(char c) {
  return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

/// Takes what matches from the front of the text: 0 is a digit, x a hexadecimal one, any other character
/// itself.
bool take(std::string_view& text, std::string_view pattern) {
  if (text.size() < pattern.size()) return false;
  const bool fits = std::equal(pattern.begin(), pattern.end(), text.begin(), [](char wanted, char c) {
    return wanted == '0' ? is_digit(c) : wanted == 'x' ? is_hexadecimal(c) : wanted == c;
  });
  if (fits) text.remove_prefix(pattern.size());
  return fits;
}

std::size_t count_digits(std::string_view text) {
  return static_cast<std::size_t>(std::find_if_not(text.begin(), text.end(), is_digit) - text.begin());
}

/// The number these digits write; one that is too large is the largest there is.
std::uint64_t number_of(std::string_view digits) {
  constexpr std::uint64_t kMost = std::numeric_limits<std::uint32_t>::max();
  std::uint64_t number = 0;
  for (const char digit : digits)
    number = std::min(kMost, number * 10 + static_cast<std::uint64_t>(digit - '0'));
  return number;
}

std::uint64_t days_of_month(std::uint64_t year, std::uint64_t month) {
  constexpr std::array<std::uint64_t, 12> kDays{31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  const bool is_leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
  return kDays[month - 1] + (month == 2 && is_leap ? 1 : 0);
}

bool is_day(std::string_view date) {
  const std::uint64_t year = number_of(date.substr(0, 4));
  const std::uint64_t month = number_of(date.substr(5, 2));
  const std::uint64_t day = number_of(date.substr(8, 2));
  return year >= 1 && month >= 1 && month <= 12 && day >= 1 && day <= days_of_month(year, month);
}

/// 24:00:00 is the end of the day, and nothing comes after it.
bool is_time_of_day(std::string_view time, std::string_view fraction) {
  const std::uint64_t hour = number_of(time.substr(0, 2));
  const std::uint64_t minute = number_of(time.substr(3, 2));
  const std::uint64_t second = number_of(time.substr(6, 2));
  if (hour == 24) return minute == 0 && second == 0 && number_of(fraction) == 0;
  return hour < 24 && minute < 60 && second < 60;
}

bool is_time_zone(std::string_view text) {
  if (text.empty() || text == "Z") return true;
  std::string_view rest = text;
  if ((!take(rest, "+00:00") && !take(rest, "-00:00")) || !rest.empty()) return false;
  const std::uint64_t minutes = number_of(text.substr(4, 2));
  return minutes < 60 && number_of(text.substr(1, 2)) * 60 + minutes <= std::uint64_t{14} * 60;
}

struct Duration {
  bool is_negative = false;
  std::uint64_t months = 0;
  std::uint64_t seconds = 0;

  void add(std::uint64_t number, char unit, bool is_time) {
    switch (unit) {
      case 'Y':
        months += number * 12;
        break;
      case 'M':
        (is_time ? seconds : months) += number * (is_time ? 60 : 1);
        break;
      case 'D':
        seconds += number * kDay;
        break;
      case 'H':
        seconds += number * 60 * 60;
        break;
      default:
        seconds += number;
    }
  }
};

std::optional<Duration> read_duration(std::string_view text) {
  Duration duration;
  duration.is_negative = take(text, "-");
  if (!take(text, "P") || text.empty()) return std::nullopt;
  std::string_view units = "YMD";
  bool is_time = false;
  while (!text.empty()) {
    if (!is_time && take(text, "T")) {
      is_time = true;
      units = "HMS";
    }
    const std::size_t digits = count_digits(text);
    if (digits == 0 || digits == text.size()) return std::nullopt;
    const char unit = text[digits];
    const std::size_t place = units.find(unit);
    if (place == std::string_view::npos) return std::nullopt;
    duration.add(number_of(text.substr(0, digits)), unit, is_time);
    units.remove_prefix(place + 1);
    text.remove_prefix(digits + 1);
  }
  return duration;
}

}  // namespace

bool is_date_time(std::string_view text) {
  const std::string_view all = text;
  if (!take(text, "0000-00-00T00:00:00") || !is_day(all.substr(0, 10))) return false;
  std::string_view fraction;
  if (take(text, ".")) {
    fraction = text.substr(0, count_digits(text));
    if (fraction.empty()) return false;
    text.remove_prefix(fraction.size());
  }
  return is_time_of_day(all.substr(11, 8), fraction) && is_time_zone(text);
}

bool is_duration(std::string_view text) {
  return read_duration(text).has_value();
}

bool is_duration_between(std::string_view text, std::uint64_t least_seconds, std::uint64_t most_seconds) {
  const std::optional<Duration> duration = read_duration(text);
  if (!duration || duration->is_negative) return false;
  return duration->months * 28 * kDay + duration->seconds >= least_seconds &&
         duration->months * 31 * kDay + duration->seconds <= most_seconds;
}

bool is_number_between(std::string_view text, unsigned least, unsigned most) {
  take(text, "+");
  if (text.empty() || count_digits(text) != text.size()) return false;
  const std::uint64_t number = number_of(text);
  return number >= least && number <= most;
}

bool is_guid(std::string_view text) {
  take(text, "{");
  if (!take(text, "xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx")) return false;
  take(text, "}");
  return text.empty();
}

bool is_version(std::string_view text) {
  for (std::size_t numbers = 1;; ++numbers) {
    const std::size_t digits = count_digits(text);
    if (digits == 0 || numbers > 4) return false;
    text.remove_prefix(digits);
    if (text.empty()) return numbers >= 2;
    if (!take(text, ".")) return false;
  }
}

}  // namespace taskxml
