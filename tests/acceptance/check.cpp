#include "acceptance/check.hpp"

#include <algorithm>
#include <exception>

#include "acceptance/checks/drive_checks.hpp"
#include "acceptance/checks/process_checks.hpp"
#include "acceptance/checks/sharing_checks.hpp"
#include "launcher/base/error.hpp"

namespace acceptance {
namespace {

bool is_in_scope(const Check& check, const Principal& principal) {
  switch (check.scope) {
    case Scope::everyone:
      return true;
    case Scope::with_network:
      return principal.has_network;
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
      {15, "", "no console window is shown in the session of who is logged on", Scope::interactive,
       see_no_window},
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
    if (number == 0 || number > all_checks().size()) refuse(std::to_string(number));
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
