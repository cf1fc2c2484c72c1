#include "launcher/win32/credential/account_vault.hpp"

#include <windows.h>

#include <wincred.h>

#include "launcher/base/error.hpp"
#include "launcher/win32/security/identity.hpp"
#include "launcher/win32/system/system_error.hpp"
#include "launcher/win32/system/wide_secret.hpp"
#include "launcher/win32/system/wide_text.hpp"

namespace launcher::win32 {

void CredentialManager::save(const std::string& server, const StoredCredential& credential) {
  std::wstring target = to_wide(server);
  std::wstring user = to_wide(credential.user);
  std::wstring comment = L"Set by drivelaunch credential";
  WideSecret password = widen(credential.password);
  CREDENTIALW entry{};
  entry.Type = CRED_TYPE_DOMAIN_PASSWORD;
  entry.TargetName = target.data();
  entry.Comment = comment.data();
  entry.CredentialBlobSize = static_cast<DWORD>((password.size() - 1) * sizeof(wchar_t));  // without the NUL
  entry.CredentialBlob = reinterpret_cast<BYTE*>(password.data());
  entry.Persist = CRED_PERSIST_LOCAL_MACHINE;
  entry.UserName = user.data();
  if (CredWriteW(&entry, 0) != 0) return;
  throw Error(describe_system_failure(
      "cannot store the credential for", server, last_result("CredWriteW"),
      "A session without a password of its own (S4U, network) has no store, and a policy can forbid it: "
      "use --store machine"));
}

std::string CredentialManager::account() {
  return query_identity().account;
}

}  // namespace launcher::win32
