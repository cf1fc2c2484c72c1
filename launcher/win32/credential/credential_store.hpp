#pragma once

#include <string>
#include <vector>

#include "launcher/credential/credential_store.hpp"

/// The credentials of this machine: one file each below %ProgramData%\DriveLaunch\credentials.
namespace launcher::win32 {

/// NAME is the credential, encrypted; NAME~login beside it what the last login came to. The folder is
/// SYSTEM's and the administrators'. The allowed accounts are those that the access list of NAME lets read
/// it; they may write NAME~login, too, and nothing else. Every one of these refuses a folder that others
/// could change.
class MachineCredentialStore : public CredentialStore {
 public:
  /// Refuses a file that somebody else than SYSTEM, an administrator or this account owns. Throws TrustError.
  CredentialLoad load(const std::string& name) override;
  void save(const std::string& name, const StoredCredential& credential,
            const std::vector<std::string>& allow) override;
  std::vector<ListedCredential> list() override;
  void remove(const std::string& name) override;
  void allow(const std::string& name, const std::string& account) override;
  void deny(const std::string& name, const std::string& account) override;
};

}  // namespace launcher::win32
