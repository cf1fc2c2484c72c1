#include "launcher/connect/thread_failure.hpp"

#include <utility>

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

}  // namespace launcher
