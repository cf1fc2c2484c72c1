#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace taskxml {

/// One key of a .reg file with its string values; values of other types are there with an empty text.
struct RegistryKey {
  std::string path;                           ///< as written: `HKEY_CURRENT_USER\Network\S`
  std::map<std::string, std::string> values;  ///< by name in lower case
};

/// Whether the text is one regedit writes ("Windows Registry Editor Version 5.00", "REGEDIT4"), or at least
/// begins with a key.
bool is_registry_export(std::string_view text);

/// The keys of such a text, in order. Lines that mean nothing are skipped: regedit does the same.
std::vector<RegistryKey> read_registry_export(std::string_view text);

}  // namespace taskxml
