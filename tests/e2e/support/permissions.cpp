#include "support/permissions.hpp"

#include <windows.h>

#include <aclapi.h>
#include <sddl.h>

#include <memory>

#include "support/owned_handle.hpp"
#include "support/system_failure.hpp"
#include "support/text.hpp"

namespace e2e {
namespace {

struct LocalFreer {
  void operator()(void* memory) const { LocalFree(memory); }
};

}  // namespace

std::string own_sid() {
  HANDLE opened = nullptr;
  if (OpenProcessToken(GetCurrentProcess(), TOKEN_QUERY, &opened) == 0) fail("cannot open the token");
  const OwnedHandle token = own(opened);
  alignas(TOKEN_USER) unsigned char user[sizeof(TOKEN_USER) + SECURITY_MAX_SID_SIZE];
  DWORD size = 0;
  if (GetTokenInformation(token.get(), TokenUser, user, sizeof user, &size) == 0)
    fail("cannot read the token");
  wchar_t* text = nullptr;
  if (ConvertSidToStringSidW(reinterpret_cast<TOKEN_USER*>(user)->User.Sid, &text) == 0)
    fail("cannot read the SID");
  const std::unique_ptr<wchar_t, LocalFreer> owner(text);
  return narrow(text);
}

void set_permissions(const std::string& path, const std::string& entries) {
  const std::string text = "D:P(A;OICI;FA;;;SY)(A;OICI;FA;;;" + own_sid() + ")" + entries;
  PSECURITY_DESCRIPTOR descriptor = nullptr;
  if (ConvertStringSecurityDescriptorToSecurityDescriptorW(widen(text).c_str(), SDDL_REVISION_1, &descriptor,
                                                           nullptr) == 0)
    fail("not SDDL: " + text);
  const std::unique_ptr<void, LocalFreer> owner(descriptor);
  PACL list = nullptr;
  BOOL present = FALSE;
  BOOL defaulted = FALSE;
  if (GetSecurityDescriptorDacl(descriptor, &present, &list, &defaulted) == 0) fail("no DACL: " + text);
  std::wstring name = widen(path);
  const DWORD code = SetNamedSecurityInfoW(name.data(), SE_FILE_OBJECT,
                                           DACL_SECURITY_INFORMATION | PROTECTED_DACL_SECURITY_INFORMATION,
                                           nullptr, nullptr, list, nullptr);
  SetLastError(code);
  if (code != ERROR_SUCCESS) fail("cannot set the permissions of " + path);
}

void make_hard_link(const std::string& path, const std::string& second) {
  if (CreateHardLinkW(widen(second).c_str(), widen(path).c_str(), nullptr) == 0)
    fail("cannot link " + second + " to " + path);
}

}  // namespace e2e
