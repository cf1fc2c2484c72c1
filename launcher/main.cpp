#include <chrono>
#include <exception>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "launcher/base/command_line.hpp"
#include "launcher/base/command_words.hpp"
#include "launcher/base/error.hpp"
#include "launcher/base/invocation.hpp"
#include "launcher/base/questions.hpp"
#include "launcher/base/version.hpp"
#include "launcher/command/capture.hpp"
#include "launcher/command/check.hpp"
#include "launcher/command/credential.hpp"
#include "launcher/command/doctor.hpp"
#include "launcher/command/help.hpp"
#include "launcher/command/run.hpp"
#include "launcher/command/setup.hpp"
#include "launcher/config/needs.hpp"
#include "launcher/connect/plan.hpp"
#include "launcher/connect/thread_failure.hpp"
#include "launcher/credential/guarded_network.hpp"
#include "launcher/lease/leased_network.hpp"
#include "launcher/text/wall_clock.hpp"
#include "launcher/win32/command/session_report.hpp"
#include "launcher/win32/command/setup_machine.hpp"
#include "launcher/win32/credential/account_vault.hpp"
#include "launcher/win32/credential/credential_store.hpp"
#include "launcher/win32/credential/login_records.hpp"
#include "launcher/win32/credential/password_input.hpp"
#include "launcher/win32/network/drive_letters.hpp"
#include "launcher/win32/network/smb_network.hpp"
#include "launcher/win32/program/child_process.hpp"
#include "launcher/win32/program/program_files.hpp"
#include "launcher/win32/security/identity.hpp"
#include "launcher/win32/security/trusted_file.hpp"
#include "launcher/win32/system/known_folder.hpp"
#include "launcher/win32/system/new_file.hpp"
#include "launcher/win32/system/own_process.hpp"
#include "launcher/win32/system/standard_console.hpp"
#include "launcher/win32/system/system_library.hpp"
#include "launcher/win32/trail/event_log.hpp"
#include "launcher/win32/trail/log_file.hpp"

namespace launcher {
namespace {

/// A call that hangs goes on using these after the command: they live until the process ends.
RunResult perform_with_services(const std::function<RunResult(const RunServices&, Log&)>& command,
                                win32::StandardConsole& console) {
  static win32::MachineCredentialStore credentials;
  static win32::MachineLoginRecords records;
  static const SystemWallClock clock;
  static win32::SmbNetwork smb(credentials);
  static win32::DriveLetters letters;
  static win32::SessionLeases leases;
  static Log log;
  static GuardedNetwork guarded(smb, records, clock, log);
  static LeasedNetwork network(guarded, letters, leases, log);
  win32::WindowsEventLog events;
  win32::LocalProgramFiles program_files;
  using ConsoleWindow = win32::JobProcessStarter::ConsoleWindow;
  win32::JobProcessStarter processes(
      win32::is_windowless_program() ? ConsoleWindow::none : ConsoleWindow::as_windows_decides, leases);
  win32::LocalFileReader files;
  const RunServices services{
      .network = network,
      .letters = letters,
      .leases = leases,
      .program_files = program_files,
      .processes = processes,
      .files = files,
      .credentials = credentials,
      .trail = {.console = console,
                .events = events,
                .find_default_log = win32::find_default_log,
                .query_identity = win32::query_identity,
                .open_log = win32::open_log_file},
      .require_trusted_launcher = win32::require_trusted_launcher,
      .judge_program = win32::judge_program,
      .find_default_config = [] { return win32::program_data_folder() + "\\DriveLaunch\\drives.ini"; },
  };
  return command(services, log);
}

std::string version_text() {
  return std::string("drivelaunch ") + kVersion + "\n";
}

/// What is asked for on the command line, if anything; without it doctor reports on the session alone.
Plan plan_asked(const Invocation& options) {
  if (!options.config && options.drives.empty()) return {};
  static win32::DriveLetters letters;  // as those of perform_with_services
  static win32::SessionLeases leases;
  win32::LocalFileReader files;
  win32::MachineCredentialStore credentials;
  const Needs needs = collect_needs(options, files, {});
  return plan_steps(needs.connections, needs.config_file,
                    {.letters = letters, .leases = leases, .credentials = credentials});
}

/// Each letter is asked for, and Windows need not answer. Empty: it did not, and that is reported.
std::optional<SessionReport> read_session(win32::StandardConsole& console) {
  constexpr std::chrono::milliseconds kPatience = std::chrono::seconds(30);
  std::vector<Reply<SessionReport>> replies =
      ask_all<SessionReport>({{.ask = win32::read_session_report, .patience = kPatience}});
  if (!replies[0].answer) {
    report_error(console, format_failure(describe_system_failure(
                              "cannot find out which drives there are", "this session",
                              describe_silence("WNetGetConnectionW", kPatience),
                              "sc query LanmanWorkstation shows whether the SMB client runs")));
  }
  return std::move(replies[0].answer);
}

RunResult left_behind() {
  return {.exit_code = exit_code_from_win32(win32_error::kTimeout), .call_left_behind = true};
}

RunResult perform_doctor(const DoctorRequest& request, win32::StandardConsole& console) {
  const auto [steps, call_left_behind] = plan_asked(request.options);
  const std::optional<SessionReport> session = read_session(console);
  if (!session) return left_behind();
  if (!request.reg_file.empty()) {
    win32::write_new_file(request.reg_file, linked_connections_reg_file());
    if (const std::string warning = warn_about_reg_file(*session); !warning.empty())
      report_error(console, "warning: " + warning);
  }
  console.print(request.as_json ? format_doctor_json(*session, steps) : format_doctor_text(*session, steps));
  return {.call_left_behind = call_left_behind};
}

RunResult perform_capture(const CaptureRequest& request, win32::StandardConsole& console) {
  const std::optional<SessionReport> session = read_session(console);
  if (!session) return left_behind();
  console.print(capture_drives(request, *session));
  return {};
}

void perform_credential(std::string_view arguments, win32::StandardConsole& console) {
  const CredentialRequest request = parse_credential_command(arguments);
  win32::require_trusted_launcher();
  win32::MachineCredentialStore store;
  win32::CredentialManager vault;
  win32::StandardPasswordInput password;
  const SystemWallClock clock;
  perform_credential_command(
      request, {.store = store, .vault = vault, .password = password, .clock = clock, .console = console});
}

RunResult perform_run(std::string_view arguments, win32::StandardConsole& console) {
  Invocation invocation;
  try {
    invocation = parse_invocation(arguments);
    require_counted_quotes(arguments, invocation);
  } catch (const Error& error) {
    return perform_with_services(
        [&](const RunServices& services, Log& log) { return refuse_run(error, services, log); }, console);
  }
  // Those with a -- behind them.
  if (invocation.help || invocation.version) {
    console.print(invocation.help ? help_text() : version_text());
    return {};
  }
  return perform_with_services(
      [&](const RunServices& services, Log& log) { return run(invocation, services, log); }, console);
}

RunResult perform_check(std::string_view arguments, win32::StandardConsole& console) {
  const CheckRequest request = parse_check(arguments);
  return perform_with_services(
      [&](const RunServices& services, Log& log) { return check(request, services, log); }, console);
}

void perform_setup(std::string_view arguments, win32::StandardConsole& console) {
  const SetupRequest request = parse_setup(arguments);
  win32::require_trusted_launcher();
  win32::LocalSetupMachine machine;
  set_up(request, machine, console);
}

RunResult perform_command(const Request& request, win32::StandardConsole& console) {
  switch (request.command.value_or(Command::run)) {
    case Command::check:
      return perform_check(request.arguments, console);
    case Command::doctor:
      return perform_doctor(parse_doctor(request.arguments), console);
    case Command::capture:
      return perform_capture(parse_capture(request.arguments), console);
    case Command::credential:
      perform_credential(request.arguments, console);
      return {};
    case Command::setup:
      perform_setup(request.arguments, console);
      return {};
    case Command::run:
      break;
  }
  return perform_run(request.arguments, console);
}

RunResult perform(std::string_view arguments, win32::StandardConsole& console) {
  const Request request = read_request(arguments);
  switch (request.kind) {
    case Request::Kind::help:
      console.print(help_text(request.command));
      return {};
    case Request::Kind::version:
      console.print(version_text());
      return {};
    case Request::Kind::perform:
      break;
  }
  return perform_command(request, console);
}

RunResult perform_reported(win32::StandardConsole& console) {
  try {
    win32::restrict_dll_search();
    const std::string line = win32::read_command_line();
    return perform(skip_program_name(line), console);
  } catch (const Error& error) {
    report_error(console, error.what());
    return {.exit_code = error.exit_code(), .call_left_behind = false};
  } catch (const std::exception& error) {
    report_error(console, std::string("internal error: ") + error.what() + ". Please report this.");
    return {.exit_code = exit_code_from_win32(win32_error::kInternalError), .call_left_behind = false};
  }
}

}  // namespace
}  // namespace launcher

int wmain() {
  static launcher::win32::StandardConsole console;
  const launcher::RunResult result = launcher::perform_reported(console);
  launcher::win32::end_process(result.exit_code, result.call_left_behind);
}
