#pragma once

#include <windows.h>

#include <string>
#include <vector>

#include "launcher/base/failure.hpp"

/// Owner and access list of what a handle is open to, with SIDs as text.
namespace launcher::win32 {

struct AllowedEntry {
  std::string sid;  ///< empty: an entry of a kind that is not understood
  DWORD mask = 0;   ///< generic rights are mapped to those of files
};

struct FileSecurity {
  std::string owner;
  std::vector<AllowedEntry> allowed;  ///< every entry that gives rights here and is not only inherited
  bool is_open_to_all = false;        ///< there is no access list at all
};

/// The handle needs READ_CONTROL.
SystemResult read_security(HANDLE handle, FileSecurity& security);

/// SYSTEM, Administrators and TrustedInstaller.
bool is_system_account(const std::string& sid);

}  // namespace launcher::win32
