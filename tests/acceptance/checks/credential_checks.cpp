#include "acceptance/checks/credential_checks.hpp"

#include <algorithm>
#include <chrono>
#include <exception>
#include <string_view>
#include <vector>

#include "acceptance/checks/requests.hpp"
#include "acceptance/command_run.hpp"
#include "acceptance/event_log.hpp"
#include "acceptance/local_files.hpp"
#include "acceptance/process_texts.hpp"
#include "acceptance/product.hpp"
#include "acceptance/stored_password.hpp"
#include "acceptance/text_search.hpp"
#include "launcher/base/drive.hpp"
#include "launcher/base/error.hpp"

namespace acceptance {
namespace {

constexpr std::uint32_t kAccessDenied = 0x80070005;
constexpr std::chrono::seconds kEventPatience{15};

std::string server_of(const ShareLogin& login) {
  return std::string(launcher::UncPath::parse(login.folder.path).server());
}

launcher::Secret copy_of(const launcher::Secret& password) {
  return launcher::Secret(password.view());
}

/// A credential of this machine, set by the command. Removed with the object.
class MachineCredential {
 public:
  /// `account`: who is allowed it, a SID; empty: administrators and SYSTEM only.
  MachineCredential(Machine& machine, const std::string& account)
      : machine_(machine), name_("drivelaunch-acceptance-" + machine.run_name() + "-" + machine.next_name()) {
    will_use_product_folders(machine);
    machine.will_make({.kind = MadeKind::credential, .name = name_});
    const ShareLogin& login = machine.login();
    set_ = run_command(machine, "drivelaunch.exe",
                       "credential set " + name_ + " --user " + in_quotes(login.user) + " --server " +
                           server_of(login) + (account.empty() ? "" : " --allow " + account),
                       copy_of(*login.password));
    machine.count_step();
    if (set_.exit_code != 0)
      throw launcher::Error(
          {.what = "the credential cannot be set", .subject = name_, .text = show_command(set_)});
  }
  ~MachineCredential() {
    // What stays is in the list, and goes at the end.
    try {
      run_command(machine_, "drivelaunch.exe", "credential remove " + name_);
    } catch (const std::exception&) {
    }
  }
  MachineCredential(const MachineCredential&) = delete;
  MachineCredential& operator=(const MachineCredential&) = delete;

  const std::string& name() const { return name_; }

 private:
  Machine& machine_;
  std::string name_;
  CommandResult set_;
};

std::string account_of(const Machine& machine, const Principal& principal) {
  return principal.sid.empty() ? machine.token().account : principal.sid;
}

/// A task with a drive that needs the credential.
TaskRequest request_with(const Machine& machine, const MachineCredential& credential) {
  const char letter = machine.letter(1);
  const std::string& path = machine.login().folder.path;
  ChildWords child;
  child.looks = {letter};
  TaskRequest request;
  request.drives = {{.letter = letter, .path = path, .is_required = true, .credential = credential.name()}};
  request.children = {child};
  return request;
}

/// Without what comes before the backslash: a server of its own says it in another way.
std::string_view user_only(std::string_view user) {
  return user.substr(user.find('\\') + 1);
}

/// Whether the drive is the share, and who the server takes it for.
Finding judge_drive(const Machine& machine, const SeenLetter& seen) {
  const ShareLogin& login = machine.login();
  const std::string evidence =
      show_letter(machine.letter(1), seen) + " as " + (seen.user.empty() ? "nobody" : seen.user);
  if (seen.marker != login.folder.marker)
    return failed(evidence + ", and its file was not read: Win32 error " + std::to_string(seen.marker_error));
  // Wine's WNetGetUserW says as whom the program runs; the rig's test reads the logins of the server.
  if (!machine.surroundings().is_wine && user_only(seen.user) != user_only(login.user))
    return failed(evidence + " instead of " + login.user);
  return passed(evidence + ", and its file was read");
}

std::string not_started(const TaskRun& run, std::uint32_t result) {
  return "the program was not started: LastTaskResult " + show_code(result) + show_log(run);
}

/// What Windows has for a server is taken away again with the object.
class StoredPassword {
 public:
  StoredPassword(Machine& machine, std::string server) : server_(std::move(server)) {
    machine.will_make({.kind = MadeKind::stored_password, .name = server_});
    const ShareLogin& login = machine.login();
    set_ = run_command(
        machine, "drivelaunch.exe",
        "credential set any --store account --user " + in_quotes(login.user) + " --server " + server_,
        copy_of(*login.password));
    machine.count_step();
  }
  ~StoredPassword() {
    // What stays is in the list, and goes at the end.
    try {
      remove_stored_password(server_);
    } catch (const std::exception&) {
    }
  }
  StoredPassword(const StoredPassword&) = delete;
  StoredPassword& operator=(const StoredPassword&) = delete;

  const CommandResult& set() const { return set_; }

 private:
  std::string server_;
  CommandResult set_;
};

/// Sets a password for the server, and sees whether the Credential Manager has it.
Finding judge_store(const StoredPassword& stored, const Machine& machine, const std::string& server) {
  if (stored.set().exit_code != 0) return failed(show_command(stored.set()));
  const std::string user = stored_user(server);
  const std::string evidence = "for " + server + ": " + (user.empty() ? "nobody" : user);
  return user == machine.login().user ? passed(evidence) : failed(evidence);
}

bool holds(const std::wstring& text, const std::wstring& part) {
  return text.find(part) != std::wstring::npos;
}

/// Whether one of the NAME=VALUE of `environment` that `own` has not holds the text.
bool is_new_in(const std::wstring& environment, const std::wstring& own, const std::wstring& text) {
  for (std::size_t at = 0; at < environment.size();) {
    const std::size_t end = std::min(environment.find(L'\0', at), environment.size());
    const std::wstring variable = environment.substr(at, end - at);
    if (holds(variable, text) && !holds(own, variable)) return true;
    at = end + 1;
  }
  return false;
}

/// Looks at every process that runs. `must` are numbers of some that have to be among them.
Finding search_processes(const std::vector<std::uint32_t>& must, const launcher::Secret& password) {
  const std::vector<ProcessTexts> all = read_process_texts();
  const auto find = [&](std::uint32_t number) {
    return std::find_if(all.begin(), all.end(),
                        [&](const ProcessTexts& texts) { return texts.process == number; });
  };
  for (const std::uint32_t number : must) {
    if (find(number) == all.end() || find(number)->environment.empty())
      return failed("process " + std::to_string(number) + " cannot be looked at");
  }
  const auto own = find(own_process());
  const std::wstring text = wide_copy(password);
  for (const ProcessTexts& texts : all) {
    if (holds(texts.line, text))
      return failed("it is in the command line of process " + std::to_string(texts.process));
    // A variable of this program itself is nothing that the launcher has made.
    if (is_new_in(texts.environment, own == all.end() ? std::wstring() : own->environment, text))
      return failed("it is in the environment of process " + std::to_string(texts.process));
  }
  return passed("not in the command lines and environments of " + std::to_string(all.size()) + " processes");
}

/// Looks at the event of a run.
Finding search_event(Machine& machine, const TaskRun& run, const launcher::Secret& password) {
  if (machine.surroundings().is_wine) return passed("Wine keeps no events");
  std::optional<ShownEvent> event;
  machine.wait_until([&] { return (event = find_event(run.path())).has_value(); }, kEventPatience);
  if (!event) return failed("there is no event with the name " + run.path());
  const bool is_in = event->xml.find(password.view()) != std::string::npos;
  return is_in ? failed("it is in the event of the run") : passed("not in the event of the run");
}

}  // namespace

Finding see_credential(Machine& machine, const Principal& principal) {
  if (!machine.login().missing.empty()) return not_seen(machine.login().missing);
  const MachineCredential credential(machine, account_of(machine, principal));
  TaskRun run(machine, principal, request_with(machine, credential));
  const std::uint32_t result = run.wait();
  const std::optional<ChildReport> report = run.report();
  if (!report) return failed(not_started(run, result));
  return judge_drive(machine, report->letter(machine.letter(1)));
}

Finding see_forbidden_credential(Machine& machine, const Principal& principal) {
  if (machine.surroundings().is_wine) return not_seen("Wine has one account, which may read everything");
  if (!machine.login().missing.empty()) return not_seen(machine.login().missing);
  const MachineCredential credential(machine, {});
  TaskRun run(machine, principal, request_with(machine, credential));
  const std::uint32_t result = run.wait();
  if (run.report()) return failed("the program was started; LastTaskResult " + show_code(result));
  const std::string evidence = "LastTaskResult " + show_code(result) + show_log(run);
  return result == kAccessDenied ? passed(evidence) : failed(evidence);
}

Finding see_stored_password(Machine& machine, const Principal&) {
  if (!machine.login().missing.empty()) return not_seen(machine.login().missing);
  const std::string server = "drivelaunch-acceptance-" + machine.run_name();
  {
    const StoredPassword stored(machine, server);
    Finding written = judge_store(stored, machine, server);
    if (written.status != Status::passed) return written;
  }
  const std::string left = stored_user(server);
  return left.empty() ? passed("for " + server + ": " + machine.login().user + "; removed again")
                      : failed("it cannot be removed: " + left);
}

Finding see_login_by_store(Machine& machine, const Principal&) {
  if (machine.surroundings().is_wine)
    return not_seen("the rig's network does not ask the Credential Manager");
  if (!machine.login().missing.empty()) return not_seen(machine.login().missing);
  const std::string server = server_of(machine.login());
  if (const std::string there = stored_user(server); !there.empty())
    return not_seen("the Credential Manager has " + there + " for " + server + " already, which stays");
  const StoredPassword stored(machine, server);
  Finding written = judge_store(stored, machine, server);
  if (written.status != Status::passed) return written;
  const char letter = machine.letter(1);
  machine.will_connect(letter, machine.login().folder.path);
  ChildWords child;
  child.report = machine.report_file(machine.next_name() + ".txt");
  child.looks = {letter};
  const CommandResult result = run_command(
      machine, "drivelaunch.exe",
      "--drive " + in_quotes(std::string(1, letter) + '=' + machine.login().folder.path) + " -- " +
          in_quotes(machine.program("drivelaunch_acceptance.exe")) + ' ' + format_child_words(child));
  const std::optional<std::string> text = read_file(child.report);
  const std::optional<ChildReport> report = text ? parse_child_report(*text) : std::nullopt;
  return report ? judge_drive(machine, report->letter(letter)) : failed(show_command(result));
}

Finding see_no_password(Machine& machine, const Principal& principal) {
  if (!machine.login().missing.empty()) return not_seen(machine.login().missing);
  const launcher::Secret& password = *machine.login().password;
  const MachineCredential credential(machine, account_of(machine, principal));
  TaskRequest request = request_with(machine, credential);
  request.waits = true;
  request.children.front().exit_code = 7;  // so that the run is an event
  if (!machine.surroundings().is_wine) require_event_source(machine);
  TaskRun run(machine, principal, request);
  const std::optional<ChildReport> report = run.wait_for_report();
  if (!report) return failed(not_started(run, run.wait()));
  Finding processes = search_processes({report->process, report->parent}, password);
  run.release();
  run.wait();
  if (processes.status != Status::passed) return processes;
  const std::vector<std::string> folders{machine.file(""), product_folders().front().path};
  // That the search finds what is there is shown with the name of the credential, which drives.ini has.
  if (search_files(folders, launcher::Secret(credential.name())).found.empty())
    return failed("the search finds nothing, not even the name of the credential");
  const FileSearch files = search_files(folders, password);
  if (!files.found.empty()) return failed("it is in " + files.found);
  Finding event = search_event(machine, run, password);
  event.evidence = processes.evidence + "; not in " + std::to_string(files.count) +
                   " files of this program and DriveLaunch; " + event.evidence;
  return event;
}

}  // namespace acceptance
