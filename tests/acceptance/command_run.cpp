#include "acceptance/command_run.hpp"

#include <windows.h>

#include <utility>

#include "acceptance/local_files.hpp"
#include "launcher/base/error.hpp"
#include "launcher/base/failure.hpp"
#include "launcher/text/printable.hpp"
#include "launcher/win32/system/handle.hpp"
#include "launcher/win32/system/system_error.hpp"
#include "launcher/win32/system/wide_text.hpp"

namespace acceptance {
namespace {

using launcher::win32::last_result;
using launcher::win32::make_handle;
using launcher::win32::UniqueHandle;

constexpr std::chrono::minutes kPatience{2};
constexpr DWORD kPipeSize = 4096;

[[noreturn]] void fail(const char* what, const std::string& subject, const char* api) {
  throw launcher::Error(launcher::describe_system_failure(what, subject, last_result(api), ""));
}

void make_inheritable(HANDLE handle) {
  if (SetHandleInformation(handle, HANDLE_FLAG_INHERIT, HANDLE_FLAG_INHERIT) == 0)
    fail("cannot pass on", "a standard handle", "SetHandleInformation");
}

UniqueHandle open_output(const std::string& path) {
  UniqueHandle file = make_handle(CreateFileW(launcher::win32::to_wide(path).c_str(), GENERIC_WRITE,
                                              FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE, nullptr,
                                              CREATE_ALWAYS, FILE_ATTRIBUTE_NORMAL, nullptr));
  if (!file) fail("cannot make", path, "CreateFileW");
  make_inheritable(file.get());
  return file;
}

/// The end of a pipe that has everything in it already, and no writer any more.
UniqueHandle make_input(const launcher::Secret& text) {
  HANDLE read = nullptr;
  HANDLE write = nullptr;
  if (CreatePipe(&read, &write, nullptr, kPipeSize) == 0) fail("cannot make", "a pipe", "CreatePipe");
  UniqueHandle reader = make_handle(read);
  const UniqueHandle writer = make_handle(write);
  DWORD written = 0;
  if (text.size() > 0 &&
      WriteFile(writer.get(), text.view().data(), static_cast<DWORD>(text.size()), &written, nullptr) == 0)
    fail("cannot write to", "a pipe", "WriteFile");
  make_inheritable(reader.get());
  return reader;
}

/// Ends the program if it still runs.
class StartedProgram {
 public:
  StartedProgram(const std::string& line, HANDLE input, HANDLE output, HANDLE errors) {
    STARTUPINFOW startup{};
    startup.cb = sizeof startup;
    startup.dwFlags = STARTF_USESTDHANDLES;
    startup.hStdInput = input;
    startup.hStdOutput = output;
    startup.hStdError = errors;
    std::wstring wide = launcher::win32::to_wide(line);
    PROCESS_INFORMATION information{};
    if (CreateProcessW(nullptr, wide.data(), nullptr, nullptr, TRUE, CREATE_NO_WINDOW, nullptr, nullptr,
                       &startup, &information) == 0)
      fail("cannot start", line, "CreateProcessW");
    const UniqueHandle thread = make_handle(information.hThread);
    process_ = make_handle(information.hProcess);
  }
  ~StartedProgram() {
    if (!has_ended()) TerminateProcess(process_.get(), 1);
  }
  StartedProgram(const StartedProgram&) = delete;
  StartedProgram& operator=(const StartedProgram&) = delete;

  bool has_ended() const { return WaitForSingleObject(process_.get(), 0) == WAIT_OBJECT_0; }
  std::uint32_t exit_code() const {
    DWORD code = 0;
    if (GetExitCodeProcess(process_.get(), &code) == 0)
      fail("cannot read", "an exit code", "GetExitCodeProcess");
    return code;
  }

 private:
  UniqueHandle process_;
};

}  // namespace

CommandResult run_command_line(Machine& machine, const std::string& line, const launcher::Secret& input) {
  const std::string name = machine.file(machine.next_name());
  const std::string output = name + ".output";
  const std::string errors = name + ".errors";
  CommandResult result;
  {
    UniqueHandle in = make_input(input);
    UniqueHandle out = open_output(output);
    UniqueHandle err = open_output(errors);
    const StartedProgram program(line, in.get(), out.get(), err.get());
    in.reset();
    out.reset();
    err.reset();
    if (!machine.wait_until([&] { return program.has_ended(); }, kPatience))
      throw launcher::Error(
          {.what = "the program has not ended", .subject = line, .text = "within two minutes"});
    result.exit_code = program.exit_code();
  }
  result.output = read_file(output).value_or("");
  result.errors = read_file(errors).value_or("");
  return result;
}

CommandResult run_command(Machine& machine, const std::string& program, const std::string& arguments,
                          const launcher::Secret& input) {
  return run_command_line(machine, in_quotes(machine.program(program)) + ' ' + arguments, input);
}

std::string in_quotes(const std::string& path) {
  return '"' + path + '"';
}

std::string show_command(const CommandResult& result) {
  return launcher::on_one_line("exit code " + launcher::format_hex(result.exit_code) +
                               ", printed: " + result.output + result.errors);
}

}  // namespace acceptance
