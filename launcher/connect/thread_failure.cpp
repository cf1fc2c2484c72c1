#include "launcher/connect/thread_failure.hpp"

#include <fmt/format.h>

#include <utility>

#include "launcher/base/drive.hpp"

namespace launcher {

Failure describe_exception(std::string what, std::string subject, const std::exception& error) {
  if (const auto* const known = dynamic_cast<const Error*>(&error)) return known->failure();
  return {.what = std::move(what),
          .subject = std::move(subject),
          .code = win32_error::kInternalError,
          .symbol = "ERROR_INTERNAL_ERROR",
          .text = error.what(),
          .advice = "Please report this, with the log of the run (--verbose)"};
}

SystemResult describe_silence(std::string api, std::chrono::milliseconds waited) {
  return {.code = win32_error::kTimeout,
          .api = std::move(api),
          .text = fmt::format("Windows did not answer within {}", format_duration(waited)),
          .source = Source::deadline};
}

std::string break_off(Network& network, const ConnectionSpec& connection, Log& log) {
  std::string api;
  for (const CancelledCall& call : network.cancel(connection)) {
    log.write(LogLevel::info, "cancel",
              {{"connection", connection.subject()},
               {"call", call.api},
               {"answer", call.answer.succeeded() ? "cancelled" : "not cancelled"},
               {"code", fmt::format("{}", call.answer.code)}});
    api = call.api;
  }
  return api;
}

}  // namespace launcher
