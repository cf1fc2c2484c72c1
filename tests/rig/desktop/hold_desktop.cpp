// Uses the desktop of the rig's prefix for as long as that lives, and says "ready" when it is there.
//
// A desktop (explorer.exe /desktop) that nobody uses ends after a second. The next program that makes a
// window then starts a new one, which inherits the standard handles of that program: whoever waits for the
// end of its output would wait for as long as anything runs in the prefix. Where the desktop ends all the
// same, this program ends, too, and the rig starts another one, with "again". That one ends a desktop which
// a program of COMMAND was quicker to start, and with it the wait for that program's output.
//
//   usage: hold_desktop.exe [again]
#include <windows.h>

#include <string_view>

namespace {

// Whenever a thread leaves the desktop, Wine 8 compares the threads that use it with those of explorer.exe
// (remove_desktop_user, server/winstation.c). A thread of explorer.exe that ends has left already and still
// counts there: a single thread of ours would make up for it, and the desktop would end.
constexpr int kThreads = 16;

DWORD WINAPI use_desktop(void* /*parameter*/) {
  Sleep(INFINITE);
  return 0;
}

bool is_again() {
  return std::wstring_view(GetCommandLineW()).ends_with(L" again");
}

/// 100 ns units; 0: not to be had.
ULONGLONG start_time(HANDLE process) {
  FILETIME start{};
  FILETIME end{};
  FILETIME kernel{};
  FILETIME user{};
  if (GetProcessTimes(process, &start, &end, &kernel, &user) == 0) return 0;
  return (static_cast<ULONGLONG>(start.dwHighDateTime) << 32U) | start.dwLowDateTime;
}

/// The process of the desktop window, or null. A desktop that starts slowly has none at first; one that was
/// killed while somebody uses it never has one again, and goes when its last user does.
HANDLE wait_for_owner(HWND desktop) {
  constexpr int kTries = 100;
  for (int i = 0; i < kTries && IsWindow(desktop) != 0; ++i) {
    DWORD id = 0;
    GetWindowThreadProcessId(desktop, &id);
    if (id != 0) return OpenProcess(SYNCHRONIZE | PROCESS_QUERY_INFORMATION | PROCESS_TERMINATE, FALSE, id);
    Sleep(50);
  }
  return nullptr;
}

bool say_ready() {
  constexpr std::string_view kReady = "ready\n";
  DWORD written = 0;
  return WriteFile(GetStdHandle(STD_OUTPUT_HANDLE), kReady.data(), static_cast<DWORD>(kReady.size()),
                   &written, nullptr) != 0;
}

}  // namespace

int main() {
  const HWND desktop = GetDesktopWindow();  // starts it, and waits until it is ready
  if (desktop == nullptr) return 1;
  for (int i = 1; i < kThreads; ++i) {
    if (CreateThread(nullptr, 0, use_desktop, nullptr, 0, nullptr) == nullptr) return 1;
  }
  if (!say_ready()) return 1;
  const HANDLE owner = wait_for_owner(desktop);
  if (owner == nullptr) return 0;
  const bool is_of_others = is_again() && start_time(owner) < start_time(GetCurrentProcess());
  if (is_of_others) TerminateProcess(owner, 0);
  WaitForSingleObject(owner, INFINITE);
}
