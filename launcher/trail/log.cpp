#include "launcher/trail/log.hpp"

#include <fmt/format.h>

#include <chrono>

namespace launcher {
namespace {

std::string_view name_of(LogLevel level) {
  switch (level) {
    case LogLevel::debug:
      return "debug";
    case LogLevel::info:
      return "info";
    case LogLevel::warning:
      return "warning";
    case LogLevel::error:
      break;
  }
  return "error";
}

/// UTC to the millisecond, so that logs of machines in different places line up.
std::string current_time() {
  const auto now = std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::now());
  const auto day = std::chrono::floor<std::chrono::days>(now);
  const std::chrono::year_month_day date(day);
  const std::chrono::hh_mm_ss time(now - day);
  return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}.{:03}Z", static_cast<int>(date.year()),
                     static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
                     time.hours().count(), time.minutes().count(), time.seconds().count(),
                     time.subseconds().count());
}

bool needs_quotes(std::string_view value) {
  for (const char c : value) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte <= 0x20 || byte == 0x7F || c == '"' || c == '=') return true;
  }
  return value.empty();
}

}  // namespace

std::string quote_log_value(std::string_view value) {
  if (!needs_quotes(value)) return std::string(value);
  std::string quoted = "\"";
  for (const char c : value) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\') {
      quoted += '\\';
      quoted += c;
    } else if (c == '\n') {
      quoted += "\\n";
    } else if (c == '\r') {
      quoted += "\\r";
    } else if (c == '\t') {
      quoted += "\\t";
    } else if (byte < 0x20 || byte == 0x7F) {
      quoted += fmt::format("\\x{:02x}", byte);
    } else {
      quoted += c;
    }
  }
  return quoted + '"';
}

void Log::write(LogLevel level, std::string_view event, std::span<const LogField> fields) {
  if (sinks_.empty()) return;
  std::string line = fmt::format("{} {} {} {} {} {} {}", current_time(), name_of(level), identity_.process,
                                 quote_log_value(identity_.session), quote_log_value(identity_.account),
                                 identity_.name.empty() ? "-" : quote_log_value(identity_.name), event);
  for (const LogField& field : fields)
    line += fmt::format(" {}={}", field.key, quote_log_value(field.value));
  line += '\n';
  const std::scoped_lock lock(mutex_);
  for (const Sink& sink : sinks_)
    sink(level, line);
}

}  // namespace launcher
