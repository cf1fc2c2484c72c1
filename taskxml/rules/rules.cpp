#include "taskxml/rules/rules.hpp"

#include <algorithm>
#include <array>
#include <stdexcept>
#include <string>

namespace taskxml {
namespace {

// Where each comes from: [MS-TSCH] 2.5 for the schema and the accounts; Windows docs "Defining an MS-DOS
// Device Name" and "Local and Global MS-DOS Device Names" for letters and logon sessions; KB 3035277 for
// EnableLinkedConnections.
constexpr auto kRules = std::to_array<Rule>({
    {"letter-directory", Severity::error, "the working directory is on a drive letter",
     "Task Scheduler enters the directory before it starts anything. "
     "Unless the task's own logon session has the letter, "
     "the task ends with 0x8007010B and none of its programs runs, not even one that would connect the drive.",
     "taskxml wrap moves it into --chdir, which is entered when the drives are there."},
    {"letter-system", Severity::error, "a task of SYSTEM uses a drive letter",
     "SYSTEM has no letters of its own: it sees disks of the machine and what SYSTEM itself has connected, "
     "never the drives of a user.",
     "taskxml wrap --drive S=\\\\server\\share connects the drive inside the task; "
     "the share must let the computer account in."},
    {"letter-service", Severity::error, "a task of a service account uses a drive letter",
     "LOCAL SERVICE and NETWORK SERVICE have logon sessions of their own, "
     "and a letter belongs to the logon session that connected it.",
     "taskxml wrap --drive S=\\\\server\\share connects the drive inside the task."},
    {"letter-batch", Severity::error, "a task that runs without its user's desktop uses a drive letter",
     "For such a task Task Scheduler logs the account on anew, "
     "and a letter belongs to the logon session that connected it. "
     "EnableLinkedConnections does not help: that session is not linked to the desktop's.",
     "taskxml wrap --drive S=\\\\server\\share connects the drive inside the task."},
    {"s4u-network", Severity::error, "a task that does not store its password uses the network",
     "With \"Do not store password\" (S4U) the task has access to local resources only: "
     "no server lets it in under its own identity.",
     "Store a password: schtasks /create /tn NAME /xml FILE /f /ru ACCOUNT /rp *, "
     "with LogonType Password in the file; or use a group managed service account."},
    {"directory-quotes", Severity::error, "the working directory has quotes",
     "A directory is taken as it is written, and no directory has a quote in its name: "
     "the task ends with 0x8007010B before any of its programs runs.",
     "Delete the quotes from WorkingDirectory (\"Start in\"); blanks need none."},
    {"directory-text", Severity::error,
     "the working directory has text that does not belong to a folder's path",
     "A directory is taken as it is written, arguments and line breaks behind it included: "
     "the task ends with 0x8007010B before any of its programs runs.",
     "Write only the folder into WorkingDirectory (\"Start in\"), "
     "and what belongs to the program into Arguments."},
    {"command-missing", Severity::error, "there is no Command",
     "The schema asks for one of 1 to 260 characters.",
     "Write the program into Command, or delete the Exec."},
    {"command-no-program", Severity::error, "the Command is not a file name",
     "Task Scheduler starts a file and does not know the operators of cmd.exe and PowerShell.",
     "Write the program into Command and the rest into Arguments."},
    {"element-length", Severity::error, "an element is longer or shorter than Task Scheduler takes",
     "The schema allows 1 to 260 characters for Command and WorkingDirectory. "
     "Remove an empty WorkingDirectory.",
     "Delete an empty WorkingDirectory; write a shorter path, subst and mklink /J make one."},
    {"line-length", Severity::error, "the command line is too long",
     "A command line has at most 32,766 characters, that of a batch file 8,191.",
     "Move what is in Arguments into a file or a script."},
    {"not-understood", Severity::error, "the action is not understood",
     "It starts drivelaunch, but not with a line drivelaunch reads, its elements are there twice, "
     "or one of them is in another namespace.",
     "Fix it, or restore the original with taskxml unwrap from the copy you kept."},
    {"launcher-letter", Severity::error, "the launcher or what it opens first is on a drive it is to connect",
     "Task Scheduler starts the launcher, and the launcher reads its drives.ini and opens its log, "
     "before any drive is there: the task does not start, or its log is not written.",
     "Put them on a local disk and wrap again: taskxml wrap --launcher PATH --config FILE --log FILE."},
    {"command-shortcut", Severity::error, "a wrapped action starts a shortcut",
     "Only the shell follows a shortcut; drivelaunch starts programs, and refuses it.",
     "Write the shortcut's target, which its Properties show, after -- in Arguments; "
     "or taskxml unwrap, and write it into Command."},
    {"principal-both", Severity::error, "a principal has both a user and a group",
     "Task Scheduler imports it only with one of them.", "Delete UserId or GroupId."},
    {"context-unknown", Severity::error, "Actions name a principal that is not there",
     "The Context of Actions must be the id of a Principal, or Task Scheduler does not import the task.",
     "Write the principal's id into Context."},
    {"too-many", Severity::error, "more actions or triggers than a task can have",
     "Task Scheduler takes 32 actions and 48 triggers.",
     "Split the task, and import each part: schtasks /create /tn NAME /xml FILE."},
    {"import-namespace", Severity::error, "the task has no namespace",
     "Task Scheduler does not import a Task that is not in its own namespace; "
     "only files of Group Policy have tasks without one.",
     "Write <Task version=\"1.2\" xmlns=\"http://schemas.microsoft.com/windows/2004/02/mit/task\">."},
    {"import-foreign", Severity::error, "an element is in another namespace than its task",
     "Task Scheduler does not import a definition with an element that is not in its own namespace "
     "(0x80041316, unexpected node); xmlns=\"\" puts the element and all in it into none.",
     "Delete the xmlns of that element: only <Task version=\"1.2\" xmlns=\"...\"> has one."},
    {"import-element", Severity::error,
     "an element is where the schema allows none, or missing where the schema needs one",
     "Task Scheduler does not import a definition with an element or a text its schema does not have there "
     "(0x80041316, unexpected node), nor one that lacks a part (0x80041319, missing node).",
     "Delete it, correct its name, or add what is missing; "
     "schtasks /query /tn NAME /xml shows how Task Scheduler writes a task."},
    {"import-value", Severity::error, "Task Scheduler does not take the value",
     "It does not import a definition with a value its schema does not have (0x80041318, invalid value).",
     "Write a value that the schema allows: the finding lists what it takes after the value, "
     "and schtasks /query /tn NAME /xml shows such values; or delete the element."},
    {"here-launcher-missing", Severity::error, "the launcher is not on this machine",
     "The Command of the wrapped action names a file that is not here.",
     "Copy drivelaunch.exe and drivelaunchw.exe to that place, "
     "or wrap again with taskxml wrap --launcher PATH."},
    {"here-config-missing", Severity::error, "the launcher's drives.ini is not on this machine",
     "The launcher would end with 0x8007000D.",
     "Put the file there, or wrap again with taskxml wrap --config FILE."},
    {"here-not-protected", Severity::error,
     "others could change the launcher or its drives.ini on this machine",
     "Whoever can change them decides what the task runs, "
     "so the launcher ends with 0x80070005 until that is fixed.",
     "Run the icacls or takeown commands named with it at an elevated prompt; "
     "drivelaunch setup makes folders that are protected."},

    {"letter-elevated", Severity::warning, "a task with highest privileges uses a drive letter",
     "An administrator has two logon sessions under UAC, "
     "and drives connected on the desktop are not in the elevated one. "
     "EnableLinkedConnections = 1 with a restart shares them, "
     "but not where the policy asks for credentials, "
     "nor (inferred, see administrator-protection) under Administrator protection.",
     "taskxml wrap --drive S=\\\\server\\share connects the drive inside the task; "
     "drivelaunch doctor shows how this machine is set."},
    {"local-service-network", Severity::warning, "a task of LOCAL SERVICE uses the network",
     "LOCAL SERVICE is anonymous for servers, and few let anonymous in.",
     "Run the task as NETWORK SERVICE, which is the computer account on the network, "
     "or as a user with LogonType Password."},
    {"directory-cmd-unc", Severity::warning, "cmd.exe is to start in a UNC directory",
     "cmd.exe takes no UNC path for its current directory; it says so and starts in the Windows directory.",
     "taskxml wrap --drive S=\\\\server\\share, with the folder on that letter as WorkingDirectory; "
     "or pushd in the script."},
    {"command-split", Severity::warning, "the Command ends where its path has a blank",
     "The rest of the path is in Arguments, as happens to a path without quotes in schtasks /tr. "
     "Windows tries C:\\Program.exe and so on before the real file.",
     "Write the whole path into Command."},
    {"command-quotes", Severity::warning, "the Command has quotes that can be read in more than one way",
     "What is started depends on who reads it.",
     "Put one pair of quotes around the path in Command, or none."},
    {"arguments-quote", Severity::warning, "a quote in Arguments is not closed",
     "Everything after it is one argument. Most often the end of the line was lost, "
     "as happens to quotes and to long lines in schtasks /create /tr.",
     "Write the whole line into Arguments, with the quote that closes it."},
    {"command-ps1", Severity::warning, "the Command is a PowerShell script",
     "A document is opened by its association, and that of .ps1 is an editor on most machines.",
     "Write powershell.exe into Command and -NoProfile -File \"SCRIPT\" into Arguments."},
    {"partly-wrapped", Severity::warning, "some actions are wrapped and some are not",
     "The actions run one after the other. The drives of a wrapped one are gone when it ends, "
     "so the others do not have them.",
     "taskxml wrap FILE wraps them all."},
    {"wrapped-letter", Severity::warning, "a wrapped action uses a letter its launcher does not connect",
     "The letter is neither in --drive nor in --only.",
     "Wrap again with taskxml wrap --only S,T or --drive S=\\\\server\\share."},
    {"wrapped-edited", Severity::warning, "a wrapped action was edited since it was wrapped",
     "What wrap noted about the original no longer fits, so the values that are there count. "
     "A WorkingDirectory is entered before the launcher starts; the program runs in --chdir.",
     "taskxml wrap FILE writes the action anew with these values; "
     "where two directories are named, delete one."},
    {"wrap-refused", Severity::warning, "taskxml wrap would refuse the action",
     "It could not be wrapped so that it certainly runs the same.",
     "Do what the message says; taskxml wrap --diff FILE shows the result."},
    {"import-encoding", Severity::warning, "schtasks does not import the file's encoding",
     "schtasks /create /xml takes UTF-16LE with a byte order mark, "
     "and refuses a file whose declaration says something else than its bytes.",
     "taskxml unwrap --encoding utf-16 -o NEW.xml FILE converts it; wrap takes the same option."},
    {"import-order", Severity::warning, "the elements of a trigger are not in the order of the schema",
     "The schema has StartBoundary, EndBoundary, then what belongs to that kind of trigger. "
     "Not every version of Windows insists on it, and not every tool that checks definitions.",
     "Bring them into that order; schtasks /query /tn NAME /xml shows how Task Scheduler writes them."},
    {"account-unknown", Severity::warning, "an account of Windows itself under a name that is not known here",
     "The name is below NT AUTHORITY, in the language of one Windows: another Windows does not know it "
     "(0x80070534), and what the task sees cannot be found out here.",
     "Write its SID into UserId: S-1-5-18 (SYSTEM), S-1-5-19 (LOCAL SERVICE) or S-1-5-20 (NETWORK SERVICE)."},
    {"battery-stop", Severity::warning, "the task is ended when the machine switches to battery power",
     "StopIfGoingOnBatteries is on, which is also what Task Scheduler takes when it is not there: "
     "a copy is cut off in the middle.",
     "Write <StopIfGoingOnBatteries>false</StopIfGoingOnBatteries> into Settings."},
    {"idle-stop", Severity::warning, "the task is ended when the machine is used again",
     "It runs only when the machine is idle, and StopOnIdleEnd is on: a copy is cut off in the middle.",
     "Write <StopOnIdleEnd>false</StopOnIdleEnd> into IdleSettings."},
    {"here-script-letters", Severity::warning, "a script on this machine mentions drive letters",
     "The definition does not show them, but the script needs them in the task's logon session.",
     "taskxml wrap with these drives, or write UNC paths in the script."},
    {"here-administrator-protection", Severity::warning,
     "this machine has Administrator protection, and a user's task has highest privileges",
     "TypeOfAdminApprovalMode is 2. "
     "An elevated program then runs as a hidden account that Windows manages, "
     "with a profile of its own (Microsoft, \"Administrator protection\"). "
     "What a task with highest privileges gets is not documented. "
     "Inferred: neither the drives of the desktop nor EnableLinkedConnections reach it, "
     "and a server sees another account than the user's.",
     "taskxml probe shows what the task gets. taskxml wrap with a credential of drives.ini, "
     "or SYSTEM or a managed service account as UserId, does not depend on it."},

    {"letter-group", Severity::note, "a task of a group uses a drive letter",
     "It runs on the desktop of the member who is logged on, who may have the letter or not.",
     "taskxml wrap --drive S=\\\\server\\share, if not everybody has it."},
    {"letter-desktop", Severity::note, "a task on somebody's desktop uses a drive letter",
     "It is there as long as that user has it connected, and the task runs only when the user is logged on.",
     "Nothing, if that is enough; else taskxml wrap --drive S=\\\\server\\share."},
    {"computer-account", Severity::note, "the server sees the computer account",
     "SYSTEM and NETWORK SERVICE have the name DOMAIN\\COMPUTER$ on the network; "
     "without a domain, none that a server would know.",
     "Give DOMAIN\\COMPUTER$ access to the share and to its files: "
     "icacls FOLDER /grant DOMAIN\\COMPUTER$:M."},
    {"share-address", Severity::note, "a server is named by its address",
     "Windows does not try Kerberos for an address, but NTLM, unless TryIPSPN is set (Microsoft, "
     "\"Configuring Kerberos over IP\"), and a domain or BlockNTLM may forbid NTLM.",
     "Write the full name of the server, in Arguments or in taskxml wrap --drive S=\\\\server\\share. "
     "Without a domain it is NTLM in any case."},
    {"administrator-protection", Severity::note,
     "a user's task has highest privileges, which Administrator protection changes",
     "Where that is on "
     "(Windows 11, policy \"Configure type of Admin Approval Mode\", off unless somebody switched it on), "
     "an elevated program runs as a hidden account that Windows manages, "
     "with a profile of its own (Microsoft, \"Administrator protection\"). "
     "What a task with highest privileges gets then is not documented. "
     "Inferred: neither the drives of the desktop nor EnableLinkedConnections reach it, "
     "and a server sees another account than the user's.",
     "taskxml diagnose --here on the machine of the task shows whether it is on, "
     "taskxml probe what the task gets."},
    {"group-identity", Severity::note, "the server sees the member of the group who is logged on",
     "A task of a group has no account of its own: it is that user on the network, "
     "with that user's rights to the share.",
     "Give the group access to the share and to its files: icacls FOLDER /grant GROUP:M."},
    {"system-letters-global", Severity::note, "letters that SYSTEM connects are seen by everybody",
     "They are made in the global namespace: every logon session sees them while the task runs, "
     "and two tasks of SYSTEM that want one letter for two shares get in each other's way.",
     "Choose letters nobody else uses, or run the task as another account: "
     "LogonType Password, or a group managed service account."},
    {"command-blanks", Severity::note, "the Command has blanks and no quotes",
     "Whoever starts it without naming the program separately tries C:\\Program.exe before C:\\Program Files\\...",
     "Nothing, if the path is complete. taskxml wrap writes it in quotes."},
    {"command-document", Severity::note, "the Command is a document",
     "It is opened with the program associated with it for the task's account, which need not be yours.",
     "Write the program into Command and the document into Arguments; "
     "for .vbs and .js cscript.exe, with //B //Nologo \"SCRIPT\", so that no window waits for somebody."},
    {"launcher-command", Severity::note, "the action runs a command of drivelaunch that starts no program",
     "So does what taskxml probe writes: it tries the drives and writes down what it found. "
     "wrap and unwrap leave it alone.",
     "Nothing; when a probe's log has been read: schtasks /delete /tn NAME."},
    {"connects-itself", Severity::note, "the action connects drives itself",
     "What it connects stays in the logon session until somebody disconnects it, "
     "and a failure is seen only if the action looks.",
     "taskxml wrap connects, checks and disconnects; take the connecting out of the action then."},
    {"substitution", Severity::note, "Task Scheduler changes the text before the program sees it",
     "$(Arg0), $(NAME) of an event query and $$ are substituted in Arguments and WorkingDirectory.",
     "Nothing, if that is meant; in Arguments a file name with $ is written $$."},
    {"time-limit", Severity::note, "the task is ended after its time limit",
     "Without an ExecutionTimeLimit it is 72 hours; PT0S means none. What is still running then is ended.",
     "Write the ExecutionTimeLimit that is meant into Settings: "
     "<ExecutionTimeLimit>PT0S</ExecutionTimeLimit>."},
    {"registration-trigger", Severity::note, "the task starts when it is imported",
     "It has a registration trigger, and schtasks /create /xml does not hold it back.",
     "Import when it may run, or write <Enabled>false</Enabled> into the RegistrationTrigger."},
    {"password-needed", Severity::note, "every import asks for the password again",
     "An update is a full registration, and the account stores a password.",
     "schtasks /create /tn NAME /xml FILE /f /ru ACCOUNT /rp * asks for it."},
    {"logon-type-obsolete", Severity::note, "InteractiveTokenOrPassword is no longer in use",
     "Windows 10 and later take it for Password.", "Write Password into LogonType."},
    {"account-language", Severity::note, "an account is named in one language of Windows",
     "The accounts and groups that every Windows has are called differently in each language, "
     "and Windows in another one does not know this name (0x80070534).",
     "Write the SID named with it into UserId or GroupId: every Windows knows it."},
    {"account-machine", Severity::note, "an account that other machines may not have",
     "A SID that begins with S-1-5-21 is that of one machine or of one domain, "
     "and the first part of the name looks like a machine: "
     "elsewhere the import ends with 0x80070534, or a trigger waits for nobody.",
     "Nothing, where it is imported on that machine or in that domain; "
     "else write an account of the domain as DOMAIN\\user, or name it at the import: "
     "schtasks /create /tn NAME /xml FILE /ru ACCOUNT."},
    {"here-local-disk", Severity::note, "the letter is a local disk of this machine",
     "Then every logon session has it, and no drive is missing.",
     "Nothing, where all machines are alike; taskxml diagnose without --here shows what holds for others."},
});

}  // namespace

std::span<const Rule> all_rules() {
  return kRules;
}

const Rule& find_rule(std::string_view id) {
  const auto found =
      std::find_if(kRules.begin(), kRules.end(), [&](const Rule& rule) { return rule.id == id; });
  if (found == kRules.end()) throw std::logic_error("no rule " + std::string(id));
  return *found;
}

std::string_view word_for(Severity severity) {
  return severity == Severity::error ? "error" : severity == Severity::warning ? "warning" : "note";
}

}  // namespace taskxml
