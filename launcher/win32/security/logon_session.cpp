#include "launcher/win32/security/logon_session.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "launcher/base/error.hpp"
#include "launcher/base/failure.hpp"
#include "launcher/win32/security/token.hpp"
#include "launcher/win32/system/system_error.hpp"

namespace launcher::win32 {
namespace {

/// Microsoft support article 3035277.
bool are_linked_connections_enabled() {
  DWORD value = 0;
  DWORD size = sizeof value;
  return RegGetValueW(HKEY_LOCAL_MACHINE, L"SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Policies\\System",
                      L"EnableLinkedConnections", RRF_RT_REG_DWORD, nullptr, &value,
                      &size) == ERROR_SUCCESS &&
         value == 1;
}

}  // namespace

std::optional<std::uint64_t> query_logon_session(HANDLE token) {
  const auto statistics = query_token<TOKEN_STATISTICS>(token, TokenStatistics);
  if (!statistics) return std::nullopt;
  const LUID& id = statistics->AuthenticationId;
  return (static_cast<std::uint64_t>(static_cast<std::uint32_t>(id.HighPart)) << 32U) | id.LowPart;
}

std::optional<std::uint64_t> query_linked_logon_session(HANDLE token) {
  const UniqueHandle linked = query_linked_token(token);
  return linked ? query_logon_session(linked.get()) : std::nullopt;
}

std::string format_logon_session(std::uint64_t session) {
  return fmt::format("{:#x}", session);
}

std::uint64_t query_letter_session() {
  const HANDLE token = GetCurrentProcessToken();
  const auto own = query_logon_session(token);
  if (!own) {
    throw Error(describe_system_failure(
        "cannot find out the logon session of", "this process", last_result("GetTokenInformation"),
        "Run drivelaunch doctor as the account of the task, and report what it says of the session"));
  }
  if (!are_linked_connections_enabled()) return *own;
  const auto linked = query_linked_logon_session(token);
  return linked ? std::min(*own, *linked) : *own;
}

std::vector<std::uint64_t> query_own_sessions() {
  const HANDLE token = GetCurrentProcessToken();
  std::vector<std::uint64_t> sessions;
  for (const auto& session : {query_logon_session(token), query_linked_logon_session(token)}) {
    if (session) sessions.push_back(*session);
  }
  return sessions;
}

}  // namespace launcher::win32
