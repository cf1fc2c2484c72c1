#pragma once

#include <string>

/// Seam: reading a file that decides what an elevated process does. win32/security/trusted_file implements
/// it.
namespace launcher {

class TrustedFileReader {
 public:
  virtual ~TrustedFileReader() = default;
  /// The whole file, at most 1 MiB. Throws TrustError when others could change it, Error with the system's
  /// code when it cannot be opened or read.
  virtual std::string read(const std::string& path) = 0;
};

}  // namespace launcher
