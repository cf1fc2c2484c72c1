#include "launcher/win32/credential/password_input.hpp"

#include <windows.h>

#include <atomic>
#include <stdexcept>

#include "launcher/base/error.hpp"
#include "launcher/win32/system/standard_console.hpp"
#include "launcher/win32/system/system_error.hpp"
#include "launcher/win32/system/wide_secret.hpp"

namespace launcher::win32 {
namespace {

constexpr const char* kWhat = "cannot read the password";
constexpr const char* kAdvice =
    "Type it when asked, or give it as one line of UTF-8: drivelaunch credential set ... < FILE";
/// More than the longest password in UTF-8, with byte order mark and line end.
constexpr std::size_t kLargestInput = 4 * kLongestPassword + 16;

[[noreturn]] void fail(const SystemResult& result) {
  throw Error(describe_system_failure(kWhat, "standard input", result, kAdvice));
}

/// The mode of the console's input, put back also when Ctrl-C ends the process.
class WithoutEcho {
 public:
  WithoutEcho(HANDLE console, DWORD mode) {
    saved_input = console;
    saved_mode = mode;
    SetConsoleCtrlHandler(&restore, TRUE);
    if (SetConsoleMode(
            console, (mode & ~DWORD{ENABLE_ECHO_INPUT}) | ENABLE_LINE_INPUT | ENABLE_PROCESSED_INPUT) == 0) {
      const SystemResult result = last_result("SetConsoleMode");
      SetConsoleCtrlHandler(&restore, FALSE);
      fail(result);
    }
  }
  ~WithoutEcho() {
    restore(0);
    SetConsoleCtrlHandler(&restore, FALSE);
  }
  WithoutEcho(const WithoutEcho&) = delete;
  WithoutEcho& operator=(const WithoutEcho&) = delete;

 private:
  static BOOL WINAPI restore(DWORD) {
    SetConsoleMode(saved_input, saved_mode);
    return FALSE;  // what Ctrl-C does otherwise, it does
  }
  static inline std::atomic<HANDLE> saved_input;
  static inline std::atomic<DWORD> saved_mode;
};

Secret read_console(HANDLE console, DWORD mode) {
  WideSecret line(kLargestInput);
  DWORD count = 0;
  {
    const WithoutEcho quiet(console, mode);
    if (ReadConsoleW(console, line.data(), static_cast<DWORD>(line.size()), &count, nullptr) == 0)
      fail(last_result("ReadConsoleW"));
  }
  return narrow(WideSecret(line.view().substr(0, count)));
}

Secret read_stream(HANDLE input) {
  Secret bytes(kLargestInput);
  std::size_t size = 0;
  while (size < bytes.size()) {
    DWORD count = 0;
    if (ReadFile(input, bytes.data() + size, static_cast<DWORD>(bytes.size() - size), &count, nullptr) == 0) {
      const SystemResult result = last_result("ReadFile");
      if (result.code == ERROR_BROKEN_PIPE) break;  // the writer has closed its end
      fail(result);
    }
    if (count == 0) break;
    size += count;
  }
  return Secret(bytes.view().substr(0, size));
}

}  // namespace

Secret StandardPasswordInput::read(const std::string& prompt) {
  const HANDLE input = GetStdHandle(STD_INPUT_HANDLE);
  if (input == nullptr || input == INVALID_HANDLE_VALUE)
    fail(make_result(ERROR_INVALID_HANDLE, "GetStdHandle"));
  Secret text;
  DWORD mode = 0;
  if (GetConsoleMode(input, &mode) != 0) {
    StandardConsole console;
    console.print_error(prompt);
    text = read_console(input, mode);
    console.print_error("\n");
  } else {
    text = read_stream(input);
  }
  try {
    return parse_password(text.view());
  } catch (const std::invalid_argument& reason) {
    throw Error(
        exit_code_from_win32(ERROR_INVALID_DATA),
        {.what = "bad password", .subject = "standard input", .text = reason.what(), .advice = kAdvice});
  }
}

}  // namespace launcher::win32
