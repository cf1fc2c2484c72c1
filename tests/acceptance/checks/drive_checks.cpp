#include "acceptance/checks/drive_checks.hpp"

#include <windows.h>

#include "acceptance/checks/requests.hpp"

namespace acceptance {
namespace {

constexpr std::uint32_t kBadNetName = 0x80070043;       // HRESULT_FROM_WIN32(ERROR_BAD_NET_NAME)
constexpr std::uint32_t kAlreadyAssigned = 0x80070055;  // HRESULT_FROM_WIN32(ERROR_ALREADY_ASSIGNED)

/// A share that is not there, on the server of the usual one.
std::string missing_share(const Machine& machine) {
  return "\\\\" + std::string(launcher::UncPath::parse(machine.share(0).path).server()) +
         "\\drivelaunch-no-such-share";
}

TaskRequest request_with(const Machine& machine, const Principal& principal,
                         std::vector<WantedDrive> drives) {
  TaskRequest request = usual_request(machine, principal);
  request.drives = std::move(drives);
  // A share that is missing is tried three times, spread over the timeout.
  request.timeout = "6s";
  return request;
}

bool is_here(char letter) {
  const std::wstring name = {static_cast<wchar_t>(letter), L':'};
  wchar_t target[1024];
  return QueryDosDeviceW(name.c_str(), target, 1024) != 0;
}

Finding no_report(TaskRun& run) {
  return failed("the program was not started: LastTaskResult " + show_code(run.wait()) + show_log(run));
}

/// The run must fail with this code and start nothing.
Finding see_refused_start(Machine& machine, const Principal& principal, const TaskRequest& request,
                          std::uint32_t code) {
  TaskRun run(machine, principal, request);
  const std::uint32_t result = run.wait();
  const std::string evidence = "LastTaskResult " + show_code(result);
  if (run.report()) return failed("the program was started; " + evidence);
  // Without an identity the server may refuse the login before it looks for the share.
  const bool is_expected = principal.has_network ? result == code : (result & 0xFFFF0000U) == 0x80070000U;
  return is_expected ? passed(evidence) : failed(evidence + " instead of " + show_code(code) + show_log(run));
}

}  // namespace

Finding see_missing_share(Machine& machine, const Principal& principal) {
  return see_refused_start(
      machine, principal,
      request_with(machine, principal, {{.letter = machine.letter(0), .path = missing_share(machine)}}),
      kBadNetName);
}

Finding see_rollback(Machine& machine, const Principal& principal) {
  Finding refused = see_refused_start(
      machine, principal,
      request_with(
          machine, principal,
          {usual_drive(machine, principal), {.letter = machine.letter(1), .path = missing_share(machine)}}),
      kBadNetName);
  if (refused.status != Status::passed) return refused;
  const SeenLetter after = look_at_letter(machine, principal, machine.letter(0));
  const std::string evidence = refused.evidence + "; afterwards " + show_letter(machine.letter(0), after);
  return after.is_there() ? failed(evidence) : passed(evidence);
}

Finding see_drive(Machine& machine, const Principal& principal) {
  TaskRun run(machine, principal, usual_request(machine, principal));
  run.wait();
  const std::optional<ChildReport> report = run.report();
  if (!report) return no_report(run);
  const SeenLetter& seen = report->letter(machine.letter(0));
  const std::string evidence = show_letter(machine.letter(0), seen);
  if (seen.marker == machine.share(0).marker) return passed(evidence + ", and its file was read");
  return failed(evidence + ", and its file was not read: Win32 error " + std::to_string(seen.marker_error));
}

Finding see_drive_gone(Machine& machine, const Principal& principal) {
  Finding there = see_drive(machine, principal);
  if (there.status != Status::passed) return there;
  const SeenLetter after = look_at_letter(machine, principal, machine.letter(0));
  const std::string evidence = "afterwards " + show_letter(machine.letter(0), after);
  return after.is_there() ? failed(evidence) : passed(evidence);
}

Finding see_other_session(Machine& machine, const Principal& principal) {
  const char letter = machine.letter(0);
  TaskRun run(machine, principal, waiting_request(machine, principal));
  const std::optional<ChildReport> report = run.wait_for_report();
  if (!report) return no_report(run);
  const bool is_seen = is_here(letter);
  run.release();
  run.wait();
  if (report->session == machine.token().session)
    return not_seen("the task ran in the logon session of this program, " + report->session);
  const bool is_expected = principal.sid == "S-1-5-18";
  const std::string evidence = "the program in session " + report->session + ", seen from " +
                               machine.token().session + ": " +
                               (is_seen ? "the drive is there" : "no such drive");
  return is_seen == is_expected ? passed(evidence) : failed(evidence);
}

Finding see_taken_letter(Machine& machine, const Principal& principal) {
  // The first one may still be what a launcher that was killed has left.
  const char letter = machine.letter(1);
  ChildWords child;
  child.looks = {letter};
  child.subst = std::string(1, letter) + ":" + machine.file("shares");
  TaskRequest request;
  request.children = {child};
  request.waits = true;
  TaskRun holder(machine, principal, request);
  const std::optional<ChildReport> before = holder.wait_for_report();
  if (!before || !before->letter(letter).is_there() || !before->letter(letter).remote.empty())
    return failed("no local name could be made for the test");
  Finding refused =
      see_refused_start(machine, principal,
                        request_with(machine, principal, {{.letter = letter, .path = machine.share(0).path}}),
                        kAlreadyAssigned);
  if (refused.status != Status::passed) return refused;
  const SeenLetter after = look_at_letter(machine, principal, letter);
  const std::string evidence = refused.evidence + "; " + show_letter(letter, after);
  return after.device == before->letter(letter).device ? passed(evidence) : failed(evidence);
}

}  // namespace acceptance
