// A program that does what its arguments say, one after the other. Any failure ends it with the Win32 code.
//   exit CODE              ends with CODE (decimal or 0x)
//   copy FROM TO           copies a file
//   write FILE TEXT        writes TEXT to a new file
//   pour MEGABYTES         writes bytes of poured_byte, some to standard output, some to standard error
//   name-output            writes the name of the pipe or file that standard output is to it
//   relay                  copies standard input to standard output, writes its size to standard error
//   state FILE             writes what it was started with: directory, priority, show state, error mode,
//                          Ctrl-C, variables
//   sleep MS
//   wait FILE              waits until the file exists
//   watch FILE MS          opens the file again and again for that time; ends with 77 when that fails once
//   spawn VERBS... end     starts itself with VERBS and goes on; "spawn-detached" without console,
//                          "spawn-console" in a new one, "spawn-inherit" with its standard handles,
//                          "spawn-breakaway" outside its job, or inside where that is refused
//   go-on                  from now on a spawn that fails does not end it
//   pid FOLDER             makes an empty file named for its process id in FOLDER
//   break-save FILE        from now on Ctrl-Break makes it write FILE and end with code 23
//   break-ignore           from now on Ctrl-Break does nothing
//   interrupt-save FILE    from now on Ctrl-C makes it write FILE and end with code 26
//   end-save FILE          from now on the end of console or session makes it write FILE and end with code 25
//   send-event PROCESS N   sends event N of GenerateConsoleCtrlEvent to all on the console of that process
//   close-console PROCESS  closes the console window of that process, as a user does
//   crash                  an access violation
#include <windows.h>

#include <winternl.h>

#include <algorithm>
#include <cstdlib>
#include <cwchar>
#include <string>
#include <vector>

#include "tests/programs/poured_byte.hpp"

namespace {

using Words = std::vector<std::wstring>;

[[noreturn]] void fail() {
  const DWORD code = GetLastError();
  ExitProcess(code != 0 ? code : 1);
}

void write_file(const std::wstring& path, const std::string& bytes) {
  const HANDLE file = CreateFileW(path.c_str(), GENERIC_WRITE, FILE_SHARE_READ, nullptr, CREATE_ALWAYS,
                                  FILE_ATTRIBUTE_NORMAL, nullptr);
  if (file == INVALID_HANDLE_VALUE) fail();
  DWORD written = 0;
  if (WriteFile(file, bytes.data(), static_cast<DWORD>(bytes.size()), &written, nullptr) == 0) fail();
  CloseHandle(file);
}

std::string narrow(const std::wstring& text) {
  const int size = WideCharToMultiByte(CP_UTF8, 0, text.data(), static_cast<int>(text.size()), nullptr, 0,
                                       nullptr, nullptr);
  std::string bytes(static_cast<std::size_t>(size), '\0');
  WideCharToMultiByte(CP_UTF8, 0, text.data(), static_cast<int>(text.size()), bytes.data(), size, nullptr,
                      nullptr);
  return bytes;
}

void relay() {
  const HANDLE input = GetStdHandle(STD_INPUT_HANDLE);
  const HANDLE output = GetStdHandle(STD_OUTPUT_HANDLE);
  char buffer[65536];
  DWORD size = 0;
  unsigned long total = 0;
  while (ReadFile(input, buffer, sizeof buffer, &size, nullptr) != 0 && size != 0) {
    DWORD written = 0;
    if (WriteFile(output, buffer, size, &written, nullptr) == 0) fail();
    total += size;
  }
  const std::string count = std::to_string(total);
  DWORD written = 0;
  if (WriteFile(GetStdHandle(STD_ERROR_HANDLE), count.data(), static_cast<DWORD>(count.size()), &written,
                nullptr) == 0)
    fail();
}

void name_output() {
  const HANDLE output = GetStdHandle(STD_OUTPUT_HANDLE);
  alignas(FILE_NAME_INFO) unsigned char memory[sizeof(FILE_NAME_INFO) + 1024 * sizeof(wchar_t)];
  auto* const name = reinterpret_cast<FILE_NAME_INFO*>(memory);
  if (GetFileInformationByHandleEx(output, FileNameInfo, name, sizeof memory) == 0) fail();
  const std::string bytes = narrow(std::wstring(name->FileName, name->FileNameLength / sizeof(wchar_t)));
  DWORD written = 0;
  if (WriteFile(output, bytes.data(), static_cast<DWORD>(bytes.size()), &written, nullptr) == 0) fail();
}

/// In pieces of many sizes, by turns to standard output and error.
void pour(std::size_t megabytes) {
  std::string bytes;
  const std::size_t total = megabytes << 20U;
  const HANDLE streams[] = {GetStdHandle(STD_OUTPUT_HANDLE), GetStdHandle(STD_ERROR_HANDLE)};
  for (std::size_t at = 0, turn = 0; at < total; ++turn) {
    const std::size_t size = std::min(total - at, 1 + turn * 7919 % 8192);
    bytes.clear();
    for (std::size_t i = at; i < at + size; ++i)
      bytes += poured_byte(i);
    DWORD written = 0;
    if (WriteFile(streams[turn % 2], bytes.data(), static_cast<DWORD>(size), &written, nullptr) == 0 ||
        written != size)
      fail();
    at += size;
  }
}

/// Whether Ctrl-C is ignored, the setting of SetConsoleCtrlHandler(NULL, TRUE) that children inherit. There
/// is no documented way to ask; it is the first bit of ConsoleFlags, which follow the handle of the console
/// in the process parameters of every Windows since NT 4.
bool ignores_ctrl_c() {
  using GetCurrentPeb = PPEB(NTAPI*)();
  const auto get_current_peb = reinterpret_cast<GetCurrentPeb>(
      reinterpret_cast<void*>(GetProcAddress(GetModuleHandleW(L"ntdll.dll"), "RtlGetCurrentPeb")));
  const RTL_USER_PROCESS_PARAMETERS& parameters = *get_current_peb()->ProcessParameters;
  return (reinterpret_cast<ULONG_PTR>(parameters.Reserved2[1]) & 1) != 0;
}

void write_state(const std::wstring& path) {
  wchar_t directory[32768];
  GetCurrentDirectoryW(32768, directory);
  STARTUPINFOW startup{};
  startup.cb = sizeof startup;
  GetStartupInfoW(&startup);
  const bool shows = (startup.dwFlags & STARTF_USESHOWWINDOW) != 0;
  std::string state;
  state += "directory=" + narrow(directory) + "\n";
  state += "priority=" + std::to_string(GetPriorityClass(GetCurrentProcess())) + "\n";
  state += "show=" + (shows ? std::to_string(startup.wShowWindow) : "none") + "\n";
  state += "error-mode=" + std::to_string(GetErrorMode()) + "\n";
  state += std::string("ignores-ctrl-c=") + (ignores_ctrl_c() ? "yes" : "no") + "\n";
  wchar_t* const block = GetEnvironmentStringsW();
  for (const wchar_t* entry = block; *entry != L'\0'; entry += std::wcslen(entry) + 1)
    state += "environment " + narrow(entry) + "\n";
  FreeEnvironmentStringsW(block);
  write_file(path, state);
}

/// Ends the program with 77 when the file cannot be opened at any moment of that time.
void watch(const std::wstring& path, DWORD milliseconds) {
  const ULONGLONG end = GetTickCount64() + milliseconds;
  do {
    const HANDLE file =
        CreateFileW(path.c_str(), GENERIC_READ, FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE,
                    nullptr, OPEN_EXISTING, 0, nullptr);
    if (file == INVALID_HANDLE_VALUE) ExitProcess(77);
    CloseHandle(file);
    Sleep(15);
  } while (GetTickCount64() < end);
}

struct SaveAt {
  std::wstring file;
  DWORD code;
};
SaveAt at_break;
SaveAt at_interrupt;
SaveAt at_end;

BOOL WINAPI save_at_event(DWORD event) {
  const SaveAt& save = event == CTRL_BREAK_EVENT ? at_break : event == CTRL_C_EVENT ? at_interrupt : at_end;
  if (save.file.empty()) return FALSE;
  write_file(save.file, {});
  ExitProcess(save.code);
}

void save_at(SaveAt& save, const std::wstring& file, DWORD code) {
  save = {.file = file, .code = code};
  SetConsoleCtrlHandler(save_at_event, TRUE);
}

void attach_to_console(DWORD process) {
  FreeConsole();
  if (AttachConsole(process) == 0) fail();
}

void send_event(DWORD process, DWORD event) {
  attach_to_console(process);
  SetConsoleCtrlHandler(nullptr, TRUE);  // Ctrl-C reaches us as well
  if (GenerateConsoleCtrlEvent(event, 0) == 0) fail();
}

BOOL WINAPI ignore_break(DWORD event) {
  return event == CTRL_BREAK_EVENT ? TRUE : FALSE;
}

bool goes_on_without_children = false;

void spawn(const Words& words, std::size_t& at, DWORD flags, BOOL inherit = FALSE) {
  wchar_t self[32768];
  GetModuleFileNameW(nullptr, self, 32768);
  std::wstring line = L"\"" + std::wstring(self) + L"\"";
  int depth = 1;
  for (; at < words.size(); ++at) {
    if (words[at].starts_with(L"spawn")) ++depth;
    if (words[at] == L"end" && --depth == 0) break;
    line += L" \"" + words[at] + L"\"";
  }
  ++at;
  STARTUPINFOW startup{};
  startup.cb = sizeof startup;
  PROCESS_INFORMATION information{};
  const auto start = [&](DWORD with) {
    return CreateProcessW(self, line.data(), nullptr, nullptr, inherit, with, nullptr, nullptr, &startup,
                          &information) != 0;
  };
  if (!start(flags)) {
    const bool refused = (flags & CREATE_BREAKAWAY_FROM_JOB) != 0 && GetLastError() == ERROR_ACCESS_DENIED;
    if (!refused || !start(0)) {
      if (goes_on_without_children) return;
      fail();
    }
  }
  CloseHandle(information.hThread);
  CloseHandle(information.hProcess);
}

}  // namespace

int wmain(int count, wchar_t** arguments) {
  const Words words(arguments + 1, arguments + count);
  for (std::size_t at = 0; at < words.size();) {
    const std::wstring verb = words[at++];
    const auto next = [&] { return at < words.size() ? words[at++] : std::wstring(); };
    if (verb == L"exit") {
      ExitProcess(std::wcstoul(next().c_str(), nullptr, 0));
    } else if (verb == L"copy") {
      const std::wstring from = next();
      if (CopyFileW(from.c_str(), next().c_str(), FALSE) == 0) fail();
    } else if (verb == L"write") {
      const std::wstring path = next();
      write_file(path, narrow(next()));
    } else if (verb == L"name-output") {
      name_output();
    } else if (verb == L"relay") {
      relay();
    } else if (verb == L"pour") {
      pour(std::wcstoul(next().c_str(), nullptr, 0));
    } else if (verb == L"state") {
      write_state(next());
    } else if (verb == L"sleep") {
      Sleep(std::wcstoul(next().c_str(), nullptr, 0));
    } else if (verb == L"wait") {
      const std::wstring path = next();
      while (GetFileAttributesW(path.c_str()) == INVALID_FILE_ATTRIBUTES)
        Sleep(10);
    } else if (verb == L"watch") {
      const std::wstring path = next();
      watch(path, std::wcstoul(next().c_str(), nullptr, 0));
    } else if (verb == L"spawn") {
      spawn(words, at, 0);
    } else if (verb == L"spawn-inherit") {
      spawn(words, at, 0, TRUE);
    } else if (verb == L"spawn-detached") {
      spawn(words, at, DETACHED_PROCESS);
    } else if (verb == L"spawn-console") {
      spawn(words, at, CREATE_NEW_CONSOLE);
    } else if (verb == L"spawn-breakaway") {
      spawn(words, at, CREATE_BREAKAWAY_FROM_JOB);
    } else if (verb == L"go-on") {
      goes_on_without_children = true;
    } else if (verb == L"break-save") {
      save_at(at_break, next(), 23);
    } else if (verb == L"interrupt-save") {
      save_at(at_interrupt, next(), 26);
    } else if (verb == L"end-save") {
      save_at(at_end, next(), 25);
    } else if (verb == L"close-console") {
      attach_to_console(std::wcstoul(next().c_str(), nullptr, 0));
      if (PostMessageW(GetConsoleWindow(), WM_CLOSE, 0, 0) == 0) fail();
    } else if (verb == L"send-event") {
      const DWORD process = std::wcstoul(next().c_str(), nullptr, 0);
      send_event(process, std::wcstoul(next().c_str(), nullptr, 0));
    } else if (verb == L"break-ignore") {
      SetConsoleCtrlHandler(ignore_break, TRUE);
    } else if (verb == L"pid") {
      write_file(next() + L"\\" + std::to_wstring(GetCurrentProcessId()), {});
    } else if (verb == L"crash") {
      SetErrorMode(SEM_NOGPFAULTERRORBOX);  // no dialog
      RaiseException(STATUS_ACCESS_VIOLATION, EXCEPTION_NONCONTINUABLE, 0, nullptr);
    } else {
      return 99;
    }
  }
  return 0;
}
