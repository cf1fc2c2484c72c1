#include "launcher/doctor_texts.hpp"

#include <array>

namespace launcher {
namespace {

constexpr std::string_view kComputer = "computer account";
constexpr std::string_view kComputerMeaning =
    "Servers see DOMAIN\\COMPUTER$; give that account access to the share and its files. Without a domain no "
    "server knows it.";
constexpr std::string_view kInTask =
    "Let the task connect its drives itself: drivelaunch --config FILE -- PROGRAM. No restart is needed, and "
    "other sessions see nothing of it.";
constexpr std::string_view kSystemCure =
    "Let the task connect its drives itself: drivelaunch --config FILE -- PROGRAM. No restart is needed; the "
    "letters are seen by all "
    "sessions while the task runs.";
constexpr std::string_view kOwnDrives = "No other logon session has them.";

// In the order of SessionKind.
constexpr std::array<SessionTexts, 10> kTexts{{
    {"system",
     "SYSTEM has no letters of its own: it sees the global ones, and what it connects is seen by every "
     "session.",
     kComputer, kComputerMeaning, "All sessions see them, each opening them under its own identity.",
     kSystemCure},
    {"local-service", "LOCAL SERVICE has one logon session for everything that runs as it.", "none",
     "Servers see nobody (anonymous).", "Everything that runs as LOCAL SERVICE has them.",
     "Run the task as another account, as few servers let anonymous in: schtasks /change /tn NAME /ru "
     "\"NETWORK SERVICE\", or /ru ACCOUNT /rp *."},
    {"network-service", "NETWORK SERVICE has one logon session for everything that runs as it.", kComputer,
     kComputerMeaning, "Everything that runs as NETWORK SERVICE has them.", kInTask},
    {"service",
     "A logon session of its own, made for a service. The drives of the user's desktop are not in it.", "own",
     "Servers see the account; a virtual account (NT SERVICE\\...) is the computer account for them.",
     kOwnDrives, kInTask},
    {"batch",
     "A logon session made for a task that runs without a desktop. The drives of the user's desktop are not "
     "in it.",
     "own, or none",
     "Servers see the account if its password is stored or it is a managed account; with \"Do not store "
     "password\" they see "
     "nobody. Which of the two is not visible: drivelaunch check tells.",
     kOwnDrives, kInTask},
    {"network", "A logon session made over the network. The drives of the user's desktop are not in it.",
     "none", "Such a session has no credentials to go on to another server with.", kOwnDrives,
     "Start the program from a desktop or as a scheduled task: schtasks /run /tn NAME."},
    {"desktop", "A desktop with one token: programs here share their drives, elevated or not.", "own",
     "Servers see the account.", "A task that runs whether the user is logged on or not has none of them.",
     kInTask},
    {"desktop-limited",
     "The desktop half of an administrator's logon. A task with highest privileges runs in the other half.",
     "own", "Servers see the account.",
     "A task with highest privileges, or one that runs whether the user is logged on or not, has none of "
     "them unless they "
     "are shared.",
     kInTask},
    {"desktop-full",
     "The elevated half of an administrator's logon. Drives of the desktop belong to the other half.", "own",
     "Servers see the account.", "Programs of the desktop that are not elevated have none of them.", kInTask},
    {"not visible", "What kind of session this is, is not visible.", "not visible", "", kOwnDrives, kInTask},
}};

}  // namespace

const SessionTexts& texts_for(SessionKind kind) {
  return kTexts.at(static_cast<std::size_t>(kind));
}

std::string_view word_for(TokenHalf half) {
  static constexpr std::array<std::string_view, 4> kWords{"not visible", "one token", "elevated", "filtered"};
  return kWords.at(static_cast<std::size_t>(half));
}

const std::string_view kNotLinkedText = "The two halves of an administrator's logon do not share drives.";
const std::string_view kLinkedText =
    "The two halves of an administrator's logon share drives that were connected after the restart that "
    "followed it.";
const std::string_view kLinkedButCredentialsText =
    "EnableLinkedConnections does not help here: ConsentPromptBehaviorAdmin asks for credentials, and "
    "elevation makes a third "
    "session then.";
const std::string_view kNoUacText = "UAC is off: an administrator has one token and one session.";
const std::string_view kCredentialsText =
    "Elevation asks for credentials and makes a session that is not linked to the desktop's.";
const std::string_view kRememberedText =
    "a remembered drive is there only where somebody has connected it. drivelaunch capture writes it into a "
    "drives.ini.";
const std::string_view kRunText =
    "A run connects what is missing: drivelaunch check tries it now, as this account.";
const std::string_view kLinkedCureText =
    "EnableLinkedConnections = 1 (drivelaunch doctor --reg-file FILE) makes the two halves share drives "
    "after a restart. It "
    "weakens what separates elevated programs from the desktop, and does not help other users, SYSTEM, or "
    "tasks that run "
    "whether the user is logged on or not.";
const std::string_view kLinkedNoHelpText =
    "EnableLinkedConnections does not help here: it is for the two linked sessions of an administrator's "
    "desktop logon only.";
const std::string_view kRegFile =
    "Windows Registry Editor Version 5.00\r\n\r\n"
    "; Written by drivelaunch doctor. WARNING: read this before you import it.\r\n"
    "; With this value an administrator's desktop and elevated programs share drive letters, on the whole "
    "machine:\r\n"
    "; a program that is not elevated can then choose what an elevated one finds behind a letter.\r\n"
    "; It takes effect after a restart, for drives connected from then on. It does not help under \"Prompt "
    "for\r\n"
    "; credentials\", for other users, for SYSTEM, or for tasks that run whether the user is logged on or "
    "not.\r\n"
    "; To undo it, delete the value and restart.\r\n\r\n"
    "[HKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Policies\\System]\r\n"
    "\"EnableLinkedConnections\"=dword:00000001\r\n";

}  // namespace launcher
