#include "launcher/win32/security/file_security.hpp"

#include <aclapi.h>

#include "launcher/win32/security/accounts.hpp"
#include "launcher/win32/system/handle.hpp"
#include "launcher/win32/system/system_error.hpp"

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

bool is_system_account(const std::string& sid) {
  return sid == "S-1-5-18" || sid == "S-1-5-32-544" ||
         sid == "S-1-5-80-956008885-3418522649-1831038044-1853292631-2271478464";
}

}  // namespace launcher::win32
