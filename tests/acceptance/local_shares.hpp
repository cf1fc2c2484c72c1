#pragma once

#include <string>
#include <vector>

/// Shares of this machine, through netapi32.dll. Failures are launcher::Error.
namespace acceptance {

/// Shares the folder with everybody who has logged on (the folder's own permissions decide). A name that is taken
/// is a failure.
void add_share(const std::string& name, const std::string& folder);

/// Removes a share that add_share has made, known by its remark, and closes what is open on it. Nothing happens
/// where there is none of that name; another one stays, and that is a failure.
void remove_share(const std::string& name);

/// The names of all shares.
std::vector<std::string> list_shares();

}  // namespace acceptance
