#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "launcher/base/drive.hpp"
#include "launcher/base/error.hpp"
#include "launcher/credential/credential_store.hpp"

/// The credentials of a run, before anything is connected.
namespace launcher {

/// What is known about the credential of one connection.
struct CredentialUse {
  std::string user;                ///< empty: the connection names no credential
  std::optional<Failure> failure;  ///< it cannot be used
};

/// One for each connection. A credential that is missing or may not be read is a failure of the connections
/// that name it. Throws ConfigError when a credential was not set for the server that a connection points it
/// at (G10).
std::vector<CredentialUse> find_credentials(const std::vector<ConnectionSpec>& connections,
                                            std::string_view config_file, CredentialSource& source);

}  // namespace launcher
