#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace e2e {

/// Whether the bytes hold one of the texts, in UTF-8 or in UTF-16LE.
bool holds_text(std::string_view bytes, const std::vector<std::string>& texts);

/// Every value below HKEY_CURRENT_USER and HKEY_LOCAL_MACHINE\SOFTWARE, but for its thousands of Classes,
/// whose name or data holds one of the texts, as the path of its key and its name. Keys that may not be read
/// are passed over.
std::vector<std::string> find_in_registry(const std::vector<std::string>& texts);

/// A value of the account's registry that goes with the object.
class RegistryMark {
 public:
  explicit RegistryMark(const std::string& text);
  ~RegistryMark();
  RegistryMark(const RegistryMark&) = delete;
  RegistryMark& operator=(const RegistryMark&) = delete;

  /// As find_in_registry names it.
  std::string path() const;
};

}  // namespace e2e
