#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "launcher/text/secret.hpp"

/// Accounts of this machine, through netapi32.dll (NetUserAdd and its siblings) and the rights of
/// [MS-LSAD] through advapi32.dll. Failures are launcher::Error.
namespace acceptance {

/// A random password that the usual rules of complexity accept.
launcher::Secret make_password();

/// Makes a local user whose password does not expire, a member of Users or of Administrators. A name that is
/// taken is a failure.
void add_user(const std::string& name, const launcher::Secret& password, bool is_administrator);

/// "Log on as a batch job", which Task Scheduler asks for of every account with a stored password.
void grant_batch_logon(const std::string& sid);

/// Removes a user that add_user has made, known by its comment, with its rights and its profile. False: there is
/// none of that name. One without that comment is somebody else's: it stays, and that is a failure.
bool remove_user(const std::string& name);

/// All local users.
std::vector<std::string> list_users();

/// The SIDs of the accounts that have a right of their own to log on as a batch job.
std::vector<std::string> list_batch_logon_accounts();

/// The SIDs that Windows keeps a profile for.
std::vector<std::string> list_profiles();

/// Whether this machine is a domain controller.
bool is_domain_controller();

}  // namespace acceptance
