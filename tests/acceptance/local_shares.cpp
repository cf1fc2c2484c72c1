#include "acceptance/local_shares.hpp"

#include <windows.h>
// After windows.h, which they need.
#include <lm.h>
#include <sddl.h>

#include <memory>
#include <string_view>

#include "launcher/base/error.hpp"
#include "launcher/base/failure.hpp"
#include "launcher/win32/system/handle.hpp"
#include "launcher/win32/system/system_error.hpp"
#include "launcher/win32/system/system_library.hpp"
#include "launcher/win32/system/wide_text.hpp"

namespace acceptance {
namespace {

using launcher::win32::make_result;
using launcher::win32::to_utf8;
using launcher::win32::to_wide;

constexpr std::wstring_view kRemark = L"Made by drivelaunch_acceptance";

[[noreturn]] void fail(const char* what, const std::string& subject, std::uint32_t code, const char* api) {
  throw launcher::Error(launcher::describe_system_failure(what, subject, make_result(code, api), ""));
}

template <typename Function>
Function netapi(const char* name) {
  return launcher::win32::find_system_function<Function>(L"netapi32.dll", name);
}

/// SHARE_INFO_2 of every share, passed to `use`.
template <typename Use>
void for_each_share(Use use) {
  BYTE* buffer = nullptr;
  DWORD read = 0;
  DWORD total = 0;
  const DWORD code = netapi<decltype(&NetShareEnum)>("NetShareEnum")(
      nullptr, 2, &buffer, MAX_PREFERRED_LENGTH, &read, &total, nullptr);
  if (code != NERR_Success) fail("cannot list", "the shares of this machine", code, "NetShareEnum");
  const std::unique_ptr<BYTE, decltype(&NetApiBufferFree)> owned(
      buffer, netapi<decltype(&NetApiBufferFree)>("NetApiBufferFree"));
  const auto* shares = reinterpret_cast<const SHARE_INFO_2*>(buffer);
  for (DWORD i = 0; i < read; ++i)
    use(shares[i]);
}

}  // namespace

void add_share(const std::string& name, const std::string& folder) {
  PSECURITY_DESCRIPTOR descriptor = nullptr;
  if (ConvertStringSecurityDescriptorToSecurityDescriptorW(L"D:(A;;FA;;;AU)", SDDL_REVISION_1, &descriptor,
                                                           nullptr) == 0)
    fail("cannot make the permissions of the share", name, GetLastError(),
         "ConvertStringSecurityDescriptorToSecurityDescriptorW");
  const launcher::win32::UniqueLocalMemory<void> owned(descriptor);
  std::wstring wide_name = to_wide(name);
  std::wstring remark(kRemark);
  std::wstring path = to_wide(folder);
  SHARE_INFO_502 share{};
  share.shi502_netname = wide_name.data();
  share.shi502_type = STYPE_DISKTREE;
  share.shi502_remark = remark.data();
  share.shi502_max_uses = static_cast<DWORD>(-1);
  share.shi502_path = path.data();
  share.shi502_security_descriptor = descriptor;
  const DWORD code =
      netapi<decltype(&NetShareAdd)>("NetShareAdd")(nullptr, 502, reinterpret_cast<BYTE*>(&share), nullptr);
  if (code != NERR_Success) fail("cannot make the share", name, code, "NetShareAdd");
}

void remove_share(const std::string& name) {
  const std::wstring wide = to_wide(name);
  bool is_there = false;
  bool is_ours = false;
  for_each_share([&](const SHARE_INFO_2& share) {
    if (_wcsicmp(share.shi2_netname, wide.c_str()) != 0) return;
    is_there = true;
    is_ours = share.shi2_remark != nullptr && share.shi2_remark == kRemark;
  });
  if (!is_there) return;
  if (!is_ours)
    throw launcher::Error({.what = "the share stays",
                           .subject = name,
                           .text = "it is none that this program has made",
                           .advice = "Remove it by hand if nobody needs it: net share NAME /delete"});
  std::wstring changeable = wide;
  const DWORD code = netapi<decltype(&NetShareDel)>("NetShareDel")(nullptr, changeable.data(), 0);
  if (code != NERR_Success && code != NERR_NetNameNotFound)
    fail("cannot remove the share", name, code, "NetShareDel");
}

std::vector<std::string> list_shares() {
  std::vector<std::string> names;
  for_each_share([&](const SHARE_INFO_2& share) { names.push_back(to_utf8(share.shi2_netname)); });
  return names;
}

}  // namespace acceptance
