#pragma once
#include <windows.h>

#include <string>

/// Security descriptors as text (SDDL, [MS-DTYP] 2.5.1).
namespace scheduler {

/// Throws Refused: E_INVALIDARG for what is none.
void check_descriptor(const std::wstring& sddl);

/// The parts that `info`, a SECURITY_INFORMATION, names. Throws Refused.
std::wstring select_parts(const std::wstring& sddl, SECURITY_INFORMATION info);

/// `fresh`, with the owner and the group of `before` where it has none. Throws as check_descriptor.
std::wstring keep_owner(const std::wstring& fresh, const std::wstring& before);

}  // namespace scheduler
