#include "launcher/command/run.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <exception>
#include <utility>
#include <vector>

#include "launcher/base/success_codes.hpp"
#include "launcher/command/dry_run.hpp"
#include "launcher/command/run_end.hpp"
#include "launcher/config/needs.hpp"
#include "launcher/connect/conflict_advice.hpp"
#include "launcher/connect/connector.hpp"
#include "launcher/connect/disconnector.hpp"
#include "launcher/connect/plan.hpp"
#include "launcher/program/program.hpp"
#include "launcher/program/stop_decision.hpp"

namespace launcher {
namespace {

using std::chrono::duration_cast;
using std::chrono::milliseconds;
using Clock = std::chrono::steady_clock;

/// How long the drives stay when the program has ended but what it started has not.
constexpr std::chrono::seconds kTimeForDescendants{10};
/// What a disconnect may take at least.
constexpr milliseconds kShortestDisconnect{2000};

class Run {
 public:
  Run(const Invocation& invocation, const RunServices& services, Log& log)
      : invocation_(invocation), services_(services), log_(log), trail_(invocation, services.trail, log) {}

  RunResult perform() {
    if (invocation_.dry_run) {
      print_plan();
      return {};
    }
    try {
      perform_steps();
    } catch (const Error& error) {
      fail(error.what(), error.exit_code());
      disconnect();
    } catch (const std::exception& error) {
      // Text that no encoding knows, no memory: the drives go and the log says so all the same.
      fail(fmt::format("internal error: {}. Please report this.", error.what()),
           exit_code_from_win32(win32_error::kInternalError));
      disconnect();
    }
    write_end();
    return result_;
  }

  /// Nothing can be done but report it.
  RunResult refuse(const Error& error) {
    trail_.open({});
    fail(error.what(), error.exit_code());
    write_end();
    return result_;
  }

 private:
  void perform_steps() {
    const Needs needs = collect_trusted_needs(invocation_, services_, trail_);
    settings_ = needs.settings;
    for (const std::string& warning : needs.warnings)
      warn(warning);
    const std::vector<Step> steps =
        plan_steps(needs.connections, needs.config_file, services_.plan_sources());
    log_.write(LogLevel::info, "start", {{"config", needs.config_file}, {"program", invocation_.program}});
    log_letter_visibility(steps);
    if (!refuse_conflicts(steps) || !connect(find_connections_to_claim(steps))) {
      disconnect();
    } else {
      run_program();
    }
  }

  /// Logon sessions that everything of one system account is in (SYSTEM_LUID, NETWORKSERVICE_LUID,
  /// LOCALSERVICE_LUID of winnt.h). What SYSTEM connects, every session sees (WNetAddConnection2W's page).
  void log_letter_visibility(const std::vector<Step>& steps) {
    const bool has_letter = std::any_of(steps.begin(), steps.end(),
                                        [](const Step& step) { return step.connection.letter.has_value(); });
    const std::string session = has_letter ? services_.trail.query_identity().session : std::string();
    std::string_view who;
    if (session == "0x3e7")
      who = "this run is SYSTEM, so every session on this machine sees its drive letters";
    if (session == "0x3e4") who = "everything that runs as NETWORK SERVICE sees its drive letters";
    if (session == "0x3e5") who = "everything that runs as LOCAL SERVICE sees its drive letters";
    if (who.empty()) return;
    log_.write(LogLevel::info, "session",
               {{"message", fmt::format("{}. Use [share.NAME] and UNC paths to avoid that", who)}});
  }

  void write_end() {
    end_.exit_code = result_.exit_code;
    const std::vector<LogField> fields =
        describe_run_end(end_, duration_cast<milliseconds>(Clock::now() - begin_));
    trail_.end(result_.exit_code,
               end_.program_code);  // first: it may have something to say before the last line
    log_.write(result_.exit_code == 0 ? LogLevel::info : LogLevel::warning, "end", fields);
  }

  void warn(std::string_view message) { trail_.warn(message); }

  /// The first failure decides the exit code, unless it is PROGRAM's (G2).
  void fail(std::string_view message, ExitCode exit_code) {
    trail_.fail(message);
    if (result_.exit_code == 0 && !end_.program_code) result_.exit_code = exit_code;
  }

  void report_connection_failure(const ConnectionSpec& connection, const Failure& reported) {
    const Failure failure = explain_conflict(reported, connection, services_.letters);
    if (connection.required) {
      fail(format_failure(failure),
           exit_code_from_win32(failure.code != 0 ? failure.code : win32_error::kInternalError));
    } else {
      warn(format_failure(failure) + " The run continues without it: required = no.");
    }
  }

  /// Reports what cannot be connected whatever other launchers do. False: the run cannot continue.
  bool refuse_conflicts(const std::vector<Step>& steps) {
    for (const Step& step : steps) {
      if (!step.is_final) continue;
      end_.drives.push_back({step.connection.name, "not-connected", {}});
      report_connection_failure(step.connection, *step.failure);
    }
    return result_.exit_code == 0;
  }

  /// False: a required connection failed.
  bool connect(const std::vector<ConnectionSpec>& connections) {
    const ConnectOutcome outcome = connect_all(connections, services_.network, log_);
    result_.call_left_behind = outcome.call_left_behind;
    for (std::size_t i = 0; i < connections.size(); ++i) {
      const ConnectionResult& result = outcome.results[i];
      if (result.connected) connected_.push_back(connections[i]);
      if (result.connected || result.ours) {
        const bool was_opened = result.connected && is_to_be_opened(connections[i]);
        partings_.push_back({connections[i], was_opened, result.ours});
      }
      log_.write(result.connected ? LogLevel::info : LogLevel::warning,
                 result.connected ? "connected" : "not-connected",
                 {{"connection", connections[i].subject()},
                  {"reused", result.was_there ? "yes" : "no"},
                  {"attempts", fmt::format("{}", result.attempts)},
                  {"ms", fmt::format("{}", result.took.count())}});
      end_.drives.push_back({connections[i].name,
                             !result.connected  ? "not-connected"
                             : result.was_there ? "reused"
                                                : "connected",
                             result.took});
    }
    // Those that were only broken off come last and never decide the exit code.
    for (const bool broken_off : {false, true}) {
      for (std::size_t i = 0; i < connections.size(); ++i) {
        const auto& failure = outcome.results[i].failure;
        if (failure && (failure->source == Source::other_drive) == broken_off)
          report_connection_failure(connections[i], *failure);
      }
    }
    return result_.exit_code == 0;
  }

  void run_program() {
    const std::string directory = invocation_.chdir.value_or(std::string());
    check_directory_exists(directory, services_.program_files);
    const ProgramChoice choice = find_program(request(), services_.program_files, MissingProgram::refuse);
    for (const std::string& warning : choice.warnings)
      warn(warning);
    if (const auto fault = find_directory_fault(choice.startable, connected_, services_.program_files))
      warn(*fault);
    warn_of_changeable_program(choice);
    const std::unique_ptr<ProgramOutput> output = open_output();
    const std::unique_ptr<ChildProcess> child =
        services_.processes.start(choice.startable, output.get(), observe_program());
    log_.write(LogLevel::info, "program",
               {{"path", choice.startable.application}, {"process", fmt::format("{}", child->id())}});
    const auto program_begin = Clock::now();
    const ExitCode code = child->wait();
    end_.program_code = code;
    end_.program = duration_cast<milliseconds>(Clock::now() - program_begin);
    std::vector<LogField> fields{{"code", fmt::format("0x{:08X}", code)},
                                 {"decimal", fmt::format("{}", code)},
                                 {"ms", fmt::format("{}", end_.program->count())}};
    if (child->was_ended()) fields.push_back({"ended-by", "launcher"});
    const bool is_success =
        invocation_.success_codes && SuccessCodes::parse(*invocation_.success_codes).contains(code);
    for (LogField& field : describe_exit_code(code, is_success))
      fields.push_back(std::move(field));
    log_.write(LogLevel::info, "program-ended", fields);
    result_.exit_code = is_success ? 0 : code;
    wait_for_descendants(*child);
    const auto end_by = child->end_by();
    if (output) finish_output(*output, end_by);
    // At the end of everything the network goes as well, and what time there is is for disconnecting.
    disconnect(end_by ? Look::no : Look::yes, time_left(end_by));
  }

  ProgramObserver observe_program() {
    return {.on_stop =
                [&log = log_](const StopRequest& request) {
                  log.write(LogLevel::warning, "stop",
                            {{"windows", fmt::format("{}", request.windows)},
                             {"ctrl-break", request.ctrl_break ? "yes" : "no"},
                             {"cause", std::string(name_of(request.cause))}});
                },
            .on_failure =
                [&log = log_](const std::string& message) {
                  log.write(LogLevel::warning, "warning", {{"message", message}});
                }};
  }

  void warn_of_changeable_program(const ProgramChoice& choice) {
    std::vector<std::string> paths{choice.file};
    if (choice.startable.application != choice.file) paths.push_back(choice.startable.application);
    for (const std::string& path : paths) {
      if (const auto failure = services_.judge_program(path)) warn(format_failure(*failure));
    }
  }

  /// With --until tree they belong to the run. Else they live on, and have a while to end before the drives
  /// are disconnected.
  void wait_for_descendants(ChildProcess& child) {
    const bool whole_tree = invocation_.until == "tree";
    const std::vector<Descendant> descendants = child.descendants();
    for (const Descendant& descendant : descendants) {
      log_.write(LogLevel::info, "descendant",
                 {{"process", fmt::format("{}", descendant.id)}, {"image", descendant.image}});
    }
    if (whole_tree) {
      child.wait_for_descendants(std::nullopt);
      return;
    }
    child.release_descendants();
    const bool has_drives = std::any_of(partings_.begin(), partings_.end(),
                                        [](const Parting& parting) { return parting.disconnect; });
    if (descendants.empty() || !has_drives) return;
    drives_until_ = Clock::now() + kTimeForDescendants;
    child.wait_for_descendants(drives_until_);
  }

  /// How long disconnecting may take.
  milliseconds time_left(std::optional<Clock::time_point> end_by) const {
    const auto now = Clock::now();
    if (end_by) return std::max(milliseconds(100), duration_cast<milliseconds>(*end_by - now));
    if (!drives_until_) return kDisconnectTimeout;
    return std::max(kShortestDisconnect, duration_cast<milliseconds>(*drives_until_ - now));
  }

  /// Opened when the drives are there, on which it may be. Without it the run continues.
  std::unique_ptr<ProgramOutput> open_output() {
    if (!invocation_.output) return nullptr;
    try {
      return services_.processes.open_output(*invocation_.output, settings_.log_size);
    } catch (const Error& error) {
      warn(error.what());
      return nullptr;
    }
  }

  /// Closes the file, which may be on a drive that is to be disconnected.
  void finish_output(ProgramOutput& output, std::optional<Clock::time_point> end_by) {
    const OutputSummary summary = output.finish(end_by);
    result_.call_left_behind = result_.call_left_behind || summary.call_left_behind;
    end_.output = summary;
    if (summary.lost == 0) return;
    const std::string what =
        fmt::format("cannot keep {} of {} bytes of output", summary.lost, summary.bytes + summary.lost);
    const SystemResult too_slow{.code = win32_error::kTimeout,
                                .api = "WriteFile",
                                .text = "The disk did not take them in time",
                                .source = Source::deadline};
    const SystemResult& result = summary.failure ? *summary.failure : too_slow;
    warn(format_failure(
        describe_system_failure(what, *invocation_.output, result, advise_about_output(result.code))));
  }

  enum class Look { no, yes };

  /// A drive that was lost, and a failed disconnect, never change the exit code (G2).
  void disconnect(Look look = Look::no, milliseconds timeout = kDisconnectTimeout) {
    std::vector<Parting> partings = std::exchange(partings_, {});
    for (Parting& parting : partings)
      parting.look = parting.look && look == Look::yes;
    std::erase_if(partings, [](const Parting& parting) { return !parting.look && !parting.disconnect; });
    const DisconnectOutcome outcome = part_from_all(partings, services_.network, log_, timeout);
    result_.call_left_behind = result_.call_left_behind || outcome.call_left_behind;
    for (std::size_t i = 0; i < partings.size(); ++i) {
      const DisconnectResult& result = outcome.results[i];
      const ConnectionSpec& connection = partings[i].connection;
      if (result.lost) report_loss(connection, *result.lost);
      if (!partings[i].disconnect) continue;
      log_.write(LogLevel::info,
                 !result.gone                   ? "not-disconnected"
                 : !result.kept_because.empty() ? "left"
                                                : "disconnected",
                 {{"connection", connection.subject()},
                  {"ms", fmt::format("{}", result.took.count())},
                  {"message", result.kept_because}});
      if (result.failure) warn(format_failure(*result.failure));
    }
  }

  void report_loss(const ConnectionSpec& connection, const Failure& failure) {
    end_.lost.push_back(connection.name);
    log_.write(LogLevel::warning, "lost",
               {{"connection", connection.subject()}, {"code", fmt::format("{}", failure.code)}});
    warn(format_failure(failure));
  }

  ProgramRequest request() const {
    return {.program = invocation_.program,
            .token = invocation_.program_token,
            .tail = invocation_.tail,
            .directory = invocation_.chdir.value_or(std::string()),
            .was_split = invocation_.was && has_name(*invocation_.was, kSplitName)};
  }

  void print_plan() {
    services_.require_trusted_launcher();
    const Needs needs = collect_needs(invocation_, services_.files, services_.find_default_config);
    const std::vector<Step> steps =
        plan_steps(needs.connections, needs.config_file, services_.plan_sources());
    ProgramChoice choice = find_program(request(), services_.program_files, MissingProgram::accept);
    std::vector<ConnectionSpec> drives;
    for (const Step& step : steps) {
      if (step.kind != ClaimStep::refuse) drives.push_back(step.connection);
    }
    if (auto fault = find_directory_fault(choice.startable, drives, services_.program_files))
      choice.warnings.push_back(std::move(*fault));
    services_.trail.console.print(format_dry_run(needs.config_file, steps, choice));
  }

  const Invocation& invocation_;
  const RunServices& services_;
  Log& log_;
  Trail trail_;
  RunResult result_;
  std::vector<ConnectionSpec> connected_;
  std::vector<Parting> partings_;  ///< of what is connected, or was and is to be given back
  LauncherSettings settings_;
  RunEnd end_;
  std::optional<Clock::time_point> drives_until_;
  Clock::time_point begin_ = Clock::now();
};

}  // namespace

Needs collect_trusted_needs(const Invocation& invocation, const RunServices& services, Trail& trail) {
  try {
    services.require_trusted_launcher();
    Needs needs = collect_needs(invocation, services.files, services.find_default_config);
    trail.open(needs.settings);
    return needs;
  } catch (const ConfigError& error) {
    trail.open(error.settings());
    throw;
  } catch (const Error&) {
    trail.open({});
    throw;
  }
}

RunResult run(const Invocation& invocation, const RunServices& services, Log& log) {
  return Run(invocation, services, log).perform();
}

RunResult refuse_run(const Error& error, const RunServices& services, Log& log) {
  return Run(Invocation{}, services, log).refuse(error);
}

}  // namespace launcher
