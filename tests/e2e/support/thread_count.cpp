#include "support/thread_count.hpp"

#include <algorithm>
#include <string>

#include "support/owned_handle.hpp"
#include "support/system_failure.hpp"

namespace e2e {
namespace {

constexpr DWORD kSilence = 60'000;

}  // namespace

ThreadCount count_threads(const ProcessRequest& request) {
  STARTUPINFOW startup{};
  startup.cb = sizeof startup;
  std::wstring line = request.line;
  PROCESS_INFORMATION information{};
  if (CreateProcessW(nullptr, line.data(), nullptr, nullptr, FALSE, DEBUG_ONLY_THIS_PROCESS, nullptr, nullptr,
                     &startup, &information) == 0) {
    fail("cannot debug the program");
  }
  const OwnedHandle process = own(information.hProcess);
  const OwnedHandle thread = own(information.hThread);
  ThreadCount count;
  std::size_t threads = 0;
  for (;;) {
    DEBUG_EVENT event{};
    if (WaitForDebugEvent(&event, kSilence) == 0) {
      const DWORD code = GetLastError();
      TerminateProcess(process.get(), 1);
      fail("the debugged program says nothing", code);
    }
    DWORD answer = DBG_CONTINUE;
    switch (event.dwDebugEventCode) {
      case CREATE_PROCESS_DEBUG_EVENT:
        if (event.u.CreateProcessInfo.hFile != nullptr) CloseHandle(event.u.CreateProcessInfo.hFile);
        ++threads;
        break;
      case CREATE_THREAD_DEBUG_EVENT:
        ++threads;
        break;
      case EXIT_THREAD_DEBUG_EVENT:
        --threads;
        break;
      case LOAD_DLL_DEBUG_EVENT:
        if (event.u.LoadDll.hFile != nullptr) CloseHandle(event.u.LoadDll.hFile);
        break;
      case EXCEPTION_DEBUG_EVENT:
        // The system's own breakpoint shows the debugger that all is loaded.
        if (event.u.Exception.ExceptionRecord.ExceptionCode != EXCEPTION_BREAKPOINT)
          answer = DBG_EXCEPTION_NOT_HANDLED;
        break;
      case EXIT_PROCESS_DEBUG_EVENT:
        count.exit_code = event.u.ExitProcess.dwExitCode;
        break;
      default:
        break;
    }
    count.most_at_once = std::max(count.most_at_once, threads);
    ContinueDebugEvent(event.dwProcessId, event.dwThreadId, answer);
    if (event.dwDebugEventCode == EXIT_PROCESS_DEBUG_EVENT) return count;
  }
}

}  // namespace e2e
