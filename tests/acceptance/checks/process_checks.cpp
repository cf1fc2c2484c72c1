#include "acceptance/checks/process_checks.hpp"

#include <algorithm>
#include <cstdint>
#include <list>
#include <string_view>

#include "acceptance/checks/requests.hpp"
#include "acceptance/watched_process.hpp"

namespace acceptance {
namespace {

constexpr std::chrono::seconds kEndPatience{20};
constexpr std::uint32_t kOneExitCode = 0xC0000005;

std::string show_identity(const ChildReport& report) {
  return report.account + ", logon session " + report.session + ", elevation " + report.elevation;
}

std::vector<std::uint32_t> exit_codes_for(const Principal& principal) {
  if (principal.sid != "S-1-5-18") return {kOneExitCode};
  return {0, 1, 255, 256, 259, 0x7FFFFFFF, 0x80000000, kOneExitCode, 0xFFFFFFFF};
}

/// Arguments that a launcher which parses and quotes them again would change.
std::vector<std::string> all_tails() {
  return {" plain",
          " \"a b\" c",
          "  two  blanks",
          " C:\\folder\\",
          " \"C:\\a folder\\\\\" next",
          " a\"\"b \"\"\"c",
          " \\\"x\\\" 'y'",
          " \xC3\xA4 \xE2\x82\xAC \xE6\xBC\xA2 \xF0\x9F\x98\x80",
          " a&b|c<d>e^f!g",
          " 100% %NOT_A_VARIABLE_HERE%",
          " 5$",
          " -- --drive X=nothing --config \"x\"",
          " " + std::string(3000, 'x')};
}

/// What the child got after its own words; empty where its line has another form.
std::string tail_of(const ChildReport& report) {
  const std::size_t exit = report.line.find(" exit=");
  const std::size_t tail = report.line.find(" --", exit);
  return exit == std::string::npos || tail == std::string::npos ? std::string()
                                                                : report.line.substr(tail + 3);
}

std::vector<std::string> run_tails(Machine& machine, const Principal& principal, bool is_wrapped) {
  TaskRequest request;
  if (is_wrapped) request.drives = {usual_drive(machine, principal)};
  for (const std::string& tail : all_tails()) {
    ChildWords child;
    child.tail = tail;
    request.children.push_back(child);
  }
  TaskRun run(machine, principal, request);
  run.wait();
  std::vector<std::string> tails;
  for (std::size_t i = 0; i < request.children.size(); ++i) {
    const std::optional<ChildReport> report = run.report(i);
    tails.push_back(report ? tail_of(*report) : "(not started)" + show_log(run));
  }
  return tails;
}

/// A task with a grandchild, as it runs.
struct RunningFamily {
  WatchedProcess launcher;
  WatchedProcess child;
  WatchedProcess grandchild;

  bool has_ended() const { return child.has_ended() && grandchild.has_ended(); }
  std::string show() const {
    const auto show_one = [](const char* name, const WatchedProcess& process) {
      return std::string(name) + (process.has_ended() ? " has ended" : " still runs");
    };
    return show_one("launcher", launcher) + ", " + show_one("child", child) + ", " +
           show_one("grandchild", grandchild);
  }
};

TaskRequest family_request(const Machine& machine, const Principal& principal) {
  TaskRequest request = waiting_request(machine, principal);
  request.children.front().has_grandchild = true;
  return request;
}

bool is_launcher(const WatchedProcess& process) {
  const std::string program = process.program();
  return program.ends_with("\\drivelaunch.exe") || program.ends_with("\\drivelaunchw.exe");
}

/// Starts a family, does `end` to it, and sees whether all of it ends.
template <typename End>
Finding see_family_end(Machine& machine, const Principal& principal, End end) {
  TaskRun run(machine, principal, family_request(machine, principal));
  const std::optional<ChildReport> report = run.wait_for_report();
  if (!report)
    return failed("the program was not started: LastTaskResult " + show_code(run.wait()) + show_log(run));
  if (report->grandchild == 0) return failed("the program could not start a grandchild");
  const RunningFamily family{.launcher = WatchedProcess(report->parent),
                             .child = WatchedProcess(report->process),
                             .grandchild = WatchedProcess(report->grandchild)};
  if (!is_launcher(family.launcher)) return failed("the program's parent is " + family.launcher.program());
  end(run, family);
  const bool has_ended = machine.wait_until([&] { return family.has_ended(); }, kEndPatience);
  return has_ended ? passed(family.show()) : failed(family.show());
}

}  // namespace

Finding see_principal(Machine& machine, const Principal& principal) {
  TaskRun run(machine, principal, usual_request(machine, principal));
  const std::uint32_t result = run.wait();
  const std::optional<ChildReport> report = run.report();
  if (!report)
    return failed("the program was not started: LastTaskResult " + show_code(result) + show_log(run));
  const std::string& expected = principal.sid.empty() ? machine.token().account : principal.sid;
  if (report->account == expected) return passed(show_identity(*report));
  if (machine.surroundings().is_wine)
    return not_seen("Wine has one account: the program ran as " + report->account);
  return failed("it ran as " + show_identity(*report) + " instead of " + expected);
}

Finding see_exit_code(Machine& machine, const Principal& principal) {
  // A task for each code, all at the same time.
  const std::vector<std::uint32_t> codes = exit_codes_for(principal);
  std::list<TaskRun> runs;
  for (const std::uint32_t code : codes)
    runs.emplace_back(machine, principal, usual_request(machine, principal, code));
  std::string seen;
  for (const std::uint32_t code : codes) {
    TaskRun& run = runs.front();
    const std::uint32_t result = run.wait();
    if (!run.report())
      return failed("the program was not started: LastTaskResult " + show_code(result) + show_log(run));
    if (result != code)
      return failed("exit code " + show_code(code) + ", LastTaskResult " + show_code(result));
    seen += (seen.empty() ? "" : " ") + show_code(result);
    runs.pop_front();
  }
  return passed(seen);
}

Finding see_tails(Machine& machine, const Principal& principal) {
  const std::vector<std::string> wanted = all_tails();
  const std::vector<std::string> got = run_tails(machine, principal, true);
  if (got == wanted)
    return passed(std::to_string(got.size()) + " actions, each with the arguments of its definition");
  // What Task Scheduler itself changes in Arguments is not the launcher's doing.
  const std::vector<std::string> direct = run_tails(machine, principal, false);
  if (got == direct) return passed("as without the launcher; Task Scheduler itself changes some");
  const auto [wrapped, unwrapped] = std::mismatch(got.begin(), got.end(), direct.begin());
  return failed("got" + *wrapped + ", without the launcher" + *unwrapped);
}

Finding see_end(Machine& machine, const Principal& principal) {
  return see_family_end(machine, principal, [](TaskRun& run, const RunningFamily&) { run.end(); });
}

Finding see_killed_launcher(Machine& machine, const Principal& principal) {
  return see_family_end(machine, principal,
                        [](TaskRun&, const RunningFamily& family) { family.launcher.kill(); });
}

}  // namespace acceptance
