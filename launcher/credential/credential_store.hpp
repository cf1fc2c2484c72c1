#pragma once

#include <optional>
#include <string>
#include <vector>

#include "launcher/base/error.hpp"
#include "launcher/base/failure.hpp"
#include "launcher/credential/login_record.hpp"
#include "launcher/credential/stored_credential.hpp"

/// Seams: where credentials are kept. win32/credential/credential_store implements them for this
/// machine, win32/credential/account_vault for the account's own Credential Manager.
namespace launcher {

struct CredentialLoad {
  std::optional<StoredCredential> credential;
  SystemResult result;  ///< why there is none
};

/// Reading one credential, with its password.
class CredentialSource {
 public:
  virtual ~CredentialSource() = default;
  virtual CredentialLoad load(const std::string& name) = 0;
};

/// What `credential list` shows of one.
struct ListedCredential {
  std::string name;
  CredentialLoad load;
  std::vector<std::string> allowed;  ///< accounts beside SYSTEM and the administrators, "CORP\svc-task"
  LoginRecord last_login;
};

/// The machine's credentials, for an administrator. Every function throws Error.
class CredentialStore : public CredentialSource {
 public:
  /// Makes the credential, or replaces it; who was allowed before stays allowed. Forgets a refusal.
  virtual void save(const std::string& name, const StoredCredential& credential,
                    const std::vector<std::string>& allow) = 0;
  /// In the order of their names.
  virtual std::vector<ListedCredential> list() = 0;
  virtual void remove(const std::string& name) = 0;
  virtual void allow(const std::string& name, const std::string& account) = 0;
  virtual void deny(const std::string& name, const std::string& account) = 0;
};

/// The Credential Manager of the account we run as: Windows itself logs in with what is there.
class AccountVault {
 public:
  virtual ~AccountVault() = default;
  /// Throws Error.
  virtual void save(const std::string& server, const StoredCredential& credential) = 0;
  /// "CORP\svc-task"
  virtual std::string account() = 0;
};

/// Where a password comes from.
class PasswordInput {
 public:
  virtual ~PasswordInput() = default;
  /// Asks for it on a console without showing what is typed, or reads all of standard input. Throws Error.
  virtual Secret read(const std::string& prompt) = 0;
};

}  // namespace launcher
