#pragma once

#include <string>

#include "launcher/base/failure.hpp"

/// The folder of the machine's credentials. Nothing in it is read, written or deleted before the folder has
/// been judged: who can put files into it decides what a run logs in with.
namespace launcher::win32 {

std::string credential_folder();
/// The file of a credential.
std::string credential_file(const std::string& name);
/// The file that has what the last login with it came to.
std::string login_record_file(const std::string& name);

/// Whether the folder can be used; access denied, with the first reason, where others could change it. Judged
/// once for the whole process, as nobody who is not trusted can change what was found in order.
SystemResult judge_credential_folder();

/// The same for the commands: throws TrustError, with all reasons and what fixes them. What keeps the folder
/// from being looked at is returned; it may not be there.
SystemResult require_trusted_credential_folder();

}  // namespace launcher::win32
