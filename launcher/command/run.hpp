#pragma once

#include <functional>
#include <optional>
#include <string>

#include "launcher/base/error.hpp"
#include "launcher/base/invocation.hpp"
#include "launcher/config/needs.hpp"
#include "launcher/connect/plan.hpp"
#include "launcher/credential/credential_store.hpp"
#include "launcher/lease/lease_store.hpp"
#include "launcher/network/network.hpp"
#include "launcher/program/process.hpp"
#include "launcher/trail/log.hpp"
#include "launcher/trail/trail.hpp"
#include "launcher/trust/trusted_file.hpp"

/// The life of one run, in order: config, plan, connections, child, exit code.
namespace launcher {

/// What a run asks of the system.
struct RunServices {
  SharedNetwork& network;
  Letters& letters;
  LeaseStore& leases;
  ProgramFiles& program_files;
  ProcessStarter& processes;
  TrustedFileReader& files;
  CredentialSource& credentials;
  TrailServices trail;
  /// Throws TrustError when others could change the launcher or its folder (G9).
  std::function<void()> require_trusted_launcher;
  /// Why a program that is to be started is not safe from others; nothing: it is, or it is on another machine
  /// and that cannot be seen. Does not throw.
  std::function<std::optional<Failure>(const std::string& path)> judge_program;
  /// The file that is read when neither --config nor --drive is given.
  std::function<std::string()> find_default_config;

  PlanSources plan_sources() const {
    return {.letters = letters, .leases = leases, .credentials = credentials};
  }
};

struct RunResult {
  ExitCode exit_code = 0;
  /// A system call hangs on another thread: end the process without waiting for it.
  bool call_left_behind = false;
};

/// Runs PROGRAM with its drives. All failures are reported to the console and the log, and are in the exit
/// code; drives that were connected on the way are disconnected. `log` must live until the process ends.
RunResult run(const Invocation& invocation, const RunServices& services, Log& log);

/// Reads what a command line asks for, once the launcher itself is trusted, and opens the trail: where
/// drives.ini says, also when something else in it is wrong, or by default when it cannot be read. Throws
/// Error.
Needs collect_trusted_needs(const Invocation& invocation, const RunServices& services, Trail& trail);

/// Reports a command line that did not parse, as a failed run.
RunResult refuse_run(const Error& error, const RunServices& services, Log& log);

}  // namespace launcher
