#pragma once

#include "launcher/credential/credential_store.hpp"

namespace launcher::win32 {

/// Entries of CRED_TYPE_DOMAIN_PASSWORD, which Windows' own logins take and no program can read back, kept
/// for all sessions of the account on this machine.
class CredentialManager : public AccountVault {
 public:
  void save(const std::string& server, const StoredCredential& credential) override;
  std::string account() override;
};

}  // namespace launcher::win32
