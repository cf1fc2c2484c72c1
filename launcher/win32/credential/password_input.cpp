#include "launcher/win32/credential/password_input.hpp"

#include <windows.h>

#include <stdexcept>

#include "launcher/base/error.hpp"
#include "launcher/win32/system/secret_input.hpp"
#include "launcher/win32/system/standard_console.hpp"
#include "launcher/win32/system/system_error.hpp"

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
    text = read_hidden_line(input, kLargestInput, fail);
    console.print_error("\n");
  } else {
    text = read_secret_stream(input, kLargestInput, fail);
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
