#pragma once

#include <windows.h>

#include <optional>
#include <string>
#include <vector>

#include "launcher/base/failure.hpp"
#include "launcher/win32/system/handle.hpp"

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

/// A security descriptor from SDDL, for CreateFileW and CreateDirectoryW. Throws Error.
class SecurityDescriptor {
 public:
  explicit SecurityDescriptor(const std::string& sddl);
  SECURITY_ATTRIBUTES* attributes() { return &attributes_; }
  /// Its access list; belongs to this object.
  ACL* access_list() const;

 private:
  UniqueLocalMemory<void> memory_;
  SECURITY_ATTRIBUTES attributes_{};
};

/// SYSTEM, Administrators and TrustedInstaller.
bool is_system_account(const std::string& sid);

}  // namespace launcher::win32
