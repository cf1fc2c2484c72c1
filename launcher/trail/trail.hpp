#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "launcher/base/invocation.hpp"
#include "launcher/config/config.hpp"
#include "launcher/trail/console.hpp"
#include "launcher/trail/event.hpp"
#include "launcher/trail/log.hpp"

/// What a run or a check reports, and where: standard error, the log, the Windows event log.
namespace launcher {

/// What the trail needs from the system.
struct TrailServices {
  Console& console;
  EventReporter& events;
  /// Where to log when nothing says otherwise; empty: nowhere. Throws Error.
  std::function<std::string()> find_default_log;
  /// Who this process is; `name` is filled in from the invocation.
  std::function<LogIdentity()> query_identity;
  /// Opens a log for appending; one of `largest` bytes or more is rotated first. Throws Error; the first
  /// failure after that is passed to `report_failure`.
  std::function<Log::Sink(const std::string& path, std::uint64_t largest,
                          const std::function<void(const std::string& message)>& report_failure)>
      open_log;
};

/// `drivelaunch: MESSAGE` on standard error.
void report_error(Console& console, std::string_view message);

class Trail {
 public:
  /// All must live as long as the trail, `log` until the process ends: calls that hang write to it, too.
  Trail(const Invocation& invocation, const TrailServices& services, Log& log);

  /// Opens the log of --log, else of the file, else of the default place; with --verbose stderr gets it as
  /// well. A log that cannot be opened is a warning. Once.
  void open(const LauncherSettings& settings);

  /// A problem that does not stop the run. --quiet keeps it off standard error.
  void warn(std::string_view message);

  /// A problem that stops the run.
  void fail(std::string_view message);

  /// Reports the end of the run to the event log, where that is wanted. `program_code` is empty when PROGRAM
  /// has not run to its end.
  void end(ExitCode exit_code, std::optional<ExitCode> program_code);

  Log& log() { return log_; }

 private:
  /// Warnings of the log itself: any thread may find that it cannot be written, also one that outlives the
  /// trail.
  struct LogWarnings {
    std::mutex mutex;
    std::vector<std::string> messages;
  };

  std::string choose_log(const LauncherSettings& settings);
  void open_log(std::uint64_t largest);

  const Invocation& invocation_;
  const TrailServices& services_;
  Log& log_;
  EventLog event_log_ = EventLog::failures;
  RunReport report_;
  std::shared_ptr<LogWarnings> log_warnings_ = std::make_shared<LogWarnings>();
};

}  // namespace launcher
