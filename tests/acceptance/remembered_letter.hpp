#pragma once

#include <string>
#include <vector>

/// Letters that the profile of an account remembers for a share (HKEY_CURRENT_USER\Network), as Explorer and
/// `net use /persistent:yes` write them. One is named by its letter and its path: `U:\\localhost\share`.
namespace acceptance {

/// In the profile of this process. Throws launcher::Error; a letter that is remembered already is a failure.
void remember_letter(const std::string& drive);

/// In every profile that is loaded, where the letter is remembered for that very path. Throws launcher::Error.
void forget_letter(const std::string& drive);

/// Whether the profile of this process, or of the account with that SID, remembers the letter for the path.
bool is_letter_remembered(const std::string& drive, const std::string& sid);

/// All letters of all profiles that are loaded: `S-1-5-18 U: \\localhost\share`.
std::vector<std::string> list_remembered_letters();

}  // namespace acceptance
