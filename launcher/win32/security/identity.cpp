#include "launcher/win32/security/identity.hpp"

#include <windows.h>

#include <utility>
#include <vector>

#include "launcher/win32/security/accounts.hpp"
#include "launcher/win32/security/logon_session.hpp"
#include "launcher/win32/security/token.hpp"

namespace launcher::win32 {

namespace {

LogIdentity look_up_identity() {
  LogIdentity identity{
      .process = GetCurrentProcessId(), .session = "unknown", .account = "unknown", .name = {}};
  if (const auto session = query_logon_session(GetCurrentProcessToken()))
    identity.session = format_logon_session(*session);
  if (std::string account = find_account_name(query_own_sid()); !account.empty())
    identity.account = std::move(account);
  return identity;
}

}  // namespace

LogIdentity query_identity() {
  static const LogIdentity identity = look_up_identity();
  return identity;
}

std::string query_own_sid() {
  static const std::string own = [] {
    const std::vector<unsigned char> user = query_token_memory(GetCurrentProcessToken(), TokenUser);
    return format_sid(user.empty() ? nullptr : reinterpret_cast<const TOKEN_USER*>(user.data())->User.Sid);
  }();
  return own;
}

bool is_elevated() {
  static const bool elevated = [] {
    const auto elevation = query_token<TOKEN_ELEVATION>(GetCurrentProcessToken(), TokenElevation);
    return !elevation || elevation->TokenIsElevated != 0;  // in doubt the careful way
  }();
  return elevated;
}

}  // namespace launcher::win32
