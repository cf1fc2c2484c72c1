#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

/// Seam: the time of day. What is measured within a run goes by std::chrono::steady_clock instead.
namespace launcher {

/// UTC, to the second.
using UtcTime = std::chrono::sys_seconds;

class WallClock {
 public:
  virtual ~WallClock() = default;
  virtual UtcTime now() const = 0;
};

class SystemWallClock : public WallClock {
 public:
  UtcTime now() const override;
};

/// "2026-03-02T03:00:01Z"
std::string format_time(UtcTime time);

/// The way back; nothing for any other text.
std::optional<UtcTime> parse_time(std::string_view text);

}  // namespace launcher
