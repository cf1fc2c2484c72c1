#include "acceptance/check.hpp"

#include <algorithm>
#include <exception>

#include "acceptance/checks/credential_checks.hpp"
#include "acceptance/checks/diagnosis_checks.hpp"
#include "acceptance/checks/drive_checks.hpp"
#include "acceptance/checks/folder_checks.hpp"
#include "acceptance/checks/message_checks.hpp"
#include "acceptance/checks/process_checks.hpp"
#include "acceptance/checks/setup_checks.hpp"
#include "acceptance/checks/sharing_checks.hpp"
#include "acceptance/checks/trust_checks.hpp"
#include "launcher/base/error.hpp"

namespace acceptance {
namespace {

bool is_standard_user(const Principal& principal) {
  return principal.name == "user, password";
}

bool is_service(const Principal& principal) {
  return principal.sid == "S-1-5-19" || principal.sid == "S-1-5-20";
}

bool is_in_scope(const Check& check, const Principal& principal) {
  if (principal.is_prompt) return check.scope == Scope::prompt;
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
    case Scope::prompt:
      return false;
    case Scope::standard_user:
      return is_standard_user(principal);
    case Scope::without_rights:
      return is_standard_user(principal) || is_service(principal);
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
      {30, "G9", "folders that only administrators change are accepted", Scope::prompt, see_ordinary_folders},
      {31, "G9", "what a user who is no administrator can change is refused", Scope::standard_user,
       see_what_user_changes},
      {32, "G9",
       "a drives.ini that others may change is refused, and the log says who, which right and the remedy",
       Scope::everyone, see_changeable_config},
      {33, "G9", "the commands of that message mend it", Scope::prompt, see_commands_of_message},
      {34, "G9", "a drives.ini with a second name (hard link) is refused", Scope::prompt, see_hard_link},
      {35, "G9", "a junction on the way to drives.ini, and a symbolic link in its place, are refused",
       Scope::prompt, see_links},
      {36, "G10", "a drive with a credential is there, as the user of the credential", Scope::everyone,
       see_credential},
      {37, "G10", "an account that is not allowed a credential cannot use it", Scope::without_rights,
       see_forbidden_credential},
      {38, "G10", "credential set --store account writes into the Credential Manager of this account",
       Scope::prompt, see_stored_password},
      {39, "G10", "Windows logs in with what --store account has written", Scope::prompt, see_login_by_store},
      {40, "G10", "the password is in no argument, environment, log or other file", Scope::system,
       see_no_password},
      {41, "G11",
       "a message has number, symbol, function, the system's text and advice; the log has the same",
       Scope::prompt, see_messages},
      {42, "G11", "the message table of the programs has a text for every event", Scope::prompt,
       see_message_table},
      {43, "G11", "the event viewer shows the text of an event with everything in it", Scope::everyone,
       see_events},
      {44, "", "setup makes folders and event source, and changes nothing when it is repeated", Scope::prompt,
       see_setup},
      {45, "", "the folders of setup have the owner and the permissions of launcher/README.md", Scope::prompt,
       see_setup_permissions},
      {46, "", "capture writes a drives.ini with the drives of this session that a run accepts",
       Scope::prompt, see_capture},
      {47, "", "taskxml probe --run says what the task's account reaches", Scope::with_network, see_probe},
      {48, "", "doctor names account and kind of the task's session", Scope::everyone, see_doctor},
      {49, "G12", "unwrap gives a registered task its definition back, byte for byte", Scope::everyone,
       see_unwrap},
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
