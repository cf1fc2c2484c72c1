#include "launcher/win32/network/letter_session.hpp"

#include <windows.h>

#include <algorithm>
#include <optional>

#include "launcher/base/error.hpp"
#include "launcher/base/failure.hpp"
#include "launcher/win32/system/handle.hpp"
#include "launcher/win32/system/system_error.hpp"

namespace launcher::win32 {
namespace {

std::optional<std::uint64_t> query_session(HANDLE token) {
  TOKEN_STATISTICS statistics{};
  DWORD size = 0;
  if (GetTokenInformation(token, TokenStatistics, &statistics, sizeof statistics, &size) == 0)
    return std::nullopt;
  const LUID& id = statistics.AuthenticationId;
  return (static_cast<std::uint64_t>(static_cast<std::uint32_t>(id.HighPart)) << 32U) | id.LowPart;
}

/// Microsoft support article 3035277.
bool are_linked_connections_enabled() {
  DWORD value = 0;
  DWORD size = sizeof value;
  return RegGetValueW(HKEY_LOCAL_MACHINE, L"SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Policies\\System",
                      L"EnableLinkedConnections", RRF_RT_REG_DWORD, nullptr, &value,
                      &size) == ERROR_SUCCESS &&
         value == 1;
}

/// The other half of an administrator's token. Without SeTcbPrivilege it is good for questions only, which is
/// enough.
std::optional<std::uint64_t> query_linked_session(HANDLE token) {
  TOKEN_LINKED_TOKEN linked{};
  DWORD size = 0;
  if (GetTokenInformation(token, TokenLinkedToken, &linked, sizeof linked, &size) == 0) return std::nullopt;
  const UniqueHandle owner = make_handle(linked.LinkedToken);
  return owner ? query_session(owner.get()) : std::nullopt;
}

}  // namespace

std::uint64_t query_letter_session() {
  // Good for questions, and needs no closing (GetCurrentProcessToken's page).
  const HANDLE token = GetCurrentProcessToken();
  const auto own = query_session(token);
  if (!own) {
    throw Error(describe_system_failure(
        "cannot find out the logon session of", "this process", last_result("GetTokenInformation"),
        "Run drivelaunch doctor as the account of the task, and report what it says of the session"));
  }
  if (!are_linked_connections_enabled()) return *own;
  const auto linked = query_linked_session(token);
  return linked ? std::min(*own, *linked) : *own;
}

std::vector<std::uint64_t> query_own_sessions() {
  const HANDLE token = GetCurrentProcessToken();
  std::vector<std::uint64_t> sessions;
  for (const auto& session : {query_session(token), query_linked_session(token)}) {
    if (session) sessions.push_back(*session);
  }
  return sessions;
}

}  // namespace launcher::win32
