// Writes its own raw command line, as UTF-16LE, to the file named by DRIVELAUNCH_TEST_REPORT. Takes no notice
// of its arguments, so that they can be anything.
#include <windows.h>

#include <cwchar>

int wmain() {
  wchar_t path[1024];
  if (GetEnvironmentVariableW(L"DRIVELAUNCH_TEST_REPORT", path, 1024) == 0) return 100;
  const HANDLE file =
      CreateFileW(path, GENERIC_WRITE, 0, nullptr, CREATE_ALWAYS, FILE_ATTRIBUTE_NORMAL, nullptr);
  if (file == INVALID_HANDLE_VALUE) return 101;
  const wchar_t* const line = GetCommandLineW();
  const DWORD size = static_cast<DWORD>(std::wcslen(line) * sizeof(wchar_t));
  DWORD written = 0;
  const bool done = WriteFile(file, line, size, &written, nullptr) != 0 && written == size;
  CloseHandle(file);
  return done ? 0 : 102;
}
