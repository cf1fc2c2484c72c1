#include <array>

#include "acceptance/check.hpp"
#include "acceptance/checks/credential_checks.hpp"
#include "acceptance/checks/diagnosis_checks.hpp"
#include "acceptance/checks/drive_checks.hpp"
#include "acceptance/checks/folder_checks.hpp"
#include "acceptance/checks/inheritance_checks.hpp"
#include "acceptance/checks/letter_checks.hpp"
#include "acceptance/checks/login_checks.hpp"
#include "acceptance/checks/message_checks.hpp"
#include "acceptance/checks/option_checks.hpp"
#include "acceptance/checks/place_checks.hpp"
#include "acceptance/checks/process_checks.hpp"
#include "acceptance/checks/server_checks.hpp"
#include "acceptance/checks/setup_checks.hpp"
#include "acceptance/checks/sharing_checks.hpp"
#include "acceptance/checks/trust_checks.hpp"
#include "acceptance/checks/window_checks.hpp"

namespace acceptance {
namespace {

constexpr std::array kChecks{
    Check{1, "", "the task runs as its principal", Scope::everyone, see_principal},
    Check{2, "G2", "LastTaskResult is the program's exit code, all 32 bits", Scope::everyone, see_exit_code},
    Check{3, "G1", "every action's program gets its arguments byte for byte", Scope::everyone, see_tails},
    Check{4, "G3", "without its drive the program is not started, and LastTaskResult says why",
          Scope::everyone, see_missing_share},
    Check{5, "G3", "a drive that was connected before another failed is gone again",
          Scope::in_lasting_session, see_rollback},
    Check{6, "", "the program has its drive", Scope::with_network, see_drive},
    Check{7, "", "the drive is gone after the task", Scope::in_lasting_session, see_drive_gone},
    Check{8, "", "other sessions see the drive only where it is SYSTEM's", Scope::with_network,
          see_other_session},
    Check{9, "G5", "three tasks share a drive; the last one that ends takes it away", Scope::system,
          see_shared_drive},
    Check{10, "G5", "a killed launcher takes no drive away from the others", Scope::system,
          see_killed_neighbour},
    Check{11, "G5", "what a killed launcher left is taken over by the next run", Scope::system,
          see_take_over},
    Check{12, "G6", "End in Task Scheduler ends the program and its descendants", Scope::everyone, see_end},
    Check{13, "G6", "a killed launcher takes the program and its descendants with it", Scope::everyone,
          see_killed_launcher},
    Check{14, "G4", "a letter that somebody else uses stays as it is, and the program is not started",
          Scope::system, see_taken_letter},
    Check{15, "",
          "on the desktop only a window of the program's own is seen, no console and none of drivelaunchw",
          Scope::interactive, see_windows},
    Check{16, "G4", "a letter that the profile remembers for another share is remembered afterwards",
          Scope::with_network, see_remembered_letter},
    Check{17, "G4", "a letter of SYSTEM's is not used by another session, and stays", Scope::beside_system,
          see_global_letter},
    Check{18, "G4", "a drive that somebody else has connected to the same share is used and stays",
          Scope::system, see_used_drive},
    Check{19, "G4",
          "a drive that somebody else has connected to another share stays, unless it may be replaced",
          Scope::system, see_other_drive},
    Check{20, "G7", "a wrong password is tried once by several tasks with several drives", Scope::system,
          see_refused_login},
    Check{21, "", "a share that is lost while the program runs is reported, the exit code is the program's",
          Scope::system, see_lost_share},
    Check{22, "G8", "servers that stay silent are given up at the timeout, all at the same time",
          Scope::system, see_silent_servers},
    Check{23, "G2", "a drive with an open file of somebody else stays, the exit code is the program's",
          Scope::system, see_open_files},
    Check{24, "G1", "handles, environment, priority class and show state are those without the launcher",
          Scope::everyone, see_start_state},
    Check{25, "", "--success-codes, --output and --until tree do what they say", Scope::system, see_options},
    Check{26, "", "the program is found where it is promised, also in long paths of every script",
          Scope::system, see_places},
    Check{27, "", "the launcher has a window that hears the end of the session, and disconnects then",
          Scope::everyone, see_session_end},
    Check{28, "G6", "no process leaves the job of the launcher, whatever Task Scheduler's own allows",
          Scope::everyone, see_breakaway},
    Check{30, "G9", "folders that only administrators change are accepted", Scope::prompt,
          see_ordinary_folders},
    Check{31, "G9", "what a user who is no administrator can change is refused", Scope::standard_user,
          see_what_user_changes},
    Check{32, "G9",
          "a drives.ini that others may change is refused, and the log says who, which right and the remedy",
          Scope::everyone, see_changeable_config},
    Check{33, "G9", "the commands of that message mend it", Scope::prompt, see_commands_of_message},
    Check{34, "G9", "a drives.ini with a second name (hard link) is refused", Scope::prompt, see_hard_link},
    Check{35, "G9", "a junction on the way to drives.ini, and a symbolic link in its place, are refused",
          Scope::prompt, see_links},
    Check{36, "G10", "a drive with a credential is there, as the user of the credential", Scope::everyone,
          see_credential},
    Check{37, "G10", "an account that is not allowed a credential cannot use it", Scope::without_rights,
          see_forbidden_credential},
    Check{38, "G10", "credential set --store account writes into the Credential Manager of this account",
          Scope::prompt, see_stored_password},
    Check{39, "G10", "Windows logs in with what --store account has written", Scope::prompt,
          see_login_by_store},
    Check{40, "G10", "the password is in no argument, environment, log or other file", Scope::system,
          see_no_password},
    Check{41, "G11",
          "a message has number, symbol, function, the system's text and advice; the log has the same",
          Scope::prompt, see_messages},
    Check{42, "G11", "the message table of the programs has a text for every event", Scope::prompt,
          see_message_table},
    Check{43, "G11", "the event viewer shows the text of an event with everything in it", Scope::everyone,
          see_events},
    Check{44, "", "setup makes folders and event source, and changes nothing when it is repeated",
          Scope::prompt, see_setup},
    Check{45, "", "the folders of setup have the owner and the permissions of launcher/README.md",
          Scope::prompt, see_setup_permissions},
    Check{46, "", "capture writes a drives.ini with the drives of this session that a run accepts",
          Scope::prompt, see_capture},
    Check{47, "", "taskxml probe --run says what the task's account reaches", Scope::with_network, see_probe},
    Check{48, "", "doctor names account and kind of the task's session", Scope::everyone, see_doctor},
    Check{49, "G12", "unwrap gives a registered task its definition back, byte for byte", Scope::everyone,
          see_unwrap},
};

}  // namespace

std::span<const Check> all_checks() {
  return kChecks;
}

}  // namespace acceptance
