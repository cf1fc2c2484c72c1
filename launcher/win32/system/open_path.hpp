#pragma once

#include <windows.h>

#include <string>

#include "launcher/win32/system/handle.hpp"

/// The one place where the launcher opens files.
namespace launcher::win32 {

/// CreateFileW for what a path names, with share modes for everything. `flags` are dwFlagsAndAttributes. A
/// path can lead to a pipe whose server is somebody else's program: it may learn who this process is, but not
/// act as it (SECURITY_IDENTIFICATION; without SECURITY_SQOS_PRESENT a server may impersonate its client,
/// "Impersonation Levels (Authorization)"). Empty on failure, and GetLastError says why.
UniqueHandle open_path(const std::string& path, DWORD access, DWORD disposition, DWORD flags,
                       SECURITY_ATTRIBUTES* security = nullptr);

/// The same for a file that somebody else may have open for himself alone, as anybody who may read it can: tries
/// again for two seconds on a sharing violation.
UniqueHandle open_path_patiently(const std::string& path, DWORD access, DWORD disposition, DWORD flags);

/// Calls `act` until it returns anything but `busy`, for two seconds; returns what the last call did.
template <typename Act>
DWORD repeat_while(DWORD busy, Act act) {
  constexpr int kTries = 40;
  constexpr DWORD kPause = 50;
  for (int tries = 1;; ++tries) {
    const DWORD code = act();
    if (code != busy || tries == kTries) return code;
    Sleep(kPause);
  }
}

/// The same, but as long as it is open nobody can delete or rename what the path names.
UniqueHandle open_path_in_place(const std::string& path, DWORD access, DWORD disposition, DWORD flags,
                                SECURITY_ATTRIBUTES* security = nullptr);

/// The same for nobody else: with no share mode.
UniqueHandle open_path_alone(const std::string& path, DWORD access, DWORD disposition, DWORD flags,
                             SECURITY_ATTRIBUTES* security = nullptr);

}  // namespace launcher::win32
