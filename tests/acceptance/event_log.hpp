#pragma once

#include <cstdint>
#include <optional>
#include <string>

/// Events as the event viewer shows them, through wevtapi.dll (EvtQuery, EvtRender, EvtFormatMessage). Failures are
/// launcher::Error.
namespace acceptance {

struct ShownEvent {
  std::uint32_t id = 0;
  std::uint32_t level =
      0;                ///< 2 error, 3 warning, 4 information ("LevelType Complex Type" of the event schema)
  std::string message;  ///< what the viewer shows as its text
  std::string xml;      ///< the whole event, as its details show it
};

/// The newest event of source DriveLaunch in the log Application whose texts name this run (%1) and that is at most an
/// hour old. Empty: there is none.
std::optional<ShownEvent> find_event(const std::string& run);

/// The text that the message table of a program has for an event, with `%1` to `%6` put in: what FormatMessageW makes
/// of it. Empty: the table has none of that number. `severity` is that of [MS-ERREF] 2.1: 1 to 3.
std::string format_table_message(const std::string& program, std::uint32_t id, std::uint32_t severity,
                                 const std::string (&texts)[6]);

}  // namespace acceptance
