#pragma once

#include <windows.h>

#include <optional>
#include <string>
#include <vector>

#include "launcher/trust/trust.hpp"
#include "launcher/win32/system/handle.hpp"

/// Reading who may change a file or folder, from the handle it was opened with.
namespace launcher::win32 {

/// Opens what the path itself names: a link is opened, not followed. Folders, too. Empty on failure, and
/// GetLastError says why.
UniqueHandle open_unfollowed(const std::string& path, DWORD access, DWORD disposition = OPEN_EXISTING,
                             SECURITY_ATTRIBUTES* security = nullptr);

/// The tag of the open object, when it is a reparse point; that of a symbolic link where Windows does not say.
std::optional<DWORD> find_reparse_tag(HANDLE object);

/// Whether the open object is a reparse point that stands for another path (IsReparseTagNameSurrogate).
bool is_name_surrogate(HANDLE object);

/// A path made full, with `.`, `..` and slashes resolved (GetFullPathNameW). Throws Error.
std::string find_full_path(const std::string& path);

/// Where the open object really is, as GetFinalPathNameByHandle gives it: "\\?\C:\..." or "\\?\UNC\...".
/// Throws Error.
std::string find_final_path(HANDLE object);

/// Owner, permissions and whatever else decides, of the open object alone. Throws Error.
SecuredObject read_secured_object(HANDLE object, TrustKind kind);

/// Adds every reason not to trust the folders above a final path.
void inspect_ancestors(std::vector<TrustFinding>& findings, const std::string& path,
                       const TrustedAccounts& accounts);

/// Adds every folder of the written path that is a link: what it leads to is judged, who could point
/// it elsewhere cannot be. Nothing where the path leads to where it says.
void inspect_links(std::vector<TrustFinding>& findings, const std::string& written,
                   const std::string& final_path, const TrustedAccounts& accounts);

/// Every reason not to trust the open object and the folders it is in. The handle needs READ_CONTROL and
/// FILE_READ_ATTRIBUTES. What cannot be read is one more finding. `written` is the path it was opened by:
/// where that leads somewhere else than it says, its folders are looked at for links.
std::vector<TrustFinding> inspect_trust(HANDLE object, TrustKind kind, const std::string& written,
                                        const TrustedAccounts& accounts);

}  // namespace launcher::win32
