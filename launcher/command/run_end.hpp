#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "launcher/base/error.hpp"
#include "launcher/program/output_writer.hpp"
#include "launcher/trail/log.hpp"

/// What a run came to, so that it can be understood from one line.
namespace launcher {

struct RunEnd {
  struct Drive {
    std::string name;                ///< "S", or NAME of [share.NAME]
    std::string_view state;          ///< "connected", "reused", "not-connected"
    std::chrono::milliseconds took;  ///< until it was usable or given up
  };

  ExitCode exit_code = 0;                            ///< what the launcher returns
  std::optional<ExitCode> program_code;              ///< PROGRAM's own; empty: it has not run to its end
  std::optional<std::chrono::milliseconds> program;  ///< how long it ran
  std::optional<OutputSummary> output;               ///< of --output; empty: none was kept
  std::vector<Drive> drives;                         ///< as far as the run came
  std::vector<std::string> lost;                     ///< names of those that were lost while PROGRAM ran
};

/// `name` and `meaning` of PROGRAM's exit code or of the launcher's, as far as they are known. `is_success`:
/// --success-codes names it; then it means nothing else, and `success` says so.
std::vector<LogField> describe_exit_code(ExitCode code, bool is_success);

/// The fields of the log's `end` event; `whole` is how long the run took. launcher/README.md lists them.
std::vector<LogField> describe_run_end(const RunEnd& end, std::chrono::milliseconds whole);

}  // namespace launcher
