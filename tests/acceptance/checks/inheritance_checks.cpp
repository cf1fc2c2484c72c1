#include "acceptance/checks/inheritance_checks.hpp"

#include <algorithm>
#include <iterator>
#include <set>
#include <sstream>

#include "acceptance/checks/requests.hpp"

namespace acceptance {
namespace {

constexpr const char* kAccessDenied = "5";

/// ABOVE_NORMAL_PRIORITY_CLASS: a class that programs do not hand down by themselves (CreateProcessW's page).
constexpr int kAboveNormal = 2;

TaskRequest start_request(const Machine& machine, const Principal& principal, const ChildAct& act,
                          bool is_wrapped) {
  ChildWords child;
  child.acts = {act};
  TaskRequest request;
  if (is_wrapped) request.drives = {usual_drive(machine, principal)};
  request.children = {child};
  request.priority = kAboveNormal;
  return request;
}

std::set<std::string> split_lines(const std::string& text) {
  std::set<std::string> lines;
  std::istringstream stream(text);
  for (std::string line; std::getline(stream, line);)
    lines.insert(line);
  return lines;
}

/// The names of variables that only one of the two has, or that differ; no value is shown.
std::string compare_environments(const std::string& left, const std::string& right) {
  const std::set<std::string> first = split_lines(left);
  const std::set<std::string> second = split_lines(right);
  std::vector<std::string> differences;
  std::set_symmetric_difference(first.begin(), first.end(), second.begin(), second.end(),
                                std::back_inserter(differences));
  std::set<std::string> names;
  for (const std::string& line : differences)
    names.insert(line.substr(0, line.find('=', 1)));
  std::string text;
  for (const std::string& name : names)
    text += (text.empty() ? "" : ", ") + name;
  return text;
}

/// " handles: x, without the launcher y"; empty: the same.
std::string compare_fact(const ChildReport& wrapped, const ChildReport& plain, const char* name) {
  if (wrapped.fact(name) == plain.fact(name)) return {};
  return std::string(" ") + name + ": " + wrapped.fact(name) + ", without the launcher " + plain.fact(name) +
         ";";
}

std::string show_breakaway(const ChildReport& report) {
  const std::string code = report.fact("breakaway");
  return (code == "0" ? std::string("leaves its job") : "is refused that with " + code) +
         (report.fact("in-job") == "yes" ? ", job limits " + report.fact("job-limits") : ", in no job");
}

/// What the same child reports without the launcher and with it.
struct Reports {
  ChildReport plain;
  ChildReport wrapped;
  std::optional<Finding> failure;  ///< one of them was not started
};

Reports run_both(Machine& machine, const Principal& principal, const ChildAct& act) {
  TaskRun plain_run(machine, principal, start_request(machine, principal, act, false));
  TaskRun run(machine, principal, start_request(machine, principal, act, true));
  plain_run.wait();
  run.wait();
  const std::optional<ChildReport> plain = plain_run.report();
  const std::optional<ChildReport> wrapped = run.report();
  if (!plain) return {.plain = {}, .wrapped = {}, .failure = not_started(plain_run)};
  if (!wrapped) return {.plain = {}, .wrapped = {}, .failure = not_started(run)};
  return {.plain = *plain, .wrapped = *wrapped, .failure = {}};
}

}  // namespace

Finding see_start_state(Machine& machine, const Principal& principal) {
  const Reports reports = run_both(machine, principal, {.name = "start", .value = "yes"});
  if (reports.failure) return *reports.failure;
  const ChildReport& plain = reports.plain;
  const ChildReport& wrapped = reports.wrapped;
  std::string differences;
  for (const char* const fact : {"handles", "show", "directory"})
    differences += compare_fact(wrapped, plain, fact);
  // Wine 8 hands no priority class to a new process, whatever CreateProcessW is asked for.
  const bool has_priority = !machine.surroundings().is_wine;
  if (has_priority) differences += compare_fact(wrapped, plain, "priority");
  const std::string variables = compare_environments(wrapped.fact("environment"), plain.fact("environment"));
  if (!variables.empty()) differences += " variables of the environment that differ: " + variables;
  if (!differences.empty()) return failed("not as without the launcher:" + differences);
  return passed("as without the launcher: " + wrapped.fact("handles") + "; priority class " +
                (has_priority ? wrapped.fact("priority") : "not seen under Wine") + "; show state " +
                wrapped.fact("show") + "; " +
                std::to_string(split_lines(wrapped.fact("environment")).size()) +
                " variables of the environment");
}

Finding see_breakaway(Machine& machine, const Principal& principal) {
  const Reports reports = run_both(machine, principal, {.name = "breakaway", .value = "yes"});
  if (reports.failure) return *reports.failure;
  const ChildReport& plain = reports.plain;
  const ChildReport& wrapped = reports.wrapped;
  const std::string evidence = "a process that asks to leave the job " + show_breakaway(wrapped) +
                               "; without the launcher it " + show_breakaway(plain);
  return wrapped.fact("breakaway") == kAccessDenied ? passed(evidence) : failed(evidence);
}

}  // namespace acceptance
