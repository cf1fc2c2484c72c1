#include "launcher/win32/security/file_security.hpp"

#include <aclapi.h>
#include <sddl.h>

#include "launcher/base/error.hpp"
#include "launcher/win32/security/accounts.hpp"
#include "launcher/win32/system/system_error.hpp"
#include "launcher/win32/system/wide_text.hpp"

namespace launcher::win32 {
namespace {

DWORD map_rights(DWORD mask) {
  GENERIC_MAPPING mapping{.GenericRead = FILE_GENERIC_READ,
                          .GenericWrite = FILE_GENERIC_WRITE,
                          .GenericExecute = FILE_GENERIC_EXECUTE,
                          .GenericAll = FILE_ALL_ACCESS};
  MapGenericMask(&mask, &mapping);
  return mask;
}

}  // namespace

SystemResult read_security(HANDLE handle, FileSecurity& security) {
  PSID owner = nullptr;
  ACL* list = nullptr;
  PSECURITY_DESCRIPTOR descriptor = nullptr;
  const DWORD code =
      GetSecurityInfo(handle, SE_FILE_OBJECT, OWNER_SECURITY_INFORMATION | DACL_SECURITY_INFORMATION, &owner,
                      nullptr, &list, nullptr, &descriptor);
  const UniqueLocalMemory<void> memory(descriptor);
  if (code != ERROR_SUCCESS) return make_result(code, "GetSecurityInfo");
  security.owner = format_sid(owner);
  for (DWORD i = 0; list != nullptr && i < list->AceCount; ++i) {
    void* entry = nullptr;
    if (GetAce(list, i, &entry) == 0) return last_result("GetAce");
    const auto* const header = static_cast<const ACE_HEADER*>(entry);
    if ((header->AceFlags & INHERIT_ONLY_ACE) != 0 || header->AceType == ACCESS_DENIED_ACE_TYPE) continue;
    auto* const allowed = static_cast<ACCESS_ALLOWED_ACE*>(entry);
    const bool is_plain = header->AceType == ACCESS_ALLOWED_ACE_TYPE;
    security.allowed.push_back({.sid = is_plain ? format_sid(&allowed->SidStart) : std::string(),
                                .mask = map_rights(allowed->Mask)});
  }
  return {};
}

SecurityDescriptor::SecurityDescriptor(const std::string& sddl) {
  PSECURITY_DESCRIPTOR descriptor = nullptr;
  if (ConvertStringSecurityDescriptorToSecurityDescriptorW(to_wide(sddl).c_str(), SDDL_REVISION_1,
                                                           &descriptor, nullptr) == 0) {
    throw Error(describe_system_failure(
        "cannot make an access list", sddl,
        last_result("ConvertStringSecurityDescriptorToSecurityDescriptorW"),
        "Check the accounts that are allowed: drivelaunch credential list; whoami /user shows a SID"));
  }
  memory_.reset(descriptor);
  attributes_ = {.nLength = sizeof attributes_, .lpSecurityDescriptor = descriptor, .bInheritHandle = FALSE};
}

ACL* SecurityDescriptor::access_list() const {
  ACL* list = nullptr;
  BOOL is_present = FALSE;
  BOOL is_default = FALSE;
  GetSecurityDescriptorDacl(memory_.get(), &is_present, &list, &is_default);
  return list;
}

bool is_system_account(const std::string& sid) {
  return sid == "S-1-5-18" || sid == "S-1-5-32-544" ||
         sid == "S-1-5-80-956008885-3418522649-1831038044-1853292631-2271478464";
}

}  // namespace launcher::win32
