#include "launcher/win32/security/protected_attributes.hpp"

#include <windows.h>

#include <sddl.h>

#include "launcher/base/error.hpp"
#include "launcher/win32/system/system_error.hpp"

namespace launcher::win32 {

ProtectedAttributes::ProtectedAttributes(const wchar_t* sddl) {
  PSECURITY_DESCRIPTOR descriptor = nullptr;
  if (ConvertStringSecurityDescriptorToSecurityDescriptorW(sddl, SDDL_REVISION_1, &descriptor, nullptr) ==
      0) {
    throw Error(describe_system_failure("cannot make", "permissions",
                                        last_result("ConvertStringSecurityDescriptorToSecurityDescriptorW"),
                                        "Check the account of the task: whoami /user"));
  }
  descriptor_.reset(descriptor);
  attributes_ = {.nLength = sizeof attributes_, .lpSecurityDescriptor = descriptor, .bInheritHandle = FALSE};
}

DWORD ProtectedAttributes::apply_to(HANDLE object) const {
  // Not SetSecurityInfo, which gives what is inherited to everything in a folder ("Automatic Propagation of
  // Inheritable ACEs"): a hard link that somebody has put there is a file elsewhere.
  constexpr SECURITY_INFORMATION kAll =
      OWNER_SECURITY_INFORMATION | DACL_SECURITY_INFORMATION | PROTECTED_DACL_SECURITY_INFORMATION;
  return SetKernelObjectSecurity(object, kAll, descriptor_.get()) != 0 ? ERROR_SUCCESS : GetLastError();
}

}  // namespace launcher::win32
