#include "launcher/help.hpp"

#include <fmt/format.h>

#include "launcher/base/invocation.hpp"

namespace launcher {

std::string help_text() {
  std::string text =
      "drivelaunch connects the network drives a program needs in the logon session it runs in, runs the "
      "program,\n"
      "returns its exit code and disconnects the drives again. It is made to be the action of a scheduled "
      "task.\n"
      "\n"
      "  drivelaunch [run] [options] -- PROGRAM [ARGUMENTS...]\n"
      "  drivelaunch check [--config FILE] [--only ...] [--drive ...] [--timeout T] [--log FILE] [--format "
      "text|json]\n"
      "  drivelaunch doctor [--config FILE] [--only ...] [--drive ...] [--format text|json] [--reg-file "
      "FILE]\n"
      "  drivelaunch capture [--only S,T]\n"
      "  drivelaunch credential set|list|remove|allow|deny ...     (drivelaunch credential --help)\n"
      "\n"
      "Everything after PROGRAM reaches it unchanged. check connects as a run would, prints a table of what "
      "works, and\n"
      "disconnects again. doctor tells what this session is, has and lacks; capture prints its drives as a "
      "drives.ini.\n"
      "\n";
  for (const Option& option : invocation_options()) {
    if (option.help.empty()) continue;
    const std::string written = option.placeholder.empty()
                                    ? fmt::format("--{}", option.name)
                                    : fmt::format("--{} {}", option.name, option.placeholder);
    text += fmt::format("  {:<24} {}\n", written, option.help);
  }
  return text +
         "\n"
         "Example:\n"
         "  drivelaunch --drive S=\\\\fs01\\projects --chdir \"S:\\jobs\" -- \"S:\\tools\\backup.exe\" "
         "--full\n"
         "\n"
         "The exit code is PROGRAM's. When PROGRAM was not started it is 0x80070000 plus the Windows code of "
         "the cause:\n"
         "0x800700A0 bad command line, 0x8007000D drives.ini, 0x80070035 server not found, and so on (net "
         "helpmsg).\n";
}

}  // namespace launcher
