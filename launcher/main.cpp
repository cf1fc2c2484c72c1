#include <exception>
#include <string>

#include "launcher/base/command_line.hpp"
#include "launcher/base/error.hpp"
#include "launcher/base/invocation.hpp"
#include "launcher/base/version.hpp"
#include "launcher/run.hpp"
#include "launcher/win32/child_process.hpp"
#include "launcher/win32/known_folder.hpp"
#include "launcher/win32/log_file.hpp"
#include "launcher/win32/own_process.hpp"
#include "launcher/win32/program_files.hpp"
#include "launcher/win32/session.hpp"
#include "launcher/win32/smb_network.hpp"
#include "launcher/win32/standard_console.hpp"
#include "launcher/win32/system_library.hpp"
#include "launcher/win32/trusted_file.hpp"

namespace launcher {
namespace {

RunResult perform(const Invocation& invocation, win32::StandardConsole& console) {
  if (invocation.help) {
    console.print(help_text());
    return {};
  }
  if (invocation.version) {
    console.print(std::string("drivelaunch ") + kVersion + "\n");
    return {};
  }
  // A call that hangs goes on using these after the run: they live until the process ends.
  static win32::SmbNetwork network;
  static Log log;
  win32::SessionLetters letters;
  win32::LocalProgramFiles program_files;
  win32::JobProcessStarter processes;
  win32::LocalFileReader files;
  const RunServices services{
      .network = network,
      .letters = letters,
      .program_files = program_files,
      .processes = processes,
      .files = files,
      .console = console,
      .find_default_config = [] { return win32::program_data_folder() + "\\DriveLaunch\\drives.ini"; },
      .find_default_log = win32::find_default_log,
      .query_identity = win32::query_identity,
      .open_log = win32::open_log_file,
  };
  return run(invocation, services, log);
}

RunResult perform_reported(win32::StandardConsole& console) {
  try {
    win32::restrict_dll_search();
    const std::string line = win32::read_command_line();
    return perform(parse_invocation(skip_program_name(line)), console);
  } catch (const Error& error) {
    report_error(console, error.what());
    return {.exit_code = error.exit_code(), .call_left_behind = false};
  } catch (const std::exception& error) {
    report_error(console, std::string("internal error: ") + error.what() + ". Please report this.");
    return {.exit_code = exit_code_from_win32(win32_error::kInternalError), .call_left_behind = false};
  }
}

}  // namespace
}  // namespace launcher

int wmain() {
  static launcher::win32::StandardConsole console;
  const launcher::RunResult result = launcher::perform_reported(console);
  launcher::win32::end_process(result.exit_code, result.call_left_behind);
}
