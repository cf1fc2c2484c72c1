#include "acceptance/check.hpp"

#include <algorithm>
#include <exception>

#include "acceptance/checks/drive_checks.hpp"
#include "acceptance/checks/inheritance_checks.hpp"
#include "acceptance/checks/letter_checks.hpp"
#include "acceptance/checks/login_checks.hpp"
#include "acceptance/checks/option_checks.hpp"
#include "acceptance/checks/place_checks.hpp"
#include "acceptance/checks/process_checks.hpp"
#include "acceptance/checks/server_checks.hpp"
#include "acceptance/checks/sharing_checks.hpp"
#include "acceptance/checks/window_checks.hpp"
#include "launcher/base/error.hpp"

namespace acceptance {
namespace {

bool is_in_scope(const Check& check, const Principal& principal) {
  switch (check.scope) {
    case Scope::everyone:
      return true;
    case Scope::with_network:
      return principal.has_network;
    case Scope::beside_system:
      return principal.has_network && principal.sid != "S-1-5-18";
    case Scope::interactive:
      return principal.is_interactive;
    case Scope::in_lasting_session:
      return principal.has_network && principal.is_in_lasting_session;
    case Scope::system:
      return principal.sid == "S-1-5-18";
  }
  return false;
}

Finding look(const Check& check, Machine& machine, const Principal& principal) {
  if (!principal.missing.empty()) return not_seen(principal.missing);
  try {
    return check.look(machine, principal);
  } catch (const Interrupted&) {
    throw;
  } catch (const std::exception& error) {
    return failed(error.what());
  }
}

}  // namespace

const std::vector<Check>& all_checks() {
  static const std::vector<Check> checks{
      {1, "", "the task runs as its principal", Scope::everyone, see_principal},
      {2, "G2", "LastTaskResult is the program's exit code, all 32 bits", Scope::everyone, see_exit_code},
      {3, "G1", "every action's program gets its arguments byte for byte", Scope::everyone, see_tails},
      {4, "G3", "without its drive the program is not started, and LastTaskResult says why", Scope::everyone,
       see_missing_share},
      {5, "G3", "a drive that was connected before another failed is gone again", Scope::in_lasting_session,
       see_rollback},
      {6, "", "the program has its drive", Scope::with_network, see_drive},
      {7, "", "the drive is gone after the task", Scope::in_lasting_session, see_drive_gone},
      {8, "", "other sessions see the drive only where it is SYSTEM's", Scope::with_network,
       see_other_session},
      {9, "G5", "three tasks share a drive; the last one that ends takes it away", Scope::system,
       see_shared_drive},
      {10, "G5", "a killed launcher takes no drive away from the others", Scope::system,
       see_killed_neighbour},
      {11, "G5", "what a killed launcher left is taken over by the next run", Scope::system, see_take_over},
      {12, "G6", "End in Task Scheduler ends the program and its descendants", Scope::everyone, see_end},
      {13, "G6", "a killed launcher takes the program and its descendants with it", Scope::everyone,
       see_killed_launcher},
      {14, "G4", "a letter that somebody else uses stays as it is, and the program is not started",
       Scope::system, see_taken_letter},
      {15, "",
       "on the desktop only a window of the program's own is seen, no console and none of drivelaunchw",
       Scope::interactive, see_windows},
      {16, "G4", "a letter that the profile remembers for another share is remembered afterwards",
       Scope::with_network, see_remembered_letter},
      {17, "G4", "a letter of SYSTEM's is not used by another session, and stays", Scope::beside_system,
       see_global_letter},
      {18, "G4", "a drive that somebody else has connected to the same share is used and stays",
       Scope::system, see_used_drive},
      {19, "G4", "a drive that somebody else has connected to another share stays, unless it may be replaced",
       Scope::system, see_other_drive},
      {20, "G7", "a wrong password is tried once by several tasks with several drives", Scope::system,
       see_refused_login},
      {21, "", "a share that is lost while the program runs is reported, the exit code is the program's",
       Scope::system, see_lost_share},
      {22, "G8", "servers that stay silent are given up at the timeout, all at the same time", Scope::system,
       see_silent_servers},
      {23, "G2", "a drive with an open file of somebody else stays, the exit code is the program's",
       Scope::system, see_open_files},
      {24, "G1", "handles, environment, priority class and show state are those without the launcher",
       Scope::everyone, see_start_state},
      {25, "", "--success-codes, --output and --until tree do what they say", Scope::system, see_options},
      {26, "", "the program is found where it is promised, also in long paths of every script", Scope::system,
       see_places},
      {27, "", "the launcher has a window that hears the end of the session, and disconnects then",
       Scope::everyone, see_session_end},
      {28, "G6", "no process leaves the job of the launcher, whatever Task Scheduler's own allows",
       Scope::everyone, see_breakaway},
  };
  return checks;
}

void Selection::require_known(const std::vector<Principal>& known) const {
  const auto refuse = [](const std::string& subject) {
    throw launcher::Error(launcher::exit_code_from_win32(launcher::win32_error::kBadArguments),
                          {.what = "cannot choose",
                           .subject = subject,
                           .text = "there is no such check or principal",
                           .advice = "A run without --only and --for shows all of them"});
  };
  for (const unsigned number : numbers) {
    if (std::none_of(all_checks().begin(), all_checks().end(),
                     [&](const Check& check) { return check.number == number; }))
      refuse(std::to_string(number));
  }
  for (const std::string& name : principals) {
    if (std::none_of(known.begin(), known.end(),
                     [&](const Principal& principal) { return principal.name == name; }))
      refuse(name);
  }
}

bool Selection::takes(const Check& check, const Principal& principal) const {
  const auto has = [](const auto& list, const auto& value) {
    return list.empty() || std::find(list.begin(), list.end(), value) != list.end();
  };
  return has(numbers, check.number) && has(principals, principal.name) && is_in_scope(check, principal);
}

std::vector<CheckResult> run_checks(Machine& machine, const Selection& selection,
                                    void (*report)(const CheckResult&)) {
  selection.require_known(machine.principals());
  std::vector<CheckResult> results;
  for (const Check& check : all_checks()) {
    for (const Principal& principal : machine.principals()) {
      if (!selection.takes(check, principal)) continue;
      results.push_back(
          {.check = &check, .principal = principal.name, .finding = look(check, machine, principal)});
      report(results.back());
    }
  }
  return results;
}

}  // namespace acceptance
