#include "taskxml/command/help.hpp"

#include <fmt/format.h>

#include "launcher/base/invocation.hpp"
#include "taskxml/command/options.hpp"

namespace taskxml {
namespace {

constexpr std::string_view kGeneral =
    R"(taskxml rewrites Task Scheduler definitions so that their actions run through drivelaunch, and back.

usage: taskxml wrap   [options] INPUT...    actions run through the launcher
       taskxml unwrap [options] INPUT...    actions as they were before
       taskxml show   [options] INPUT...    what every action starts
       taskxml diagnose [options] INPUT...  what will go wrong with a task's drives, and why
       taskxml probe  [options] INPUT       a task that tries the drives as the same account
       taskxml drives [-o FILE] FILE        a Group Policy Drives.xml or a .reg export as drives.ini
       taskxml report [options] INPUT...    the tasks of many machines on one page, and what has changed
       taskxml COMMAND --help | --help | --version          -h -? /? help version mean the same

INPUT is a file, a folder with all below it, or - for standard input: a task exported by Task Scheduler or
printed by schtasks /query /xml, or a Group Policy ScheduledTasks.xml. On Windows it is also a registered task,
tasks:\FOLDER\NAME, or all below a folder of tasks, tasks:\FOLDER.

exit codes: 0 done   1 --check: a file would change; diagnose: findings; report: something got worse;
            probe --run: the probe failed   2 a file or a task was refused and left as it is   3 usage
)";

constexpr std::string_view kOutput = R"(
Output: standard output for one INPUT, or
  -o FILE                  this file
  --output-dir DIR         every accepted file below DIR, changed or not
  --in-place               the file itself, in one step, with its owner and rights; a registered task is
                           registered anew, with the principal, rights and state it has
    --backup SUFFIX        files: keeps the old file under its name and SUFFIX
    --backup-dir DIR       tasks: where each definition is kept first, never over another one
                           (default: %ProgramData%\DriveLaunch\tasks)
    --skip-passwords       tasks: leaves those alone that store a password, and lists them; otherwise it is
                           asked for once an account, or read from standard input: lines ACCOUNT=PASSWORD
  --diff                   only prints a unified diff
  --check                  writes nothing; exit code 1: a file would change
  --encoding keep|utf-16   utf-16: UTF-16LE with byte order mark, which schtasks /create /xml takes
  --input-encoding cpNNN   the code page of 8-bit files that are not UTF-8
  --jobs N                 files at a time (default: one for each processor)

Which actions (a folder needs at least one; repeated = and, comma = or, two commas = one of the text; case is
ignored):
  --select all
  --select uses=S,T        a drive letter in Command, Arguments or WorkingDirectory
  --select command=GLOB    Command, or its file name
  --select name=GLOB       URI, else Group Policy name, else schtasks' comment before it, else relative path
  --select principal=GLOB  user or group
Tasks below \Microsoft\ are taken only when a name= matches them.
)";

constexpr std::string_view kWrap = R"(usage: taskxml wrap [options] INPUT...

Writes actions that start the launcher with the old Command, Arguments and WorkingDirectory in its Arguments.
Wrapping a wrapped action replaces the launcher's options. unwrap gives the old bytes back.

  --launcher PATH          the new Command; without it drivelaunch.exe, or drivelaunchw.exe for tasks on
                           somebody's desktop, in C:\Program Files\DriveLaunch

Written into the Arguments for the launcher:
)";

constexpr std::string_view kUnwrap = R"(usage: taskxml unwrap [options] INPUT...

Gives wrapped actions their old Command, Arguments and WorkingDirectory back; other actions stay.

  --from-backup            registered tasks: registers the definition that was kept first, whatever they have
                           now. Includes --in-place; with --diff or --check it registers nothing
)";

constexpr std::string_view kShow = R"(usage: taskxml show [options] INPUT...

Lists every action: wrapped or not, program, arguments, directory, drive letters, account. Tasks of Windows below
\Microsoft\ are listed where that folder is named: tasks:\Microsoft.

  --format text|json|csv
  --input-encoding cpNNN   the code page of 8-bit files that are not UTF-8
  --jobs N                 files at a time (default: one for each processor)
)";

constexpr std::string_view kDiagnose = R"(usage: taskxml diagnose [options] INPUT...

Says what will go wrong with the drives of every task, why, and what to do. Exit code 1: there is an error or
a warning; notes alone are 0.

  --here                   looks at this machine as well: local disks, scripts, launcher, drives.ini
  --format text|json|csv   text is grouped by finding
  --input-encoding cpNNN   the code page of 8-bit files that are not UTF-8
  --jobs N                 files at a time (default: one for each processor)
)";

constexpr std::string_view kReport = R"(usage: taskxml report [options] INPUT...

Writes one HTML page that needs nothing else: what is to be done first, machines, file servers, letters, accounts and
all tasks of the INPUTs. Of a folder, the folders in it are the machines. Exit code 1: something got worse since the
baseline.

  -o FILE                  this file; without it standard output
  --format html|json|csv
  --title TEXT             the heading of the page
  --baseline FILE          compares with that report, which --save-baseline or --format json wrote
  --save-baseline FILE     writes this report as JSON as well, for the next time
  --machine NAME           all tasks are of this machine
  --select EXPR            only tasks that have such an action; see taskxml wrap --help. Without it all, in files those
                           of Windows too
  --input-encoding cpNNN   the code page of 8-bit files that are not UTF-8
  --jobs N                 files at a time (default: one for each processor)
)";

constexpr std::string_view kProbe = R"(usage: taskxml probe [options] INPUT
       taskxml probe --run [--doctor] [options] tasks:\FOLDER\NAME

Writes the definition of a task with the same principal, no triggers, and drivelaunch check as its action: it
tries the drives as the very account of the task. For a wrapped task these are its drives; else those named
here, or drives.ini. Register it, start it, read its log; or let --run do all of it and print what it says.

  --run                    registers the probe as \DriveLaunch\probe-..., runs it, prints what it says, and
                           takes it away again; exit code 1: it failed
  --doctor                 with --run: drivelaunch doctor instead of check
  -o FILE                  this file; without it standard output
  --launcher PATH          the new Command; without it drivelaunch.exe in C:\Program Files\DriveLaunch
  --config FILE, --only S,T, --drive S=\\srv\share, --timeout 2m
                           passed on to check; --run waits a minute longer than --timeout (default: 5 minutes)
  --log FILE               without it and without --run %PUBLIC%\drivelaunch-probe.log
  --input-encoding cpNNN   the code page of an 8-bit file that is not UTF-8
)";

constexpr std::string_view kDrives = R"(usage: taskxml drives [-o FILE] FILE

Writes a drives.ini with the drives of a Group Policy Drives.xml, or of HKEY_CURRENT_USER\Network as regedit
exports it. What cannot be taken over is named in its comments. Passwords are never copied.

  -o FILE                  this file; without it standard output
  --input-encoding cpNNN   the code page of an 8-bit file that is not UTF-8
)";

std::string launcher_options() {
  std::string text;
  for (const launcher::Option& option : launcher::invocation_options()) {
    const bool is_ours = option.name == "help" || option.name == "version" || option.name == "dry-run";
    if (option.help.empty() || is_ours) continue;
    text += fmt::format(
        "  {:<24} {}\n",
        fmt::format("--{}{}{}", option.name, option.placeholder.empty() ? "" : " ", option.placeholder),
        option.help);
  }
  return text;
}

}  // namespace

std::string general_help() {
  return std::string(kGeneral);
}

std::string command_help(Command command) {
  switch (command) {
    case Command::wrap:
      return std::string(kWrap) + launcher_options() + std::string(kOutput);
    case Command::unwrap:
      return std::string(kUnwrap) + std::string(kOutput);
    case Command::show:
      return std::string(kShow);
    case Command::diagnose:
      return std::string(kDiagnose);
    case Command::probe:
      return std::string(kProbe);
    case Command::drives:
      return std::string(kDrives);
    case Command::report:
      return std::string(kReport);
    default:
      return general_help();
  }
}

}  // namespace taskxml
