#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "launcher/text/secret.hpp"

/// Looking for a secret where none may be.
namespace acceptance {

struct FileSearch {
  std::size_t count = 0;  ///< files that were read
  std::string found;      ///< the first one that holds it; empty: none does
};

/// Looks in every file of the folders and those below them, as UTF-8 and as UTF-16. Links are not followed; a file
/// that somebody has open alone is left out. Throws launcher::Error.
FileSearch search_files(const std::vector<std::string>& folders, const launcher::Secret& text);

/// As UTF-16. `text` is valid UTF-8.
std::wstring wide_copy(const launcher::Secret& text);

/// The number of this process.
std::uint32_t own_process();

}  // namespace acceptance
