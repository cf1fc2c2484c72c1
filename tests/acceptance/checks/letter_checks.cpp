#include "acceptance/checks/letter_checks.hpp"

#include <algorithm>

#include "acceptance/checks/requests.hpp"
#include "acceptance/remembered_letter.hpp"
#include "launcher/base/error.hpp"

namespace acceptance {
namespace {

constexpr const char* kSystem = "S-1-5-18";
constexpr std::uint32_t kAlreadyAssigned = 0x80070055;  // HRESULT_FROM_WIN32(ERROR_ALREADY_ASSIGNED)
constexpr std::uint32_t kAlreadyRemembered =
    0x800704B2;  // HRESULT_FROM_WIN32(ERROR_DEVICE_ALREADY_REMEMBERED)

std::string drive_of(char letter, const std::string& path) {
  return std::string(1, letter) + ":" + path;
}

/// A run that wants the second letter for `path`, and tells what its program saw.
TaskRequest request_for(const Machine& machine, const std::string& path, const std::string& settings = {}) {
  ChildWords child;
  child.looks = {machine.letter(1)};
  TaskRequest request;
  request.drives = {{.letter = machine.letter(1), .path = path, .settings = settings}};
  request.children = {child};
  request.timeout = "6s";
  return request;
}

/// A program that knows nothing of the launcher has connected the second letter to the first share in the
/// principal's session, for as long as the object lives.
class Stranger {
 public:
  Stranger(Machine& machine, const Principal& principal)
      : letter_(machine.letter(1)), run_(machine, principal, request(machine)) {
    report_ = run_.wait_for_report();
    if (report_ && report_->fact("connect") == "0" &&
        report_->letter(letter_).marker == machine.share(0).marker)
      return;
    throw launcher::Error(
        {.what = "no drive could be connected for the check",
         .subject = drive_of(letter_, machine.share(0).path),
         .text = report_ ? "Win32 error " + report_->fact("connect") : "its program was not started"});
  }

  const std::string& session() const { return report_->session; }

 private:
  static TaskRequest request(Machine& machine) {
    const std::string& path = machine.share(0).path;
    machine.will_connect(machine.letter(1), path);
    return holding_request({{.name = "connect", .value = drive_of(machine.letter(1), path)}},
                           {machine.letter(1)});
  }

  char letter_;
  TaskRun run_;
  std::optional<ChildReport> report_;
};

/// " and stays" or what has become of the stranger's drive.
Finding judge_rest(Machine& machine, const Principal& principal, const std::string& evidence) {
  const SeenLetter after = look_at_letter(machine, principal, machine.letter(1));
  const std::string whole = evidence + "; afterwards " + show_letter(machine.letter(1), after);
  return after.marker == machine.share(0).marker ? passed(whole) : failed(whole);
}

/// Without a report: the run was refused, and must have said why.
Finding judge_refusal(TaskRun& run) {
  const std::uint32_t result = run.wait();
  const std::string evidence = "LastTaskResult " + show_code(result);
  if (run.report()) return failed("the program was started; " + evidence);
  if (result == kAlreadyAssigned || result == kAlreadyRemembered) return passed(evidence);
  return failed(evidence + " instead of " + show_code(kAlreadyAssigned) + show_log(run));
}

/// The same with on-conflict = replace, which takes the drive away.
Finding see_replacement(Machine& machine, const Principal& principal, const std::string& before) {
  TaskRun run(machine, principal, request_for(machine, machine.share(1).path, "on-conflict = replace\r\n"));
  const std::uint32_t result = run.wait();
  const std::optional<ChildReport> report = run.report();
  if (!report) return not_started(run);
  const std::string seen = show_letter(machine.letter(1), report->letter(machine.letter(1)));
  if (result != 0 || report->letter(machine.letter(1)).marker != machine.share(1).marker)
    return failed("on-conflict = replace: LastTaskResult " + show_code(result) + ", " + seen + show_log(run));
  const SeenLetter after = look_at_letter(machine, principal, machine.letter(1));
  const std::string evidence = before + "; with on-conflict = replace " + seen +
                               " for the program; afterwards " + show_letter(machine.letter(1), after);
  return after.is_there() ? failed(evidence) : passed(evidence);
}

}  // namespace

Finding see_remembered_letter(Machine& machine, const Principal& principal) {
  const std::string drive = drive_of(machine.letter(1), machine.share(0).path);
  machine.will_make({.kind = MadeKind::remembered, .name = drive});
  TaskRun holder(machine, principal, holding_request({{.name = "remember", .value = drive}}, {}));
  const std::optional<ChildReport> before = holder.wait_for_report();
  if (!before)
    return failed("no letter could be remembered for the check: LastTaskResult " + show_code(holder.wait()));
  TaskRun run(machine, principal, request_for(machine, machine.share(1).path));
  const std::uint32_t result = run.wait();
  const std::optional<ChildReport> report = run.report();
  std::string evidence = "Windows gives LastTaskResult " + show_code(result);
  if (!report) {
    if (Finding refused = judge_refusal(run); refused.status != Status::passed) return refused;
    evidence += " and no program is started" + show_log(run);
  } else if (report->letter(machine.letter(1)).marker != machine.share(1).marker) {
    return failed("the program was started without its drive: " +
                  show_letter(machine.letter(1), report->letter(machine.letter(1))));
  } else {
    evidence += ": the letter is connected all the same";
  }
  if (!is_letter_remembered(drive, before->account))
    return failed(evidence + "; the profile does not remember " + drive + " any more");
  return passed(evidence + "; the profile still remembers " + drive);
}

Finding see_global_letter(Machine& machine, const Principal& principal) {
  const auto system = std::find_if(machine.principals().begin(), machine.principals().end(),
                                   [](const Principal& one) { return one.sid == kSystem; });
  const Stranger stranger(machine, *system);
  // The same share: what is refused is the session, not the path.
  ChildWords child;
  child.looks = {machine.letter(1)};
  TaskRequest look;
  look.children = {child};
  TaskRun looking(machine, principal, look);
  looking.wait();
  const std::optional<ChildReport> seen = looking.report();
  if (!seen) return not_started(looking);
  if (seen->session == stranger.session())
    return not_seen("the task ran in the logon session of SYSTEM's, " + seen->session);
  if (!seen->letter(machine.letter(1)).is_there())
    return failed("a letter of SYSTEM is not there in session " + seen->session);
  TaskRun run(machine, principal, request_for(machine, machine.share(0).path));
  Finding refused = judge_refusal(run);
  if (refused.status != Status::passed) return refused;
  return judge_rest(machine, *system,
                    "in session " + seen->session + ' ' +
                        show_letter(machine.letter(1), seen->letter(machine.letter(1))) + " of SYSTEM; " +
                        refused.evidence);
}

Finding see_used_drive(Machine& machine, const Principal& principal) {
  const Stranger stranger(machine, principal);
  TaskRun run(machine, principal, request_for(machine, machine.share(0).path));
  const std::uint32_t result = run.wait();
  const std::optional<ChildReport> report = run.report();
  if (!report) return not_started(run);
  if (result != 0 || report->letter(machine.letter(1)).marker != machine.share(0).marker)
    return failed("LastTaskResult " + show_code(result) + ", " +
                  show_letter(machine.letter(1), report->letter(machine.letter(1))) + show_log(run));
  const std::string line = find_log_line(run.log(), "connected");
  if (find_field(line, "reused") != "yes") return failed("it was not used but connected again: " + line);
  return judge_rest(machine, principal, "the program used it");
}

Finding see_other_drive(Machine& machine, const Principal& principal) {
  const Stranger stranger(machine, principal);
  TaskRun run(machine, principal, request_for(machine, machine.share(1).path));
  Finding refused = judge_refusal(run);
  if (refused.status != Status::passed) return refused;
  const Finding stays = judge_rest(machine, principal, refused.evidence + " and no program is started");
  return stays.status == Status::passed ? see_replacement(machine, principal, stays.evidence) : stays;
}

}  // namespace acceptance
