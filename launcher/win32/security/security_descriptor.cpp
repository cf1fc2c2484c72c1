#include "launcher/win32/security/security_descriptor.hpp"

#include <windows.h>

#include <sddl.h>

#include "launcher/base/error.hpp"
#include "launcher/win32/system/system_error.hpp"
#include "launcher/win32/system/wide_text.hpp"

namespace launcher::win32 {

SecurityDescriptor::SecurityDescriptor(const std::string& sddl) {
  PSECURITY_DESCRIPTOR descriptor = nullptr;
  if (ConvertStringSecurityDescriptorToSecurityDescriptorW(to_wide(sddl).c_str(), SDDL_REVISION_1,
                                                           &descriptor, nullptr) == 0) {
    throw Error(describe_system_failure(
        "cannot make an access list", sddl,
        last_result("ConvertStringSecurityDescriptorToSecurityDescriptorW"),
        "Check the accounts in it: whoami /user shows a SID, drivelaunch credential list those that are allowed"));
  }
  descriptor_.reset(descriptor);
  attributes_ = {.nLength = sizeof attributes_, .lpSecurityDescriptor = descriptor, .bInheritHandle = FALSE};
}

ACL* SecurityDescriptor::access_list() const {
  ACL* list = nullptr;
  BOOL is_present = FALSE;
  BOOL is_default = FALSE;
  GetSecurityDescriptorDacl(descriptor_.get(), &is_present, &list, &is_default);
  return list;
}

DWORD SecurityDescriptor::apply_to(HANDLE object) const {
  // Not SetSecurityInfo, which gives what is inherited to everything in a folder ("Automatic Propagation of
  // Inheritable ACEs"): a hard link that somebody has put there is a file elsewhere.
  constexpr SECURITY_INFORMATION kAll =
      OWNER_SECURITY_INFORMATION | DACL_SECURITY_INFORMATION | PROTECTED_DACL_SECURITY_INFORMATION;
  return SetKernelObjectSecurity(object, kAll, descriptor_.get()) != 0 ? ERROR_SUCCESS : GetLastError();
}

}  // namespace launcher::win32
