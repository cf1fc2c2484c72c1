#include "launcher/win32/session.hpp"

#include <windows.h>

#include <fmt/format.h>

#include <optional>
#include <string>
#include <vector>

#include "launcher/win32/accounts.hpp"
#include "launcher/win32/handle.hpp"
#include "launcher/win32/wide_text.hpp"

namespace launcher::win32 {
namespace {

UniqueHandle open_own_token() {
  HANDLE token = nullptr;
  OpenProcessToken(GetCurrentProcess(), TOKEN_QUERY, &token);
  return make_handle(token);
}

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
  const UniqueHandle token = open_own_token();
  if (!token) return identity;
  const std::string session = query_session_name(token.get());
  if (!session.empty()) identity.session = session;
  identity.account = query_account(token.get());
  return identity;
}

std::string query_own_sid() {
  const UniqueHandle token = open_own_token();
  if (!token) return format_sid(nullptr);
  std::vector<unsigned char> user = query_user(token.get());
  return format_sid(sid_of(user));
}

bool is_elevated() {
  const UniqueHandle token = open_own_token();
  if (!token) return true;  // in doubt the careful way
  const auto elevation = query_token<TOKEN_ELEVATION>(token.get(), TokenElevation);
  return !elevation || elevation->TokenIsElevated != 0;
}

}  // namespace launcher::win32
