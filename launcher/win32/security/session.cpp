#include "launcher/win32/security/session.hpp"

#include <windows.h>

#include <fmt/format.h>

#include <optional>
#include <string>
#include <vector>

#include "launcher/win32/security/accounts.hpp"
#include "launcher/win32/system/wide_text.hpp"

namespace launcher::win32 {
namespace {

template <typename Information>
std::optional<Information> query_token(HANDLE token, TOKEN_INFORMATION_CLASS kind) {
  Information information{};
  DWORD size = 0;
  if (GetTokenInformation(token, kind, &information, sizeof information, &size) == 0) return std::nullopt;
  return information;
}

/// A TOKEN_USER; empty when it cannot be found out.
std::vector<unsigned char> query_user(HANDLE token) {
  DWORD size = 0;
  GetTokenInformation(token, TokenUser, nullptr, 0, &size);
  std::vector<unsigned char> memory(size);
  if (size == 0 || GetTokenInformation(token, TokenUser, memory.data(), size, &size) == 0) return {};
  return memory;
}

PSID sid_of(std::vector<unsigned char>& user) {
  return user.empty() ? nullptr : reinterpret_cast<const TOKEN_USER*>(user.data())->User.Sid;
}

std::string query_account(HANDLE token) {
  std::vector<unsigned char> user = query_user(token);
  const PSID sid = sid_of(user);
  if (sid == nullptr) return "unknown";
  std::wstring name(256, L'\0');
  std::wstring domain(256, L'\0');
  auto name_size = static_cast<DWORD>(name.size());
  auto domain_size = static_cast<DWORD>(domain.size());
  SID_NAME_USE use{};
  if (LookupAccountSidW(nullptr, sid, name.data(), &name_size, domain.data(), &domain_size, &use) == 0) {
    return "unknown";
  }
  name.resize(name_size);
  domain.resize(domain_size);
  return wtf8_from_wide(domain) + "\\" + wtf8_from_wide(name);
}

}  // namespace

std::string query_session_name(HANDLE token) {
  const auto statistics = query_token<TOKEN_STATISTICS>(token, TokenStatistics);
  if (!statistics) return {};
  const LUID& id = statistics->AuthenticationId;
  return fmt::format(
      "0x{:x}", (static_cast<std::uint64_t>(static_cast<std::uint32_t>(id.HighPart)) << 32U) | id.LowPart);
}

LogIdentity query_identity() {
  LogIdentity identity{
      .process = GetCurrentProcessId(), .session = "unknown", .account = "unknown", .name = {}};
  // Good for questions, and needs no closing (GetCurrentProcessToken's page).
  const HANDLE token = GetCurrentProcessToken();
  const std::string session = query_session_name(token);
  if (!session.empty()) identity.session = session;
  identity.account = query_account(token);
  return identity;
}

std::string query_own_sid() {
  static const std::string own = [] {
    std::vector<unsigned char> user = query_user(GetCurrentProcessToken());
    return format_sid(sid_of(user));
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
