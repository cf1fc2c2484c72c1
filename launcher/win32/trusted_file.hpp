#pragma once

#include "launcher/trusted_file.hpp"

namespace launcher::win32 {

/// Reads a file through one handle, opened once.
class LocalFileReader : public TrustedFileReader {
 public:
  std::string read(const std::string& path) override;
};

}  // namespace launcher::win32
