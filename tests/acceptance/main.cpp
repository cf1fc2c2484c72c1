#include <windows.h>

#include <algorithm>
#include <cstdio>
#include <exception>
#include <string>

#include "acceptance/check.hpp"
#include "acceptance/child.hpp"
#include "acceptance/local_accounts.hpp"
#include "acceptance/machine.hpp"
#include "acceptance/machine_state.hpp"
#include "acceptance/options.hpp"
#include "acceptance/output.hpp"
#include "acceptance/production.hpp"
#include "acceptance/take_down.hpp"
#include "launcher/base/command_line.hpp"
#include "launcher/base/error.hpp"
#include "launcher/base/failure.hpp"
#include "launcher/win32/system/own_process.hpp"
#include "launcher/win32/system/secret_input.hpp"
#include "launcher/win32/system/system_library.hpp"
#include "taskxml/win32/stop_signal.hpp"
#include "taskxml/win32/task_scheduler.hpp"

namespace acceptance {
namespace {

constexpr int kNotRun = 255;

constexpr const char* kPlan = R"(This program makes on this machine, and takes away again at its end:
  two local accounts, dla-user-... and dla-admin-..., with random passwords and the right to log on as a
  batch job; the second is an administrator
  three shares, unless --share names others
  the folder of tasks \DriveLaunchAcceptance, whose tasks it runs
  the folder DriveLaunchAcceptance in %ProgramData%
  for moments, folders drivelaunch-acceptance-... in Program Files, Windows, ProgramData, Public, your profile
  and C:\, a password in your Credential Manager, and a drive letter that profiles remember
  what drivelaunch setup makes, where that is not there yet, and credentials in it, one with a wrong password
Run it on a machine that you can throw away.
)";

void print(const std::string& text) {
  std::fwrite(text.data(), 1, text.size(), stdout);
  std::fflush(stdout);
}

void print_error(const std::string& text) {
  std::fprintf(stderr, "drivelaunch_acceptance: %s\n", text.c_str());
}

bool is_agreed() {
  print("Type yes to go on: ");
  char answer[16]{};
  return std::fgets(answer, sizeof answer, stdin) != nullptr && std::string(answer) == "yes\n";
}

void require_elevation() {
  if (read_own_token().is_elevated) return;
  throw launcher::Error({.what = "cannot run",
                         .subject = "this prompt",
                         .text = "it is not elevated",
                         .advice = "Start it in a prompt that was opened with \"Run as administrator\""});
}

void refuse_production(const Options& options, taskxml::TaskStore& store) {
  if (options.is_anyway) return;
  const std::string reason = why_production(store, is_domain_controller());
  if (reason.empty()) return;
  throw launcher::Error({.what = "does not run",
                         .subject = "this machine",
                         .text = reason,
                         .advice = "Use a machine that you can throw away, or say --anyway"});
}

/// Never an argument, so that nobody sees it in a list of processes.
void read_share_password(Options& options) {
  if (options.share_user.empty()) return;
  constexpr std::size_t kLongest = 1024;
  const launcher::Secret text = launcher::win32::read_secret_stream(
      GetStdHandle(STD_INPUT_HANDLE), kLongest, [](const launcher::SystemResult& result) {
        throw launcher::Error(
            launcher::describe_system_failure("cannot read the password from", "standard input", result, ""));
      });
  options.share_password = launcher::Secret(text.view().substr(0, text.view().find_first_of("\r\n")));
}

/// What an earlier run has left. Throws launcher::Error where it does not go.
void remove_leftovers(taskxml::TaskStore& store) {
  for (const std::string& failure : take_everything_down(store))
    throw launcher::Error(
        {.what = "cannot take away", .subject = "what an earlier run has left", .text = failure});
}

void print_result_at_once(const CheckResult& result) {
  print(format_result(result));
}

void keep_quiet(const CheckResult& result) {
  std::fprintf(stderr, "%s", format_result(result).c_str());
}

void print_outcome(const Options& options, const Outcome& outcome) {
  if (options.format == Format::json) print(format_json(outcome));
  if (options.format == Format::markdown) print(format_markdown_row(outcome) + "\n");
  if (options.format == Format::text) print(format_summary(outcome));
}

int run_on_this_machine(const Options& options) {
  require_elevation();
  const auto stop = taskxml::make_stop_signal();
  const auto store = taskxml::connect_to_task_scheduler();
  remove_leftovers(*store);
  if (options.removes_only) return 0;
  refuse_production(options, *store);
  if (!options.is_agreed) {
    print(kPlan);
    if (!is_agreed()) return kNotRun;
  }
  const std::vector<std::string> before = read_machine_state(*store);
  Outcome outcome;
  {
    Machine machine(options, *store, *stop);
    outcome.surroundings = machine.surroundings();
    const bool is_text = options.format == Format::text;
    if (is_text) print(outcome.surroundings.system + "; UAC " + outcome.surroundings.uac + "\n\n");
    outcome.results = run_checks(machine, {.numbers = options.checks, .principals = options.principals},
                                 is_text ? print_result_at_once : keep_quiet);
  }
  outcome.differences = compare_machine_states(before, read_machine_state(*store));
  print_outcome(options, outcome);
  const std::size_t failures = count(outcome, Status::failed) + (outcome.differences.empty() ? 0 : 1);
  return static_cast<int>(std::min<std::size_t>(failures, kNotRun));
}

int run() {
  launcher::win32::restrict_dll_search();
  const std::string line = launcher::win32::read_command_line();
  if (is_child_line(line)) return static_cast<int>(run_child(line));
  Options options = parse_options(launcher::skip_program_name(line));
  if (options.wants_help) {
    print(help_text());
    return 0;
  }
  read_share_password(options);
  return run_on_this_machine(options);
}

}  // namespace
}  // namespace acceptance

int wmain() {
  int code = acceptance::kNotRun;
  try {
    code = acceptance::run();
  } catch (const std::exception& error) {
    acceptance::print_error(error.what());
  }
  launcher::win32::end_process(static_cast<launcher::ExitCode>(code), false);
}
