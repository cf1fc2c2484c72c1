// Writes its own raw command line, as UTF-16LE, to the file named by DRIVELAUNCH_TEST_REPORT, and its working
// directory to the file named by DRIVELAUNCH_TEST_DIRECTORY, where there is such a variable. Takes no notice
// of its arguments, so that they can be anything.
#include <windows.h>

#include <cwchar>

namespace {

bool write_text(const wchar_t* path, const wchar_t* text) {
  const HANDLE file =
      CreateFileW(path, GENERIC_WRITE, 0, nullptr, CREATE_ALWAYS, FILE_ATTRIBUTE_NORMAL, nullptr);
  if (file == INVALID_HANDLE_VALUE) return false;
  const DWORD size = static_cast<DWORD>(std::wcslen(text) * sizeof(wchar_t));
  DWORD written = 0;
  const bool done = WriteFile(file, text, size, &written, nullptr) != 0 && written == size;
  CloseHandle(file);
  return done;
}

}  // namespace

int wmain() {
  wchar_t path[1024];
  wchar_t directory[1024];
  if (GetEnvironmentVariableW(L"DRIVELAUNCH_TEST_REPORT", path, 1024) == 0) return 100;
  if (!write_text(path, GetCommandLineW())) return 101;
  if (GetEnvironmentVariableW(L"DRIVELAUNCH_TEST_DIRECTORY", path, 1024) == 0) return 0;
  if (GetCurrentDirectoryW(1024, directory) == 0) return 102;
  return write_text(path, directory) ? 0 : 103;
}
