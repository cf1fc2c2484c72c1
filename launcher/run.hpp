#pragma once

#include <functional>
#include <optional>
#include <string>

#include "launcher/base/error.hpp"
#include "launcher/base/invocation.hpp"
#include "launcher/config.hpp"
#include "launcher/console.hpp"
#include "launcher/credential_store.hpp"
#include "launcher/log.hpp"
#include "launcher/network.hpp"
#include "launcher/process.hpp"
#include "launcher/trusted_file.hpp"

/// The life of one run, in order: config, plan, connections, child, exit code.
namespace launcher {

/// What a run asks of the system.
struct RunServices {
  Network& network;
  Letters& letters;
  ProgramFiles& program_files;
  ProcessStarter& processes;
  TrustedFileReader& files;
  CredentialSource& credentials;
  Console& console;
  /// The file that is read when neither --config nor --drive is given.
  std::function<std::string()> find_default_config;
  /// Where to log when nothing says otherwise; empty: nowhere.
  std::function<std::string()> find_default_log;
  /// Who this process is; `name` is filled in from the invocation.
  std::function<LogIdentity()> query_identity;
  /// Opens a log for appending; one of `largest` bytes or more is turned over first. Throws Error; what goes
  /// wrong later is told to `report_failure` once.
  std::function<Log::Sink(const std::string& path, std::uint64_t largest,
                          const std::function<void(const std::string& message)>& report_failure)>
      open_log;
};

struct RunResult {
  ExitCode exit_code = 0;
  /// A system call hangs on another thread: end the process without waiting for it.
  bool call_left_behind = false;
};

/// Runs PROGRAM with its drives. All failures are reported to the console and the log, and are in the exit
/// code; drives that were connected on the way are disconnected. `log` must live until the process ends.
RunResult run(const Invocation& invocation, const RunServices& services, Log& log);

/// Opens the log of --log, else of the file, else of the default place; with --verbose stderr gets it as
/// well. A log that cannot be opened is a warning.
void open_run_log(const Invocation& invocation, const LauncherSettings& settings, const RunServices& services,
                  Log& log);

/// `drivelaunch: MESSAGE` on standard error.
void report_error(Console& console, std::string_view message);

/// The text of --help.
std::string help_text();

}  // namespace launcher
