#pragma once

#include <string>

/// What the Credential Manager of this account has for a server (CRED_TYPE_DOMAIN_PASSWORD), as
/// `drivelaunch credential set --store account` writes it. Failures are launcher::Error.
namespace acceptance {

/// The user that Windows logs in with; empty: it has nothing for that server.
std::string stored_user(const std::string& server);

/// Removes what `drivelaunch credential` has written, known by its comment. Nothing happens where there is nothing, or
/// something else.
void remove_stored_password(const std::string& server);

}  // namespace acceptance
