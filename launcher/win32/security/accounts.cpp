#include "launcher/win32/security/accounts.hpp"

#include <windows.h>

#include <lm.h>
#include <sddl.h>

#include <array>
#include <memory>
#include <optional>
#include <set>
#include <type_traits>
#include <utility>

#include "launcher/base/error.hpp"
#include "launcher/win32/security/identity.hpp"
#include "launcher/win32/system/handle.hpp"
#include "launcher/win32/system/system_error.hpp"
#include "launcher/win32/system/system_library.hpp"
#include "launcher/win32/system/wide_text.hpp"

namespace launcher::win32 {
namespace {

using UniqueSid = UniqueLocalMemory<std::remove_pointer_t<PSID>>;

UniqueSid parse_sid(const std::string& text) {
  PSID sid = nullptr;
  ConvertStringSidToSidW(to_wide(text).c_str(), &sid);
  return UniqueSid(sid);
}

struct AccountName {
  std::wstring domain;
  std::wstring name;
};

std::optional<AccountName> look_up(const std::string& text) {
  const UniqueSid sid = parse_sid(text);
  if (!sid) return std::nullopt;
  std::array<wchar_t, 256> name{};
  std::array<wchar_t, 256> domain{};
  auto name_size = static_cast<DWORD>(name.size());
  auto domain_size = static_cast<DWORD>(domain.size());
  SID_NAME_USE use{};
  if (LookupAccountSidW(nullptr, sid.get(), name.data(), &name_size, domain.data(), &domain_size, &use) ==
      0) {
    return std::nullopt;
  }
  return AccountName{.domain = {domain.data(), domain_size}, .name = {name.data(), name_size}};
}

std::set<std::string> read_administrators() {
  std::set<std::string> members;
  const std::optional<AccountName> group = look_up("S-1-5-32-544");
  if (!group) return members;
  const auto get_members =
      find_system_function<decltype(&NetLocalGroupGetMembers)>(L"netapi32.dll", "NetLocalGroupGetMembers");
  const auto free_buffer =
      find_system_function<decltype(&NetApiBufferFree)>(L"netapi32.dll", "NetApiBufferFree");
  BYTE* buffer = nullptr;
  DWORD count = 0;
  DWORD total = 0;
  const NET_API_STATUS status =
      get_members(nullptr, group->name.c_str(), 0, &buffer, MAX_PREFERRED_LENGTH, &count, &total, nullptr);
  const std::unique_ptr<BYTE, decltype(free_buffer)> owner(buffer, free_buffer);
  if (status != NERR_Success || buffer == nullptr) return members;
  const auto* const entries = reinterpret_cast<const LOCALGROUP_MEMBERS_INFO_0*>(buffer);
  for (DWORD i = 0; i < count; ++i)
    members.insert(format_sid(entries[i].lgrmi0_sid));
  return members;
}

}  // namespace

std::string format_sid(PSID sid) {
  if (sid == nullptr) return "S-1-0-0";
  wchar_t* text = nullptr;
  if (ConvertSidToStringSidW(sid, &text) == 0) {
    throw Error(describe_system_failure("cannot read a security identifier", "SID",
                                        last_result("ConvertSidToStringSidW"),
                                        "Check the account of the task: whoami /user"));
  }
  const UniqueLocalMemory<wchar_t> owner(text);
  return to_utf8(text);
}

std::string find_account_sid(const std::string& account) {
  // Two letters would be understood as a SID, too, but mean an account of that name here.
  if (account.starts_with("S-1-")) {
    if (const UniqueSid sid = parse_sid(account)) return format_sid(sid.get());
  }
  std::array<BYTE, SECURITY_MAX_SID_SIZE> sid{};
  auto sid_size = static_cast<DWORD>(sid.size());
  std::array<wchar_t, 256> domain{};
  auto domain_size = static_cast<DWORD>(domain.size());
  SID_NAME_USE use{};
  if (LookupAccountNameW(nullptr, to_wide(account).c_str(), sid.data(), &sid_size, domain.data(),
                         &domain_size, &use) != 0) {
    return format_sid(sid.data());
  }
  throw Error(describe_system_failure(
      "cannot find the account", account, last_result("LookupAccountNameW"),
      "Write DOMAIN\\name, MACHINE\\name, or a SID; whoami /user shows the SID of an account"));
}

std::string find_account_name(const std::string& sid) {
  const std::optional<AccountName> account = look_up(sid);
  if (!account) return {};
  const std::string name = wtf8_from_wide(account->name);
  return account->domain.empty() ? name : wtf8_from_wide(account->domain) + "\\" + name;
}

TrustedAccounts make_trusted_accounts() {
  const auto members = std::make_shared<std::optional<std::set<std::string>>>();
  return {.own = query_own_sid(),
          .is_elevated = is_elevated(),
          .is_administrator = [members](const std::string& sid) {
            if (!*members) *members = read_administrators();
            return (*members)->contains(sid);
          }};
}

}  // namespace launcher::win32
