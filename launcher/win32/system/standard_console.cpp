#include "launcher/win32/system/standard_console.hpp"

#include <windows.h>

#include <string>

#include "launcher/win32/system/wide_text.hpp"

namespace launcher::win32 {
namespace {

void write(DWORD which, std::string_view text) {
  const HANDLE handle = GetStdHandle(which);
  if (handle == nullptr || handle == INVALID_HANDLE_VALUE) return;
  DWORD mode = 0;
  if (GetConsoleMode(handle, &mode) != 0) {
    const std::wstring wide = wide_from_wtf8(text);
    DWORD written = 0;
    WriteConsoleW(handle, wide.data(), static_cast<DWORD>(wide.size()), &written, nullptr);
    return;
  }
  while (!text.empty()) {
    DWORD written = 0;
    // A reader that has gone away does not end the run.
    if (WriteFile(handle, text.data(), static_cast<DWORD>(text.size()), &written, nullptr) == 0 ||
        written == 0)
      return;
    text.remove_prefix(written);
  }
}

}  // namespace

void StandardConsole::print(std::string_view text) {
  write(STD_OUTPUT_HANDLE, text);
}
void StandardConsole::print_error(std::string_view text) {
  write(STD_ERROR_HANDLE, text);
}

}  // namespace launcher::win32
