#include "support/leases.hpp"

#include <windows.h>

#include <array>
#include <cstdlib>

#include "support/files.hpp"
#include "support/text.hpp"

namespace e2e {

std::vector<std::string> list_leases(char letter) {
  std::array<wchar_t, MAX_PATH> local{};
  GetEnvironmentVariableW(L"LOCALAPPDATA", local.data(), static_cast<DWORD>(local.size()));
  const std::string root = narrow(local.data()) + "\\DriveLaunch\\leases";
  std::vector<std::string> leases;
  if (!exists(root)) return leases;
  for (const std::string& session : list_folder(root)) {
    // A session's folder goes with its last lease, perhaps at this very moment.
    if (session == "lock" || !exists(root + "\\" + session)) continue;
    for (const std::string& name : list_folder(root + "\\" + session)) {
      if (name.starts_with(std::string{letter, '.'})) leases.push_back(name);
    }
  }
  return leases;
}

std::string read_lease_record(char letter) {
  HKEY sessions = nullptr;
  if (RegOpenKeyExW(HKEY_CURRENT_USER, L"Software\\DriveLaunch\\Sessions", 0, KEY_READ, &sessions) !=
      ERROR_SUCCESS)
    return {};
  std::string record;
  std::array<wchar_t, 64> name{};
  for (DWORD i = 0;; ++i) {
    auto size = static_cast<DWORD>(name.size());
    if (RegEnumKeyExW(sessions, i, name.data(), &size, nullptr, nullptr, nullptr, nullptr) != ERROR_SUCCESS)
      break;
    std::array<wchar_t, 1024> text{};
    auto bytes = static_cast<DWORD>(sizeof text);
    const std::wstring value{static_cast<wchar_t>(letter)};
    if (RegGetValueW(sessions, name.data(), value.c_str(), RRF_RT_REG_SZ, nullptr, text.data(), &bytes) ==
        ERROR_SUCCESS)
      record = narrow(text.data());
  }
  RegCloseKey(sessions);
  return record;
}

}  // namespace e2e
