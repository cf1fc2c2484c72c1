// Starts an action as Task Scheduler does: CreateProcessW with the line `"Command" Arguments` and the working
// directory. The action is a UTF-8 file of three lines: Command, Arguments, WorkingDirectory (may be empty).
// Prints the exit code, or why it was not started.
#include <windows.h>

#include <cstdio>
#include <fstream>
#include <string>

namespace {

std::wstring widen(const std::string& text) {
  const int size = MultiByteToWideChar(CP_UTF8, 0, text.data(), static_cast<int>(text.size()), nullptr, 0);
  std::wstring wide(static_cast<std::size_t>(size), L'\0');
  MultiByteToWideChar(CP_UTF8, 0, text.data(), static_cast<int>(text.size()), wide.data(), size);
  return wide;
}

}  // namespace

int main(int count, char** arguments) {
  std::ifstream file(count == 2 ? arguments[1] : "", std::ios::binary);
  std::string command;
  std::string tail;
  std::string directory;
  if (!std::getline(file, command) || !std::getline(file, tail)) {
    std::fputs("usage: start_action FILE\n", stderr);
    return 1;
  }
  std::getline(file, directory);
  std::wstring line = L"\"" + widen(command) + L"\" " + widen(tail);
  const std::wstring folder = widen(directory);
  STARTUPINFOW startup{};
  startup.cb = sizeof startup;
  PROCESS_INFORMATION process{};
  if (CreateProcessW(nullptr, line.data(), nullptr, nullptr, TRUE, 0, nullptr,
                     folder.empty() ? nullptr : folder.c_str(), &startup, &process) == 0) {
    std::printf("not started: Windows code %lu\n", GetLastError());
    return 0;
  }
  WaitForSingleObject(process.hProcess, INFINITE);
  DWORD code = 0;
  GetExitCodeProcess(process.hProcess, &code);
  std::printf("exit code 0x%08lX\n", code);
  CloseHandle(process.hThread);
  CloseHandle(process.hProcess);
  return 0;
}
