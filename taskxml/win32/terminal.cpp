#include "taskxml/source/terminal.hpp"

#include <windows.h>
// After windows.h, which it needs.
#include <shellapi.h>

#include <algorithm>
#include <array>

#include "launcher/text/text_encoding.hpp"
#include "taskxml/source/file.hpp"
#include "taskxml/win32/error_text.hpp"

namespace taskxml {
namespace {

bool is_console(HANDLE handle) {
  DWORD mode = 0;
  return GetConsoleMode(handle, &mode) != 0;
}

/// A console shows UTF-16 whatever its code page is. Bytes that are no UTF-8 go to it as they are.
bool write_to_console(HANDLE handle, std::string_view text) {
  if (launcher::find_invalid_utf8(text) != std::string_view::npos) return false;
  const std::u16string units = launcher::utf16_from_utf8(text);
  const std::wstring wide(units.begin(), units.end());
  // Older consoles take no more than some 32 KB at a time.
  for (std::size_t at = 0; at < wide.size();) {
    DWORD written = 0;
    const auto length = static_cast<DWORD>(std::min<std::size_t>(wide.size() - at, 8192));
    if (!WriteConsoleW(handle, wide.data() + at, length, &written, nullptr) || written == 0) return false;
    at += written;
  }
  return true;
}

/// The error, or 0.
DWORD write_all(HANDLE handle, std::string_view bytes) {
  if (is_console(handle) && write_to_console(handle, bytes)) return 0;
  while (!bytes.empty()) {
    DWORD written = 0;
    const auto length = static_cast<DWORD>(std::min<std::size_t>(bytes.size(), 1U << 20U));
    if (!WriteFile(handle, bytes.data(), length, &written, nullptr)) return GetLastError();
    bytes.remove_prefix(written);
  }
  return 0;
}

class StandardStreams : public Streams {
 public:
  std::string read_input() override {
    std::string bytes;
    std::array<char, 65536> buffer{};
    for (;;) {
      DWORD got = 0;
      if (!ReadFile(GetStdHandle(STD_INPUT_HANDLE), buffer.data(), static_cast<DWORD>(buffer.size()), &got,
                    nullptr)) {
        const DWORD error = GetLastError();
        if (error == ERROR_BROKEN_PIPE) return bytes;
        throw FileError("cannot read", "standard input", error_text(error));
      }
      if (got == 0) return bytes;
      bytes.append(buffer.data(), got);
      if (bytes.size() > kLargestFile) {
        throw FileError("cannot read", "standard input",
                        "it is larger than 256 MB, so it is not a task definition");
      }
    }
  }

  void write_output(std::string_view bytes) override {
    if (const DWORD error = write_all(GetStdHandle(STD_OUTPUT_HANDLE), bytes); error != 0) {
      throw FileError("cannot write", "standard output", error_text(error));
    }
  }

  void write_error(std::string_view text) override { write_all(GetStdHandle(STD_ERROR_HANDLE), text); }

  bool is_error_a_terminal() override {
    const HANDLE handle = GetStdHandle(STD_ERROR_HANDLE);
    DWORD mode = 0;
    // The progress line needs a console that understands escape sequences: Windows 10 and later.
    return GetConsoleMode(handle, &mode) && SetConsoleMode(handle, mode | ENABLE_VIRTUAL_TERMINAL_PROCESSING);
  }
};

}  // namespace

std::vector<std::string> program_arguments(int /*argc*/, char** /*argv*/) {
  // main's own are in the machine's code page before Windows 10 1903.
  int count = 0;
  wchar_t** const words = CommandLineToArgvW(GetCommandLineW(), &count);
  std::vector<std::string> arguments;
  for (int i = 1; i < count; ++i) {
    const std::wstring_view word = words[i];
    arguments.push_back(launcher::utf8_from_utf16(std::u16string(word.begin(), word.end())));
  }
  LocalFree(words);
  return arguments;
}

Streams& standard_streams() {
  static StandardStreams streams;
  return streams;
}

}  // namespace taskxml
