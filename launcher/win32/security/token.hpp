#pragma once

#include <windows.h>

#include <optional>
#include <vector>

#include "launcher/win32/system/handle.hpp"

/// What a token says (GetTokenInformation). GetCurrentProcessToken gives one that is good for these questions and
/// needs no closing (its page).
namespace launcher::win32 {

/// Information of a fixed size. Empty when the call fails; GetLastError then says why.
template <typename Information>
std::optional<Information> query_token(HANDLE token, TOKEN_INFORMATION_CLASS kind) {
  Information information{};
  DWORD size = 0;
  if (GetTokenInformation(token, kind, &information, sizeof information, &size) == 0) return std::nullopt;
  return information;
}

/// Information that points into itself, such as TOKEN_GROUPS. Empty when the call fails; GetLastError then says
/// why.
std::vector<unsigned char> query_token_memory(HANDLE token, TOKEN_INFORMATION_CLASS kind);

/// The other half of an administrator's token; empty for an account that has only one. Without SeTcbPrivilege it
/// is good for questions only.
UniqueHandle query_linked_token(HANDLE token);

}  // namespace launcher::win32
