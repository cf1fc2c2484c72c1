#include "acceptance/checks/diagnosis_checks.hpp"

#include <algorithm>
#include <string_view>

#include "acceptance/checks/requests.hpp"
#include "acceptance/command_run.hpp"
#include "acceptance/local_files.hpp"
#include "acceptance/product.hpp"
#include "acceptance/registered_task.hpp"

namespace acceptance {
namespace {

std::string drive_option(const Machine& machine, char letter) {
  return "--drive " + in_quotes(std::string(1, letter) + '=' + machine.share(0).path);
}

bool holds(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

std::string lower(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
  return text;
}

/// The line of a text that begins with these characters; empty: there is none.
std::string line_from(const std::string& text, const std::string& start) {
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = std::min(text.find('\n', at), text.size());
    if (text.compare(at, start.size(), start) == 0) return text.substr(at, end - at);
    at = end + 1;
  }
  return {};
}

/// With single blanks, and none at the ends.
std::string on_one_line(std::string_view text) {
  std::string line;
  for (const char c : text) {
    const bool is_blank = c == ' ' || c == '\r';
    if (!is_blank || (!line.empty() && line.back() != ' ')) line += is_blank ? ' ' : c;
  }
  return line;
}

std::size_t count_words(const std::string& line, std::string_view word) {
  std::size_t count = 0;
  for (std::size_t at = line.find(word); at != std::string::npos; at = line.find(word, at + 1))
    ++count;
  return count;
}

/// taskxml probe --run for a task of this principal. What a killed one leaves is on the list.
CommandResult probe(Machine& machine, const RegisteredTask& task, const std::string& options) {
  will_use_product_folders(machine);
  machine.will_make({.kind = MadeKind::probes, .name = "\\DriveLaunch"});
  CommandResult result =
      run_command(machine, "taskxml.exe",
                  "probe --run --launcher " + in_quotes(machine.program("drivelaunch.exe")) + ' ' + options +
                      ' ' + in_quotes(task.as_input()),
                  task.password_line());
  machine.count_step();
  return result;
}

/// The kind of session that doctor reports (launcher/README.md) for a principal, as its text begins. Empty: how
/// Task Scheduler logs on without a stored password is not documented, so every kind will do.
std::string kind_of(const Principal& principal) {
  if (principal.sid == "S-1-5-18") return "system";
  if (principal.sid == "S-1-5-19") return "local-service";
  if (principal.sid == "S-1-5-20") return "network-service";
  if (principal.is_interactive) return "desktop";
  return principal.user != nullptr ? "batch" : "";
}

}  // namespace

Finding see_capture(Machine& machine, const Principal&) {
  const char letter = machine.letter(0);
  const std::string captured = machine.file(machine.next_name() + ".ini");
  const std::string own = in_quotes(machine.program("drivelaunch.exe"));
  const CommandResult made = run_command(machine, "drivelaunch.exe",
                                         drive_option(machine, letter) + " --output " + in_quotes(captured) +
                                             " -- " + own + " capture --only " + letter);
  const std::string text = read_file(captured).value_or("");
  const std::string section = "[drive." + std::string(1, letter) + "]";
  if (made.exit_code != 0 || !holds(text, section) ||
      !holds(lower(text), "path = " + lower(machine.share(0).path)))
    return failed("it wrote: " + text + " " + show_command(made));
  const CommandResult again =
      run_command(machine, "drivelaunch.exe", "--config " + in_quotes(captured) + " -- " + own + " version");
  if (again.exit_code != 0) return failed("a run does not accept what it wrote: " + show_command(again));
  return passed(section + ", " + line_from(text, "path = ") + "; a run with it ends with 0");
}

Finding see_probe(Machine& machine, const Principal& principal) {
  const RegisteredTask task(machine, principal);
  const CommandResult result =
      probe(machine, task, "--timeout 30s " + drive_option(machine, machine.letter(0)));
  const std::string row = line_from(result.output, std::string(1, machine.letter(0)) + ' ');
  // Reachable and writable.
  if (result.exit_code != 0 || count_words(row, " yes") < 2 ||
      !holds(lower(row), lower(machine.share(0).path)))
    return failed(show_command(result));
  return passed(on_one_line(row));
}

Finding see_doctor(Machine& machine, const Principal& principal) {
  const RegisteredTask task(machine, principal);
  const CommandResult result = probe(machine, task, "--doctor");
  if (result.exit_code != 0) return failed(show_command(result));
  const std::string sid = principal.sid.empty() ? machine.token().account : principal.sid;
  const std::string account = line_from(result.output, "  sid ");
  const std::string kind = line_from(result.output, "  kind ");
  const std::string evidence = on_one_line(account) + "; " + on_one_line(kind);
  const bool is_expected = holds(account, sid) && holds(kind, kind_of(principal));
  if (!is_expected && machine.surroundings().is_wine && holds(account, machine.token().account))
    return not_seen("Wine has one account and one session: " + evidence);
  return is_expected ? passed(evidence)
                     : failed(evidence + " instead of " + sid + " and " + kind_of(principal) + ": " +
                              show_command(result));
}

Finding see_unwrap(Machine& machine, const Principal& principal) {
  const RegisteredTask task(machine, principal);
  const std::string before = task.read();
  const std::string options = "--in-place --backup-dir " + in_quotes(machine.file(machine.next_name())) + ' ';
  const CommandResult wrap =
      run_command(machine, "taskxml.exe",
                  "wrap " + options + drive_option(machine, machine.letter(0)) + " --launcher " +
                      in_quotes(machine.program("drivelaunch.exe")) + ' ' + in_quotes(task.as_input()),
                  task.password_line());
  const std::string wrapped = task.read();
  if (wrap.exit_code != 0 || wrapped == before) return failed("wrap: " + show_command(wrap));
  const CommandResult unwrap = run_command(
      machine, "taskxml.exe", "unwrap " + options + in_quotes(task.as_input()), task.password_line());
  const std::string after = task.read();
  if (unwrap.exit_code != 0) return failed("unwrap: " + show_command(unwrap));
  const std::string evidence = std::to_string(before.size()) + " bytes before, " +
                               std::to_string(wrapped.size()) + " wrapped, " + std::to_string(after.size()) +
                               " unwrapped";
  return after == before ? passed(evidence + ", the same as before")
                         : failed(evidence + ", others than before");
}

}  // namespace acceptance
