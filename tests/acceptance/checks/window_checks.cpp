#include "acceptance/checks/window_checks.hpp"

#include "acceptance/checks/requests.hpp"

namespace acceptance {
namespace {

constexpr std::chrono::seconds kStopPatience{10};
constexpr std::uint32_t kSaved = 25;

}  // namespace

Finding see_session_end(Machine& machine, const Principal& principal) {
  TaskRequest request = waiting_request(machine, principal);
  request.children.front().exit_code = kSaved;
  request.children.front().acts = {{.name = "windows", .value = "yes"},
                                   {.name = "end-session", .value = "yes"}};
  TaskRun run(machine, principal, request);
  const std::optional<ChildReport> report = run.wait_for_report();
  if (!report) return not_started(run);
  if (report->fact("windows") == "0")
    return failed("the launcher has no window that could hear of the end of the session." + show_log(run));
  const bool is_heard = machine.wait_until(
      [&] { return !find_log_line(run.log(), "stop").empty() || run.is_over(); }, kStopPatience);
  run.release();
  const std::uint32_t result = run.wait();
  const std::string line = find_log_line(run.log(), "stop");
  const std::string evidence = "windows of the launcher: " + report->fact("windows") + ", visible " +
                               report->fact("visible-windows") + "; WM_ENDSESSION sent by the program: " +
                               (line.empty() ? "nothing in the log" : "cause=" + find_field(line, "cause")) +
                               "; LastTaskResult " + show_code(result);
  if (!is_heard || find_field(line, "cause") != "shutdown") return failed(evidence + show_log(run));
  if (result != kSaved) return failed(evidence + " instead of the program's own");
  if (principal.has_network && find_log_line(run.log(), "disconnected").empty())
    return failed(evidence + "; the drive was not disconnected");
  return passed(evidence + (principal.has_network ? "; the drive was disconnected" : "") +
                ". That Windows itself sends it at a logoff or shutdown was not seen");
}

Finding see_windows(Machine& machine, const Principal& principal) {
  TaskRequest request = usual_request(machine, principal);
  request.children.front().acts = {{.name = "windows", .value = "yes"}, {.name = "window", .value = "yes"}};
  TaskRun run(machine, principal, request);
  run.wait();
  const std::optional<ChildReport> report = run.report();
  if (!report) return not_started(run);
  const std::string evidence =
      std::string("the program's console has ") + (report->has_console_window ? "a" : "no") +
      " window that can be seen; drivelaunchw has " + report->fact("visible-windows") +
      " that can be seen; a window of the program is " + report->fact("window");
  const bool is_right = !report->has_console_window && report->fact("visible-windows") == "0" &&
                        report->fact("window") == "visible";
  return is_right ? passed(evidence) : failed(evidence);
}

}  // namespace acceptance
