#include "scheduler/descriptor.hpp"

#include <sddl.h>

#include "launcher/win32/system/handle.hpp"
#include "scheduler/refused.hpp"

namespace scheduler {
namespace {

using launcher::win32::UniqueLocalMemory;

UniqueLocalMemory<void> parse(const std::wstring& sddl) {
  PSECURITY_DESCRIPTOR descriptor = nullptr;
  if (!ConvertStringSecurityDescriptorToSecurityDescriptorW(sddl.c_str(), SDDL_REVISION_1, &descriptor,
                                                            nullptr)) {
    throw Refused(E_INVALIDARG);
  }
  return UniqueLocalMemory<void>(descriptor);
}

}  // namespace

void check_descriptor(const std::wstring& sddl) {
  parse(sddl);
}

std::wstring select_parts(const std::wstring& sddl, SECURITY_INFORMATION info) {
  const UniqueLocalMemory<void> descriptor = parse(sddl);
  wchar_t* text = nullptr;
  if (!ConvertSecurityDescriptorToStringSecurityDescriptorW(descriptor.get(), SDDL_REVISION_1, info, &text,
                                                            nullptr)) {
    throw Refused::win32(GetLastError());
  }
  const UniqueLocalMemory<wchar_t> owned(text);
  return text;
}

std::wstring keep_owner(const std::wstring& fresh, const std::wstring& before) {
  const UniqueLocalMemory<void> descriptor = parse(fresh);
  PSID owner = nullptr;
  BOOL is_default = FALSE;
  GetSecurityDescriptorOwner(descriptor.get(), &owner, &is_default);
  if (owner != nullptr || before.empty()) return fresh;
  return select_parts(before, OWNER_SECURITY_INFORMATION | GROUP_SECURITY_INFORMATION) + fresh;
}

}  // namespace scheduler
