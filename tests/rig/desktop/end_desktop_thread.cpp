// Gives the owner of the desktop window a thread that ends after three seconds, and ends before it.
//
//   usage: end_desktop_thread.exe
//
// When that thread ends, nobody but the rig uses the desktop: what hold_desktop.cpp is made for.
#include <windows.h>

namespace {

void* sleep_function() {
  // At the same address in every process.
  return reinterpret_cast<void*>(GetProcAddress(GetModuleHandleW(L"kernel32.dll"), "Sleep"));
}

}  // namespace

int main() {
  constexpr ULONG_PTR kMilliseconds = 3000;
  DWORD owner = 0;
  if (GetWindowThreadProcessId(GetDesktopWindow(), &owner) == 0) return 1;
  const HANDLE process = OpenProcess(PROCESS_CREATE_THREAD | PROCESS_QUERY_INFORMATION |
                                         PROCESS_VM_OPERATION | PROCESS_VM_WRITE | PROCESS_VM_READ,
                                     FALSE, owner);
  if (process == nullptr) return 2;
  // NOLINTNEXTLINE(performance-no-int-to-ptr): a thread's parameter is a pointer, that of Sleep a number
  auto* const parameter = reinterpret_cast<void*>(kMilliseconds);
  auto* const start = reinterpret_cast<LPTHREAD_START_ROUTINE>(sleep_function());
  const HANDLE thread = CreateRemoteThread(process, nullptr, 0, start, parameter, 0, nullptr);
  return thread == nullptr ? 3 : 0;
}
