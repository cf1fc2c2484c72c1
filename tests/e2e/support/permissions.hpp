#pragma once

#include <string>

/// Who may do what to a file, set through the functions that icacls uses.
namespace e2e {

/// Gives a file or folder exactly these entries besides full access for SYSTEM and the test's own account;
/// nothing is inherited. `entries` is SDDL: "(A;;FR;;;WD)". Throws std::runtime_error.
void set_permissions(const std::string& path, const std::string& entries);

/// The SID of the account the test runs as. Throws std::runtime_error.
std::string own_sid();

/// A second name of the same file. Throws std::runtime_error.
void make_hard_link(const std::string& path, const std::string& second);

}  // namespace e2e
