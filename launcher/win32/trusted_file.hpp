#pragma once

#include "launcher/trusted_file.hpp"

namespace launcher::win32 {

/// Refuses a file that others could change (TrustError): what is judged and what is read is one handle.
class LocalFileReader : public TrustedFileReader {
 public:
  std::string read(const std::string& path) override;
};

/// Throws TrustError when others could change the folder this program is in: who can put a file there decides
/// what the next run does.
void require_trusted_launcher();

}  // namespace launcher::win32
