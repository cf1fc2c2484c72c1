#include "launcher/win32/protected_attributes.hpp"

#include <windows.h>

#include <aclapi.h>
#include <sddl.h>

#include "launcher/base/error.hpp"
#include "launcher/win32/system_error.hpp"

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
  PSID owner = nullptr;
  PACL list = nullptr;
  BOOL is_default = FALSE;
  BOOL is_present = FALSE;
  GetSecurityDescriptorOwner(descriptor_.get(), &owner, &is_default);
  GetSecurityDescriptorDacl(descriptor_.get(), &is_present, &list, &is_default);
  return SetSecurityInfo(
      object, SE_FILE_OBJECT,
      OWNER_SECURITY_INFORMATION | DACL_SECURITY_INFORMATION | PROTECTED_DACL_SECURITY_INFORMATION, owner,
      nullptr, list, nullptr);
}

}  // namespace launcher::win32
