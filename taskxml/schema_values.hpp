#pragma once

#include <string_view>

/// The two types of XML Schema whose values a task definition writes.
namespace taskxml {

/// An xs:dateTime: "2026-01-31T03:00:00", with or without fractions of a second and a time zone.
bool is_date_time(std::string_view text);

/// An xs:duration: "PT72H", "P1DT12H". Without fractions of a second, which Task Scheduler does not write.
bool is_duration(std::string_view text);

}  // namespace taskxml
