#include "acceptance/stored_password.hpp"

#include <windows.h>
// After windows.h, which it needs.
#include <wincred.h>

#include <memory>
#include <string_view>

#include "launcher/base/error.hpp"
#include "launcher/base/failure.hpp"
#include "launcher/win32/system/system_error.hpp"
#include "launcher/win32/system/wide_text.hpp"

namespace acceptance {
namespace {

constexpr std::wstring_view kComment = L"Set by drivelaunch credential";

struct CredentialFreer {
  void operator()(CREDENTIALW* credential) const { CredFree(credential); }
};

std::unique_ptr<CREDENTIALW, CredentialFreer> read(const std::string& server) {
  CREDENTIALW* credential = nullptr;
  if (CredReadW(launcher::win32::to_wide(server).c_str(), CRED_TYPE_DOMAIN_PASSWORD, 0, &credential) == 0)
    return {};
  return std::unique_ptr<CREDENTIALW, CredentialFreer>(credential);
}

}  // namespace

std::string stored_user(const std::string& server) {
  const auto credential = read(server);
  if (!credential || credential->UserName == nullptr) return {};
  return launcher::win32::to_utf8(credential->UserName);
}

void remove_stored_password(const std::string& server) {
  const auto credential = read(server);
  if (!credential || credential->Comment == nullptr || credential->Comment != kComment) return;
  if (CredDeleteW(launcher::win32::to_wide(server).c_str(), CRED_TYPE_DOMAIN_PASSWORD, 0) == 0)
    throw launcher::Error(launcher::describe_system_failure("cannot remove the stored password for", server,
                                                            launcher::win32::last_result("CredDeleteW"), ""));
}

}  // namespace acceptance
