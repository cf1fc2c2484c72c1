#include "launcher/trail/trail.hpp"

#include <fmt/format.h>

#include <utility>

#include "launcher/base/failure.hpp"

namespace launcher {

void report_error(Console& console, std::string_view message) {
  console.print_error(fmt::format("drivelaunch: {}\n", message));
}

Trail::Trail(const Invocation& invocation, const TrailServices& services, Log& log)
    : invocation_(invocation), services_(services), log_(log) {
  report_.name = invocation.name.value_or(std::string());
  report_.program = invocation.program;
}

void Trail::open(const LauncherSettings& settings) {
  event_log_ = settings.event_log;
  if (invocation_.verbose) {
    log_.add_sink(
        [&console = services_.console](LogLevel, std::string_view line) { console.print_error(line); });
  }
  report_.log = choose_log(settings);
  if (report_.log.empty() && !invocation_.verbose) return;
  LogIdentity identity = services_.query_identity();
  identity.name = report_.name;
  log_.set_identity(std::move(identity));
  if (!report_.log.empty()) open_log(settings.log_size);
}

std::string Trail::choose_log(const LauncherSettings& settings) {
  if (invocation_.log) return *invocation_.log;
  if (settings.log) return *settings.log;
  try {
    return services_.find_default_log();
  } catch (const Error& error) {
    warn(error.what());
    return {};
  }
}

void Trail::open_log(std::uint64_t largest) {
  const auto report_failure = [&console = services_.console, warnings = log_warnings_,
                               quiet = invocation_.quiet](const std::string& message) {
    if (!quiet) report_error(console, "warning: " + message);
    const std::scoped_lock lock(warnings->mutex);
    warnings->messages.push_back(message);
  };
  try {
    log_.add_sink(services_.open_log(report_.log, largest, report_failure));
  } catch (const Error& error) {
    report_failure(error.what());
  }
}

void Trail::warn(std::string_view message) {
  report_.warnings.emplace_back(message);
  log_.write(LogLevel::warning, "warning", {{"message", std::string(message)}});
  if (!invocation_.quiet) report_error(services_.console, fmt::format("warning: {}", message));
}

void Trail::fail(std::string_view message) {
  report_.failures.emplace_back(message);
  log_.write(LogLevel::error, "error", {{"message", std::string(message)}});
  report_error(services_.console, message);
}

void Trail::end(ExitCode exit_code, std::optional<ExitCode> program_code) {
  report_.exit_code = exit_code;
  report_.program_code = program_code;
  {
    const std::scoped_lock lock(log_warnings_->mutex);
    report_.warnings.insert(report_.warnings.end(), log_warnings_->messages.begin(),
                            log_warnings_->messages.end());
  }
  const auto id = choose_event(report_, event_log_);
  if (!id) return;
  const SystemResult result = services_.events.report(make_event(*id, report_, services_.query_identity()));
  if (result.succeeded()) return;
  warn(format_failure(describe_system_failure(
      "cannot write the event", fmt::format("{}", static_cast<unsigned>(*id)), result,
      "Check that the service runs and the log takes events: Get-Service EventLog, Get-WinEvent -ListLog Application")));
}

}  // namespace launcher
