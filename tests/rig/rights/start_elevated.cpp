// Starts a program elevated, as an administrator's prompt does: with the other half of the logon where the session of the
// rig is the limited one (Wine 10.0), and as it is where that is elevated (Wine 8.0). Standard handles and environment
// are its own; the exit code is the program's, or 1 where it could not be started.
//
//   usage: start_elevated.exe PROGRAM [ARGUMENTS...]      PROGRAM: its path, also that of Linux
#include <windows.h>

#include <cstdio>
#include <exception>
#include <stdexcept>
#include <string>

#include "support/elevation.hpp"
#include "support/owned_handle.hpp"
#include "support/system_failure.hpp"

namespace {

/// `C:\a.exe` for `/home/a/.wine/drive_c/a.exe`, by a function that only Wine has; what is no path of Linux stays.
std::wstring windows_path(const wchar_t* path) {
  using GetDosFileName = wchar_t*(CDECL*)(const char*);
  const FARPROC found = GetProcAddress(GetModuleHandleW(L"kernel32.dll"), "wine_get_dos_file_name");
  if (*path != L'/' || found == nullptr) return path;
  char name[32768];
  if (WideCharToMultiByte(CP_UTF8, 0, path, -1, name, sizeof name, nullptr, nullptr) == 0)
    e2e::fail("cannot read the path");
  wchar_t* const converted = reinterpret_cast<GetDosFileName>(reinterpret_cast<void*>(found))(name);
  if (converted == nullptr) e2e::fail("no Windows path for what Linux calls so");
  std::wstring text = converted;
  HeapFree(GetProcessHeap(), 0, converted);
  return text;
}

/// What stands behind PROGRAM, as it is: quoting is not undone. Wine puts a word in quotes where it has a blank.
const wchar_t* skip_word(const wchar_t* line) {
  const wchar_t end = *line == L'"' ? L'"' : L' ';
  if (end == L'"') ++line;
  while (*line != L'\0' && *line != end)
    ++line;
  if (*line == L'"') ++line;
  while (*line == L' ')
    ++line;
  return line;
}

STARTUPINFOW own_streams() {
  STARTUPINFOW startup{};
  startup.cb = sizeof startup;
  startup.dwFlags = STARTF_USESTDHANDLES;
  startup.hStdInput = GetStdHandle(STD_INPUT_HANDLE);
  startup.hStdOutput = GetStdHandle(STD_OUTPUT_HANDLE);
  startup.hStdError = GetStdHandle(STD_ERROR_HANDLE);
  for (const HANDLE handle : {startup.hStdInput, startup.hStdOutput, startup.hStdError})
    SetHandleInformation(handle, HANDLE_FLAG_INHERIT, HANDLE_FLAG_INHERIT);
  return startup;
}

int start_and_wait(const std::wstring& program, const wchar_t* arguments) {
  const std::string missing = e2e::why_no_rights(e2e::Rights::elevated);
  if (!missing.empty()) throw std::runtime_error(missing);
  const e2e::OwnedHandle token = e2e::token_with(e2e::Rights::elevated);
  std::wstring line = L"\"" + program + L"\" " + arguments;
  STARTUPINFOW startup = own_streams();
  PROCESS_INFORMATION information{};
  const BOOL is_started = token ? CreateProcessAsUserW(token.get(), nullptr, line.data(), nullptr, nullptr,
                                                       TRUE, 0, nullptr, nullptr, &startup, &information)
                                : CreateProcessW(nullptr, line.data(), nullptr, nullptr, TRUE, 0, nullptr,
                                                 nullptr, &startup, &information);
  if (is_started == 0) e2e::fail("cannot start the program");
  CloseHandle(information.hThread);
  const e2e::OwnedHandle process = e2e::own(information.hProcess);
  WaitForSingleObject(process.get(), INFINITE);
  DWORD code = 0;
  if (GetExitCodeProcess(process.get(), &code) == 0) e2e::fail("cannot read the exit code");
  return static_cast<int>(code);
}

}  // namespace

int wmain(int count, wchar_t** words) {
  try {
    if (count < 2) throw std::runtime_error("usage: start_elevated.exe PROGRAM [ARGUMENTS...]");
    return start_and_wait(windows_path(words[1]), skip_word(skip_word(GetCommandLineW())));
  } catch (const std::exception& error) {
    std::fprintf(stderr, "start_elevated: %s\n", error.what());
    return 1;
  }
}
