#include "launcher/command/help.hpp"

#include <fmt/format.h>

#include <string_view>

#include "launcher/base/invocation.hpp"

namespace launcher {
namespace {

constexpr std::string_view kIntroduction =
    R"(drivelaunch connects the network drives a program needs in the logon session it runs in, runs the
program, returns its exit code and disconnects the drives again. It is made to be the action of a task.

)";

constexpr std::string_view kEnd = R"(
Example:
  drivelaunch --drive S=\\fs01\projects --chdir "S:\jobs" -- "S:\tools\backup.exe" --full

The exit code is PROGRAM's. When PROGRAM was not started it is 0x80070000 plus the Windows code of the cause:
0x800700A0 bad command line, 0x8007000D drives.ini, 0x80070035 server not found, and so on (net helpmsg).
)";

constexpr std::string_view kCheck = R"(
Connects every drive as a run would, opens its folder for reading and for adding files, prints a table of
what works, and disconnects what it made. Nothing is created on a share. Run it as the account of the task.
The exit code is 0, or the one a run would end with.

)";

constexpr std::string_view kDoctor = R"(
Reports what this logon session is, which drives it has and is missing, which policies of this machine decide
about them, and what to do. With --config or --drive also what a run would do about each drive now. It
connects nothing and changes nothing.

  --reg-file FILE          writes a .reg file for EnableLinkedConnections, with a warning; not imported
)";

constexpr std::string_view kCapture = R"(
Prints the drives of this session as a drives.ini that a run accepts: those connected now, and those
remembered for the account. Passwords are not part of it.

)";

constexpr std::string_view kCredential = R"(
Keeps a user and a password under a name that drives.ini gives to a connection: credential = NAME.
set asks for the password without showing it, or reads one line of UTF-8 from standard input. It is used
for the servers of --server and for no other. For a credential that is there already, --user and --server
may be left out. A password is never an argument and is never shown.

  --user USER              DOMAIN\user, SERVER\user, user@domain or MicrosoftAccount\user@example.com
  --server HOST[,HOST]     the names of the servers as drives.ini spells them
  --allow ACCOUNT          lets the account of a task use the credential; may be repeated
  --store machine          encrypted below %ProgramData%\DriveLaunch\credentials, for SYSTEM, administrators
                           and the accounts of --allow; needs an elevated prompt. The default
  --store account          the Credential Manager of the account that runs this command, and of no other
)";

constexpr std::string_view kSetup = R"(
Makes the protected folders of DriveLaunch below %ProgramData% and registers the event source; needs an
elevated prompt, can be repeated. --remove takes the event source away, and keeps the folders with
drives.ini, logs and credentials.
)";

std::string_view details_of(Command command) {
  switch (command) {
    case Command::check:
      return kCheck;
    case Command::doctor:
      return kDoctor;
    case Command::capture:
      return kCapture;
    case Command::credential:
      return kCredential;
    case Command::setup:
      return kSetup;
    case Command::run:
      break;
  }
  return {};
}

std::string describe_option(const Option& option) {
  const std::string written = option.placeholder.empty()
                                  ? fmt::format("--{}", option.name)
                                  : fmt::format("--{} {}", option.name, option.placeholder);
  return fmt::format("  {:<24} {}\n", written, option.help);
}

/// Each line with two blanks before it.
std::string indent(std::string_view lines) {
  std::string text = "  ";
  for (const char c : lines)
    text += c == '\n' ? std::string("\n  ") : std::string(1, c);
  return text + "\n";
}

std::string describe_program() {
  std::string text(kIntroduction);
  for (const CommandWord& row : command_words())
    text += indent(row.syntax);
  text += "  drivelaunch help COMMAND | COMMAND /? | /? | version          -? -h --help mean /?\n\n";
  for (const CommandWord& row : command_words())
    text += fmt::format("  {:<24} {}\n", row.word, row.summary);
  text += "\nEverything after PROGRAM reaches it unchanged. Options of run:\n\n";
  for (const Option& option : invocation_options()) {
    if (!option.help.empty()) text += describe_option(option);
  }
  return text + std::string(kEnd);
}

}  // namespace

std::string help_text(std::optional<Command> command) {
  if (!command || *command == Command::run) return describe_program();
  const CommandWord& row = word_of(*command);
  std::string text = indent(row.syntax) + std::string(details_of(*command));
  for (const std::string_view name : row.options)
    text += describe_option(*find_option(name));
  return text;
}

}  // namespace launcher
