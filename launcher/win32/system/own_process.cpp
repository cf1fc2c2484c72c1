#include "launcher/win32/system/own_process.hpp"

#include <windows.h>

#include <cstdlib>
#include <string>

#include "launcher/win32/system/wide_text.hpp"

namespace launcher::win32 {

std::string read_command_line() {
  return wtf8_from_wide(GetCommandLineW());
}

std::string own_program_path() {
  std::wstring path(32768, L'\0');
  path.resize(GetModuleFileNameW(nullptr, path.data(), static_cast<DWORD>(path.size())));
  return to_utf8(path);
}

bool is_windowless_program() {
  // The loader maps the file's headers at the module's address (PE format, "Optional Header Windows-Specific
  // Fields").
  const auto* const module = reinterpret_cast<const unsigned char*>(GetModuleHandleW(nullptr));
  const auto* const dos_header = reinterpret_cast<const IMAGE_DOS_HEADER*>(module);
  const auto* const headers = reinterpret_cast<const IMAGE_NT_HEADERS*>(module + dos_header->e_lfanew);
  return headers->OptionalHeader.Subsystem == IMAGE_SUBSYSTEM_WINDOWS_GUI;
}

void end_process(ExitCode exit_code, bool call_left_behind) {
  if (call_left_behind) TerminateProcess(GetCurrentProcess(), exit_code);
  ExitProcess(exit_code);
}

}  // namespace launcher::win32
