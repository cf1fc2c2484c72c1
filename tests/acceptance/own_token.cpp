#include "acceptance/own_token.hpp"

#include <windows.h>

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <vector>

#include "launcher/base/error.hpp"
#include "launcher/base/failure.hpp"
#include "launcher/win32/security/accounts.hpp"
#include "launcher/win32/system/handle.hpp"
#include "launcher/win32/system/system_error.hpp"

namespace acceptance {
namespace {

using launcher::win32::last_result;
using launcher::win32::UniqueHandle;

[[noreturn]] void fail(const char* api) {
  throw launcher::Error(
      launcher::describe_system_failure("cannot read", "the token of this process", last_result(api), ""));
}

UniqueHandle open_own_token(DWORD access) {
  HANDLE token = nullptr;
  if (OpenProcessToken(GetCurrentProcess(), access, &token) == 0) fail("OpenProcessToken");
  return UniqueHandle(token);
}

std::vector<std::byte> read(HANDLE token, TOKEN_INFORMATION_CLASS kind) {
  DWORD size = 0;
  GetTokenInformation(token, kind, nullptr, 0, &size);
  std::vector<std::byte> bytes(size);
  if (size == 0 || GetTokenInformation(token, kind, bytes.data(), size, &size) == 0)
    fail("GetTokenInformation");
  return bytes;
}

const char* name_of(TOKEN_ELEVATION_TYPE type) {
  switch (type) {
    case TokenElevationTypeFull:
      return "full";
    case TokenElevationTypeLimited:
      return "limited";
    default:
      return "default";
  }
}

}  // namespace

TokenFacts read_own_token() {
  const UniqueHandle token = open_own_token(TOKEN_QUERY);
  TokenFacts facts;
  const std::vector<std::byte> user = read(token.get(), TokenUser);
  facts.account = launcher::win32::format_sid(reinterpret_cast<const TOKEN_USER*>(user.data())->User.Sid);
  const std::vector<std::byte> statistics = read(token.get(), TokenStatistics);
  const LUID id = reinterpret_cast<const TOKEN_STATISTICS*>(statistics.data())->AuthenticationId;
  const auto number =
      (static_cast<std::uint64_t>(static_cast<std::uint32_t>(id.HighPart)) << 32U) | id.LowPart;
  char text[32];
  std::snprintf(text, sizeof text, "0x%llx", static_cast<unsigned long long>(number));
  facts.session = text;
  const std::vector<std::byte> type = read(token.get(), TokenElevationType);
  facts.elevation = name_of(*reinterpret_cast<const TOKEN_ELEVATION_TYPE*>(type.data()));
  const std::vector<std::byte> elevation = read(token.get(), TokenElevation);
  facts.is_elevated = reinterpret_cast<const TOKEN_ELEVATION*>(elevation.data())->TokenIsElevated != 0;
  ProcessIdToSessionId(GetCurrentProcessId(), &facts.terminal_session);
  return facts;
}

bool use_debug_privilege() {
  const UniqueHandle token = open_own_token(TOKEN_ADJUST_PRIVILEGES | TOKEN_QUERY);
  TOKEN_PRIVILEGES privileges{};
  privileges.PrivilegeCount = 1;
  privileges.Privileges[0].Attributes = SE_PRIVILEGE_ENABLED;
  if (LookupPrivilegeValueW(nullptr, SE_DEBUG_NAME, &privileges.Privileges[0].Luid) == 0) return false;
  // It succeeds without giving anything: ERROR_NOT_ALL_ASSIGNED (AdjustTokenPrivileges' page).
  return AdjustTokenPrivileges(token.get(), FALSE, &privileges, 0, nullptr, nullptr) != 0 &&
         GetLastError() == ERROR_SUCCESS;
}

}  // namespace acceptance
