#include "taskxml/win32/password_source.hpp"

#include <windows.h>

#include <string_view>

#include "launcher/base/error.hpp"
#include "launcher/win32/system/secret_input.hpp"
#include "launcher/win32/system/system_error.hpp"
#include "taskxml/source/terminal.hpp"

namespace taskxml {
namespace {

/// UTF-16 characters; passwords of Windows have at most 256 (LM20_PWLEN, "PWLEN").
constexpr std::size_t kLongestLine = 1024;
constexpr std::size_t kLargestInput = std::size_t{1} << 20U;

[[noreturn]] void fail(const launcher::SystemResult& result) {
  throw launcher::Error(launcher::describe_system_failure(
      "cannot read the password", "standard input", result,
      "Type it when asked, or give lines ACCOUNT=PASSWORD in UTF-8: taskxml wrap ... < FILE; "
      "--skip-passwords does without"));
}

HANDLE standard_input() {
  const HANDLE input = GetStdHandle(STD_INPUT_HANDLE);
  if (input == nullptr || input == INVALID_HANDLE_VALUE)
    fail(launcher::win32::make_result(ERROR_INVALID_HANDLE, "GetStdHandle"));
  return input;
}

}  // namespace

bool StandardPasswordSource::is_console() {
  DWORD mode = 0;
  return GetConsoleMode(GetStdHandle(STD_INPUT_HANDLE), &mode) != 0;
}

launcher::Secret StandardPasswordSource::ask(const std::string& prompt) {
  Streams& streams = standard_streams();
  streams.write_error(prompt);
  const launcher::Secret line = launcher::win32::read_hidden_line(standard_input(), kLongestLine, fail);
  streams.write_error("\n");
  std::string_view text = line.view();
  while (text.ends_with('\n') || text.ends_with('\r'))
    text.remove_suffix(1);
  return launcher::Secret(text);
}

launcher::Secret StandardPasswordSource::read_all() {
  launcher::Secret text = launcher::win32::read_secret_stream(standard_input(), kLargestInput + 1, fail);
  if (text.size() > kLargestInput) fail(launcher::win32::make_result(ERROR_FILE_TOO_LARGE, "ReadFile"));
  return text;
}

}  // namespace taskxml
