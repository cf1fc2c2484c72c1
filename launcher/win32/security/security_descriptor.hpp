#pragma once

#include <windows.h>

#include <string>

#include "launcher/win32/system/handle.hpp"

/// Owner and permissions as SDDL, for what is to be made or changed.
namespace launcher::win32 {

class SecurityDescriptor {
 public:
  /// Throws Error for SDDL that Windows does not take.
  explicit SecurityDescriptor(const std::string& sddl);

  /// For CreateFileW and CreateDirectoryW. Belongs to this object.
  SECURITY_ATTRIBUTES* attributes() { return &attributes_; }
  /// Its access list; belongs to this object.
  ACL* access_list() const;
  /// Gives an open object this owner and these permissions, and nothing to what is in it; the handle needs
  /// WRITE_DAC and WRITE_OWNER. Returns the system's code.
  DWORD apply_to(HANDLE object) const;

 private:
  UniqueLocalMemory<void> descriptor_;
  SECURITY_ATTRIBUTES attributes_{};
};

}  // namespace launcher::win32
