#pragma once

#include <string>

/// Who may change a file, and other names for it. Failures are launcher::Error.
namespace acceptance {

/// Owner and access list of what the path itself names, as SDDL.
std::string read_permissions(const std::string& path);

/// SDDL in the form that read_permissions gives it on this Windows.
std::string in_own_form(const std::string& sddl);

/// Gives a file or folder this access list ("D:P..."), and nothing else; its owner stays.
void set_permissions(const std::string& path, const std::string& sddl);

/// One more name for a file.
void make_hard_link(const std::string& path, const std::string& second);

/// A folder that leads to another one (a mount point of FSCTL_SET_REPARSE_POINT). `path` does not exist yet.
void make_junction(const std::string& path, const std::string& target);

/// A symbolic link to a file; needs SeCreateSymbolicLinkPrivilege, which administrators have.
void make_symbolic_link(const std::string& path, const std::string& target);

}  // namespace acceptance
