// Uses the desktop of the rig's prefix for as long as the rig lives, and says "ready" when it is there.
//
// On a busy machine a desktop (explorer.exe /desktop) that was started for nobody was seen to end again. The
// next program that makes a window then starts a new one, which inherits the standard handles of that
// program: whoever waits for the end of its output would wait for as long as anything runs in the prefix.
#include <windows.h>

int main() {
  const HWND desktop = GetDesktopWindow();  // starts it, and waits until it is ready
  if (desktop == nullptr) return 1;
  constexpr char kReady[] = "ready\n";
  DWORD written = 0;
  if (WriteFile(GetStdHandle(STD_OUTPUT_HANDLE), kReady, sizeof kReady - 1, &written, nullptr) == 0) return 1;
  Sleep(INFINITE);
}
