#include "launcher/win32/security/own_hive.hpp"

#include "launcher/win32/security/identity.hpp"
#include "launcher/win32/system/system_error.hpp"
#include "launcher/win32/system/wide_text.hpp"

namespace launcher::win32 {

SystemResult open_own_hive(REGSAM access, UniqueKey& hive) {
  HKEY key = nullptr;
  const LSTATUS code = RegOpenKeyExW(HKEY_USERS, to_wide(query_own_sid()).c_str(), 0, access, &key);
  hive.reset(key);
  return make_result(static_cast<DWORD>(code), "RegOpenKeyExW");
}

}  // namespace launcher::win32
