#include "launcher/win32/system/secret_input.hpp"

#include <atomic>

#include "launcher/win32/system/system_error.hpp"
#include "launcher/win32/system/wide_secret.hpp"

namespace launcher::win32 {
namespace {

/// The mode of the console's input, put back also when Ctrl-C ends the process.
class WithoutEcho {
 public:
  WithoutEcho(HANDLE console, DWORD mode, const InputFailed& fail) {
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

}  // namespace

Secret read_hidden_line(HANDLE console, std::size_t longest, const InputFailed& fail) {
  WideSecret line(longest);
  DWORD mode = 0;
  DWORD count = 0;
  if (GetConsoleMode(console, &mode) == 0) fail(last_result("GetConsoleMode"));
  {
    const WithoutEcho quiet(console, mode, fail);
    if (ReadConsoleW(console, line.data(), static_cast<DWORD>(line.size()), &count, nullptr) == 0)
      fail(last_result("ReadConsoleW"));
  }
  return narrow(WideSecret(line.view().substr(0, count)));
}

Secret read_secret_stream(HANDLE input, std::size_t longest, const InputFailed& fail) {
  Secret bytes(longest);
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

}  // namespace launcher::win32
