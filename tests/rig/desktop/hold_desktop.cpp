// Uses the desktop of the rig's prefix for as long as the rig lives, and says "ready" when it is there.
//
// A desktop (explorer.exe /desktop) that nobody uses ends after a second. The next program that makes a
// window then starts a new one, which inherits the standard handles of that program: whoever waits for the
// end of its output would wait for as long as anything runs in the prefix.
#include <windows.h>

namespace {

// Whenever a thread leaves the desktop, Wine 8 compares the threads that use it with those of explorer.exe
// (remove_desktop_user, server/winstation.c). A thread of explorer.exe that ends has left already and still
// counts there: a single thread of ours would make up for it, and the desktop would end.
constexpr int kThreads = 16;

DWORD WINAPI use_desktop(void* /*parameter*/) {
  Sleep(INFINITE);
  return 0;
}

}  // namespace

int main() {
  const HWND desktop = GetDesktopWindow();  // starts it, and waits until it is ready
  if (desktop == nullptr) return 1;
  for (int i = 1; i < kThreads; ++i) {
    if (CreateThread(nullptr, 0, use_desktop, nullptr, 0, nullptr) == nullptr) return 1;
  }
  constexpr char kReady[] = "ready\n";
  DWORD written = 0;
  if (WriteFile(GetStdHandle(STD_OUTPUT_HANDLE), kReady, sizeof kReady - 1, &written, nullptr) == 0) return 1;
  Sleep(INFINITE);
}
