#pragma once
// What a Windows program needs to test against the rig: its variables, its fault plan, its login log, and the
// WNet calls as one-liners.
#include <windows.h>

#include <string>
#include <string_view>
#include <vector>

namespace rig {

/// Throws std::runtime_error that says how to run the program when with-rig.sh has not set the variable.
std::wstring read_variable(const wchar_t* name);

/// A path of the machine the rig runs on as a path of Windows. Under Wine Z: is the root of its files.
std::wstring to_windows_path(const std::wstring& path);

std::string read_file(const std::wstring& path);
void write_file(const std::wstring& path, std::string_view content);
bool file_exists(const std::wstring& path);

/// Replaces the fault plan; an empty text removes every fault.
void write_plan(std::string_view text);

/// One line per login so far, oldest first.
std::vector<std::string> read_logins();

/// WNetAddConnection2W at the SMB provider. An empty `local` means without a letter; null user and password
/// mean the session's own identity. Returns the Win32 code.
DWORD connect(const std::wstring& local, const std::wstring& remote, const wchar_t* user = nullptr,
              const wchar_t* password = nullptr, DWORD flags = CONNECT_TEMPORARY);

/// WNetCancelConnection2W. Returns the Win32 code.
DWORD disconnect(const std::wstring& name, bool force = false);

struct Connected {
  std::wstring local;  // empty: without a letter
  std::wstring remote;
};

/// WNetOpenEnumW(RESOURCE_CONNECTED) to its end. Throws std::runtime_error.
std::vector<Connected> list_connected();

/// A session without network connections and faults, for one test, and again after it.
class CleanSession {
 public:
  CleanSession() { clean(); }
  ~CleanSession() { clean(); }
  CleanSession(const CleanSession&) = delete;
  CleanSession& operator=(const CleanSession&) = delete;

 private:
  static void clean();
};

}  // namespace rig
