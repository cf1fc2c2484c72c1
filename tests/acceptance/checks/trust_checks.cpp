#include "acceptance/checks/trust_checks.hpp"

#include <windows.h>

#include "acceptance/checks/refusals.hpp"
#include "acceptance/checks/requests.hpp"
#include "acceptance/file_permissions.hpp"
#include "acceptance/local_files.hpp"
#include "launcher/base/error.hpp"

namespace acceptance {
namespace {

constexpr std::uint32_t kAccessDenied = 0x80070005;

/// Whom the checks let change a file. Wine keeps of a list of permissions what everybody may do, and nothing of Users.
struct Stranger {
  const char* sid;
  const char* entry;  ///< SDDL: may change, but is neither owner nor may change the permissions
};
Stranger stranger_of(const Machine& machine) {
  if (machine.surroundings().is_wine) return {.sid = "S-1-1-0", .entry = "(A;;0x1301bf;;;WD)"};
  return {.sid = "S-1-5-32-545", .entry = "(A;;0x1301bf;;;BU)"};
}

/// What only administrators, SYSTEM and this account may change, and everybody may read; and one more entry.
std::string permissions_with(const Machine& machine, const char* entry) {
  return "D:P(A;OICI;FA;;;SY)(A;OICI;FA;;;BA)(A;OICI;0x1200a9;;;WD)(A;OICI;FA;;;" + machine.token().account +
         ")" + entry;
}

std::string make_config(Machine& machine) {
  std::string path = machine.file(machine.next_name() + ".ini");
  write_file(path, harmless_config());
  return path;
}

/// What the launcher says to a drives.ini.
CommandResult ask(Machine& machine, const std::string& config) {
  return run_command(machine, "drivelaunch.exe", harmless_run(config));
}

bool is_refused(const CommandResult& result) {
  return require_answer(result) == Answer::refused;
}

/// Does what the message says, and asks again.
Finding see_mended(Machine& machine, const std::string& what, const std::string& config) {
  const CommandResult before = ask(machine, config);
  if (!is_refused(before)) return failed(what + ": not refused");
  const std::vector<std::string> commands = advised_commands(before);
  if (commands.empty()) return failed(what + ": the message has no commands: " + show_command(before));
  for (const std::string& command : commands) {
    const CommandResult done = run_command_line(machine, "cmd.exe /d /s /c \"" + command + "\"");
    if (done.exit_code != 0) return failed(what + ": " + command + " fails: " + show_command(done));
  }
  const CommandResult after = ask(machine, config);
  const std::string evidence = what + ": " + std::to_string(commands.size()) + " commands";
  return is_refused(after) ? failed(evidence + ", and then: " + show_command(after)) : passed(evidence);
}

}  // namespace

Finding see_changeable_config(Machine& machine, const Principal& principal) {
  const Stranger stranger = stranger_of(machine);
  TaskRequest request = usual_request(machine, principal);
  request.config = make_config(machine);
  set_permissions(request.config, permissions_with(machine, stranger.entry));
  TaskRun run(machine, principal, request);
  const std::uint32_t result = run.wait();
  if (run.report()) return failed("the program was started; LastTaskResult " + show_code(result));
  if (result != kAccessDenied) return failed("LastTaskResult " + show_code(result) + show_log(run));
  const std::string log = run.log();
  const std::vector<std::string> parts{"(" + std::string(stranger.sid) + ") has WRITE_DATA", "icacls ",
                                       ":(RX)"};
  for (const std::string& part : parts) {
    if (log.find(part) == std::string::npos) return failed("the log does not say: " + part + show_log(run));
  }
  const std::size_t begin = log.rfind("(" + std::string(stranger.sid) + ") has ");
  return passed("LastTaskResult " + show_code(result) + "; the log: " +
                log.substr(begin, log.find("\\n", begin) - begin) + ", and the command icacls for it");
}

Finding see_commands_of_message(Machine& machine, const Principal&) {
  if (machine.surroundings().is_wine) return not_seen("Wine's icacls changes nothing");
  const std::string changeable = make_config(machine);
  set_permissions(changeable, permissions_with(machine, stranger_of(machine).entry));
  Finding file = see_mended(machine, "a file that Users may change", changeable);
  if (file.status != Status::passed) return file;
  const std::string folder = machine.file(machine.next_name());
  make_folder(folder);
  write_file(folder + "\\drives.ini", harmless_config());
  set_permissions(folder, permissions_with(machine, "(A;OICI;0x1301ff;;;BU)"));
  Finding above = see_mended(machine, "a folder that Users may change", folder + "\\drives.ini");
  if (above.status != Status::passed) return above;
  const std::string linked = make_config(machine);
  make_hard_link(linked, linked + ".second");
  Finding link = see_mended(machine, "a second name", linked);
  link.evidence = file.evidence + "; " + above.evidence + "; " + link.evidence;
  return link;
}

Finding see_hard_link(Machine& machine, const Principal&) {
  const std::string config = make_config(machine);
  if (is_refused(ask(machine, config))) return failed("refused before it has a second name");
  make_hard_link(config, config + ".second");
  const CommandResult linked = ask(machine, config);
  remove_all(config + ".second");
  if (!is_refused(linked)) return failed("accepted with a second name");
  const std::string reason = first_reason(linked);
  if (reason.find("2 names (hard links)") == std::string::npos) return failed("refused, but: " + reason);
  if (is_refused(ask(machine, config))) return failed("still refused when the second name is gone");
  return passed(reason);
}

Finding see_links(Machine& machine, const Principal&) {
  const std::string folder = machine.file(machine.next_name());
  make_folder(folder);
  write_file(folder + "\\drives.ini", harmless_config());
  if (is_refused(ask(machine, folder + "\\drives.ini"))) return failed("refused without a link");
  std::string evidence;
  const std::string junction = folder + "-junction";
  const std::string link = folder + "-link.ini";
  try {
    make_junction(junction, folder);
    make_symbolic_link(link, folder + "\\drives.ini");
  } catch (const launcher::Error& error) {
    if (machine.surroundings().is_wine)
      return not_seen("Wine makes no junctions: " + std::string(error.what()));
    throw;
  }
  for (const std::string& config : {junction + "\\drives.ini", link}) {
    const CommandResult result = ask(machine, config);
    const std::string reason = first_reason(result);
    if (!is_refused(result)) return failed("accepted through a link: " + config);
    if (reason.find("link to another place") == std::string::npos) return failed("refused, but: " + reason);
    evidence += (evidence.empty() ? "" : "; ") + reason;
  }
  return passed(evidence);
}

}  // namespace acceptance
