#pragma once

#include <cstdint>
#include <string_view>

/// The simple types of XML Schema whose values a task definition writes.
namespace taskxml {

/// An xs:dateTime of a day that there is: "2026-01-31T03:00:00", with or without fractions of a second and a
/// time zone.
bool is_date_time(std::string_view text);

/// An xs:duration: "PT72H", "P1DT12H". Without fractions of a second, which Task Scheduler does not write.
bool is_duration(std::string_view text);

/// Whether it is a duration that is certainly in these limits, both inclusive: a month has 28 to 31 days.
bool is_duration_between(std::string_view text, std::uint64_t least_seconds, std::uint64_t most_seconds);

/// A whole number in these limits, both inclusive: "7", "+07".
bool is_number_between(std::string_view text, unsigned least, unsigned most);

/// With or without braces: "{01234567-89ab-cdef-0123-456789ABCDEF}".
bool is_guid(std::string_view text);

/// Two to four numbers with dots between them: "1.2".
bool is_version(std::string_view text);

}  // namespace taskxml
