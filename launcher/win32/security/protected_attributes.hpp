#pragma once

#include <windows.h>

#include "launcher/win32/system/handle.hpp"

/// Owner and permissions as SDDL, for what is to be made or changed.
namespace launcher::win32 {

class ProtectedAttributes {
 public:
  /// `sddl` is one of ours. Throws Error.
  explicit ProtectedAttributes(const wchar_t* sddl);

  /// For CreateFileW and CreateDirectoryW. Belongs to this object.
  SECURITY_ATTRIBUTES* get() { return &attributes_; }
  /// Gives an open object this owner and these permissions, and nothing to what is in it; the handle needs
  /// WRITE_DAC and WRITE_OWNER.
  /// Returns the system's code.
  DWORD apply_to(HANDLE object) const;

 private:
  UniqueLocalMemory<void> descriptor_;
  SECURITY_ATTRIBUTES attributes_{};
};

}  // namespace launcher::win32
