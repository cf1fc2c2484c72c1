#include "support/elevation.hpp"

#include <windows.h>

#include "support/system_failure.hpp"

namespace e2e {
namespace {

OwnedHandle own_token() {
  HANDLE token = nullptr;
  if (OpenProcessToken(GetCurrentProcess(), TOKEN_QUERY | TOKEN_DUPLICATE, &token) == 0)
    fail("cannot open the token");
  return own(token);
}

bool has_rights(Rights rights) {
  return rights == Rights::own || (rights == Rights::elevated) == is_elevated();
}

}  // namespace

bool is_elevated() {
  TOKEN_ELEVATION elevation{};
  DWORD size = 0;
  if (GetTokenInformation(own_token().get(), TokenElevation, &elevation, sizeof elevation, &size) == 0)
    fail("cannot read the token");
  return elevation.TokenIsElevated != 0;
}

OwnedHandle token_with(Rights rights) {
  if (has_rights(rights)) return {};
  TOKEN_LINKED_TOKEN linked{};
  DWORD size = 0;
  if (GetTokenInformation(own_token().get(), TokenLinkedToken, &linked, sizeof linked, &size) == 0) return {};
  const OwnedHandle other = own(linked.LinkedToken);
  // Windows gives whoever is not SYSTEM a token to look at only, from which no primary one can be made.
  HANDLE primary = nullptr;
  if (DuplicateTokenEx(other.get(), TOKEN_ALL_ACCESS, nullptr, SecurityImpersonation, TokenPrimary,
                       &primary) == 0)
    return {};
  return own(primary);
}

std::string why_no_rights(Rights rights) {
  if (has_rights(rights) || token_with(rights)) return {};
  return rights == Rights::elevated
             ? "the session is not elevated, and its other half cannot be used: start the tests elevated"
             : "the session is elevated, and has no limited half that can be used";
}

}  // namespace e2e
