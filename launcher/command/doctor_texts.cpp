#include "launcher/command/doctor_texts.hpp"

#include <array>

namespace launcher {
namespace {

constexpr std::string_view kComputer = "computer account";
constexpr std::string_view kComputerMeaning =
    "Servers see DOMAIN\\COMPUTER$; give that account access to the share and its files. "
    "Without a domain no server knows it.";
constexpr std::string_view kInTask =
    "Let the task connect its drives itself: drivelaunch --config FILE -- PROGRAM. "
    "No restart is needed, and other sessions do not see the letters.";
constexpr std::string_view kSystemCure =
    "Let the task connect its drives itself: drivelaunch --config FILE -- PROGRAM. "
    "No restart is needed; all sessions see the letters while the task runs.";
constexpr std::string_view kOwnDrives = "No other logon session has them.";

// In the order of SessionKind.
constexpr std::array<SessionTexts, 10> kTexts{{
    {"system",
     "SYSTEM has no letters of its own: it sees the global ones, "
     "and what it connects is seen by every session.",
     kComputer, kComputerMeaning, "All sessions see them, each opening them under its own identity.",
     kSystemCure},
    {"local-service", "LOCAL SERVICE has one logon session for everything that runs as it.", "none",
     "Servers see nobody (anonymous).", "Everything that runs as LOCAL SERVICE has them.",
     "Run the task as another account, as few servers let anonymous in: "
     "schtasks /change /tn NAME /ru \"NETWORK SERVICE\", or /ru ACCOUNT /rp *."},
    {"network-service", "NETWORK SERVICE has one logon session for everything that runs as it.", kComputer,
     kComputerMeaning, "Everything that runs as NETWORK SERVICE has them.", kInTask},
    {"service",
     "A logon session of its own, made for a service. The drives of the user's desktop are not in it.", "own",
     "Servers see the account; a virtual account (NT SERVICE\\...) is the computer account for them.",
     kOwnDrives, kInTask},
    {"batch",
     "A logon session made for a task that runs without a desktop. "
     "The drives of the user's desktop are not in it.",
     "own, or none",
     "Servers see the account if its password is stored or it is a managed account; "
     "with \"Do not store password\" they see nobody. "
     "Which of the two is not visible: drivelaunch check shows it.",
     kOwnDrives, kInTask},
    {"network", "A logon session made over the network. The drives of the user's desktop are not in it.",
     "none", "Such a session has no credentials with which to log in to another server.", kOwnDrives,
     "Start the program from a desktop or as a scheduled task: schtasks /run /tn NAME."},
    {"desktop", "A desktop with one token: programs here share their drives, elevated or not.", "own",
     "Servers see the account.", "A task that runs whether the user is logged on or not has none of them.",
     kInTask},
    {"desktop-limited",
     "The desktop half of an administrator's logon. A task with highest privileges runs in the other half.",
     "own", "Servers see the account.",
     "A task with highest privileges, or one that runs whether the user is logged on or not, "
     "has none of them unless they are shared.",
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

std::string_view word_for(TokenElevation elevation) {
  static constexpr std::array<std::string_view, 4> kWords{"not visible", "one token", "elevated", "filtered"};
  return kWords.at(static_cast<std::size_t>(elevation));
}

const std::string_view kNotLinkedText = "The two halves of an administrator's logon do not share drives.";
const std::string_view kLinkedText =
    "The two halves of an administrator's logon share drives that were connected after the restart that followed it.";
const std::string_view kLinkedButCredentialsText =
    "EnableLinkedConnections does not help here: ConsentPromptBehaviorAdmin asks for credentials, "
    "and elevation makes a third session then.";
const std::string_view kLinkedButProtectionText =
    "EnableLinkedConnections does not help here: it links the two tokens of one account, "
    "and with Administrator protection elevated programs run as another account "
    "(inferred; Microsoft's pages do not say it).";
const std::string_view kLinkedWithoutUacText =
    "EnableLinkedConnections means nothing while UAC is off: there is no second token to link.";
const std::string_view kNoUacText = "UAC is off: an administrator has one token and one session.";
const std::string_view kNoUacLaterText =
    "UAC is switched off at the next restart; until then this logon has two tokens and two sessions.";
const std::string_view kCredentialsText =
    "Elevation asks for credentials and makes a session that is not linked to the desktop's.";
const std::string_view kLegacyModeText = "Administrator protection is off.";
const std::string_view kProtectionText =
    "Administrator protection: an elevated program runs as another account, managed by the system, "
    "with a logon session and a profile of its own (Microsoft Learn, \"Administrator protection\"). "
    "So the drives of the desktop are not there, nor what the desktop's user has stored (inferred).";
const std::string_view kProtectionWithoutUacText =
    "Administrator protection is set, and means nothing while UAC is off.";
const std::string_view kProtectedDesktopText =
    "A desktop under Administrator protection: "
    "its programs and the elevated ones run as two accounts, each with drives of its own.";
const std::string_view kProtectionCureText =
    "Administrator protection is on: let each elevated program connect its drives itself, "
    "drivelaunch --config FILE -- PROGRAM. Give the drives credential = NAME there, "
    "because servers do not know the account it runs as (inferred). "
    "As whom a task with highest privileges runs then is not documented: taskxml probe shows it. "
    "A task of SYSTEM or of an account of its own does not depend on it.";
const std::string_view kNoStoredPasswordsText =
    "A policy forbids Windows to store passwords for the network: the Credential Manager keeps none, "
    "and a task cannot be registered with a password (reported with 0x80070520).";
const std::string_view kNoStoredPasswordsCureText =
    "The policy \"Network access: Do not allow storage of passwords and credentials for network authentication\" is on, "
    "so credential set --store account and cmdkey do not work. "
    "drivelaunch credential set NAME --user USER --server HOST does: it does not use Windows' store. "
    "A task needs an account without a stored password: "
    "SYSTEM, NETWORK SERVICE or a managed one, schtasks /change /tn NAME /ru SYSTEM.";
const std::string_view kSigningText =
    "Every SMB connection must be signed: guests, and servers that do not sign, are refused "
    "(1272, 3227320323).";
const std::string_view kNoSigningText = "SMB signing is not required by this machine.";
const std::string_view kSigningNotSetText =
    "Windows decides: signing is required since Windows 11 24H2 and Windows Server 2025.";
const std::string_view kGuestText = "A server may log this machine in as guest, unless signing is required.";
const std::string_view kNoGuestText =
    "A server that logs this machine in as guest is refused (1272): "
    "it needs an account, and the drive credential = NAME.";
const std::string_view kGuestNotSetText =
    "Windows decides by version and edition; Enterprise, Education and Server refuse guest logins.";
const std::string_view kBlockNtlmText =
    "SMB logs in by Kerberos only, but for the servers of block_ntlm_server_exception_list.";
const std::string_view kDenySendingText =
    "Windows logs in to no server by NTLM, but for those of client_allowed_ntlm_servers.";
const std::string_view kAuditSendingText = "Logins by NTLM are recorded in the event log, and allowed.";
const std::string_view kNoNtlmCureText =
    "NTLM is forbidden on this machine, and Kerberos needs the full name of a server of the domain: "
    "write path = \\\\server.domain.example\\share, no address and no alias. "
    "A local account of a server cannot log in then. "
    "Exceptions are made in the policies \"Block NTLM Server Exception List\" "
    "(Lanman Workstation) and \"Restrict NTLM: Add remote server exceptions for NTLM authentication\".";
const std::string_view kRememberedText =
    "a remembered drive is there only where somebody has connected it. "
    "drivelaunch capture writes it into a drives.ini.";
const std::string_view kRunText =
    "A run connects what is missing: drivelaunch check tries it now, as this account.";
const std::string_view kLinkedCureText =
    "EnableLinkedConnections = 1 (drivelaunch doctor --reg-file FILE) "
    "makes the two halves share drives after a restart. "
    "It weakens what separates elevated programs from the desktop, and does not help other users, SYSTEM, "
    "or tasks that run whether the user is logged on or not.";
const std::string_view kLinkedNoHelpText =
    "EnableLinkedConnections does not help here: "
    "it is for the two linked sessions of an administrator's desktop logon only.";
const std::string_view kRegFile = R"(Windows Registry Editor Version 5.00

; Written by drivelaunch doctor. WARNING: read this before you import it.
; With this value an administrator's desktop and elevated programs share drive letters, on the whole machine:
; a program that is not elevated can then choose what an elevated one finds behind a letter.
; It takes effect after a restart, for drives connected from then on. It does not help under "Prompt for
; credentials", under Administrator protection (TypeOfAdminApprovalMode = 2), for other users, for SYSTEM, or
; for tasks that run whether the user is logged on or not.
; To undo it, delete the value and restart.

[HKEY_LOCAL_MACHINE\SOFTWARE\Microsoft\Windows\CurrentVersion\Policies\System]
"EnableLinkedConnections"=dword:00000001
)";

}  // namespace launcher
