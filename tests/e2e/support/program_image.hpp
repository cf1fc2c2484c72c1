#pragma once

#include <string>
#include <vector>

namespace e2e {

/// A 64-bit Windows program as a file ("PE Format" of the Microsoft docs). Nothing of it is run. What is
/// missing or not well-formed throws std::runtime_error.
class ProgramImage {
 public:
  explicit ProgramImage(const std::string& path);

  std::vector<std::string> imported_dlls() const;
  bool has_delay_imports() const;
  /// RT_MANIFEST, number 1.
  std::string manifest() const;
  /// A text of the version resource in US English: FileVersion, OriginalFilename.
  std::string version_text(const std::string& name) const;
  /// The text of a number in the message table (RT_MESSAGETABLE) with its %1, %2, ... replaced; empty: there
  /// is none.
  std::string message(unsigned long number, const std::vector<std::string>& texts) const;

 private:
  struct Directory;
  template <typename Type>
  Type read(std::size_t offset) const;
  Directory directory(int index) const;
  /// Where in the file an address of the loaded program is.
  std::size_t find_offset(unsigned long address) const;

  std::string path_;
  std::string bytes_;
};

}  // namespace e2e
