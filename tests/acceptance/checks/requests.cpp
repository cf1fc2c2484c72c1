#include "acceptance/checks/requests.hpp"

#include <algorithm>
#include <utility>

#include "launcher/base/error.hpp"

namespace acceptance {

WantedDrive usual_drive(const Machine& machine, const Principal& principal) {
  return {.letter = machine.letter(0), .path = machine.share(0).path, .is_required = principal.has_network};
}

TaskRequest usual_request(const Machine& machine, const Principal& principal, std::uint32_t exit_code) {
  ChildWords child;
  child.looks = {machine.letter(0)};
  child.exit_code = exit_code;
  TaskRequest request;
  request.drives = {usual_drive(machine, principal)};
  request.children = {child};
  return request;
}

TaskRequest waiting_request(const Machine& machine, const Principal& principal) {
  TaskRequest request = usual_request(machine, principal);
  request.waits = true;
  return request;
}

TaskRequest holding_request(std::vector<ChildAct> acts, std::vector<char> looks) {
  ChildWords child;
  child.acts = std::move(acts);
  child.looks = std::move(looks);
  TaskRequest request;
  request.children = {child};
  request.waits = true;
  return request;
}

Finding not_started(TaskRun& run) {
  return failed("the program was not started: LastTaskResult " + show_code(run.wait()) + show_log(run));
}

std::string find_log_line(const std::string& log, const std::string& event, const std::string& text) {
  for (std::size_t at = 0; at < log.size();) {
    const std::size_t end = std::min(log.find('\n', at), log.size());
    std::string line = log.substr(at, end - at);
    const std::size_t found = line.find(' ' + event + ' ');
    if (found != std::string::npos && line.find(text, found) != std::string::npos) return line;
    at = end + 1;
  }
  return {};
}

std::string find_field(const std::string& line, const std::string& name) {
  const std::size_t found = line.find(' ' + name + '=');
  if (found == std::string::npos) return {};
  std::size_t begin = found + name.size() + 2;
  const char end = line[begin] == '"' ? '"' : ' ';
  if (end == '"') ++begin;
  return line.substr(begin, line.find(end, begin) - begin);
}

SeenLetter look_at_letter(Machine& machine, const Principal& principal, char letter) {
  ChildWords child;
  child.looks = {letter};
  TaskRequest request;
  request.children = {child};
  TaskRun run(machine, principal, request);
  const std::uint32_t result = run.wait();
  const std::optional<ChildReport> report = run.report();
  if (!report)
    throw launcher::Error(
        {.what = "the session cannot be looked at",
         .subject = principal.name,
         .text = "a task that is not wrapped reported nothing; LastTaskResult " + show_code(result)});
  return report->letter(letter);
}

std::string show_code(std::uint32_t code) {
  return launcher::format_hex(code);
}

std::string show_letter(char letter, const SeenLetter& seen) {
  const std::string name = {letter, ':'};
  if (!seen.is_there()) return "there is no " + name;
  return name + " is " + (seen.remote.empty() ? seen.device : seen.remote);
}

std::string show_log(const TaskRun& run) {
  std::string log = run.log();
  while (!log.empty() && (log.back() == '\n' || log.back() == '\r'))
    log.pop_back();
  if (log.empty()) return {};
  return " Log: " + log.substr(log.rfind('\n') + 1);
}

}  // namespace acceptance
