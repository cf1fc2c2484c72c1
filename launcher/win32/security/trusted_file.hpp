#pragma once

#include <optional>
#include <string>

#include "launcher/base/error.hpp"
#include "launcher/trust/trusted_file.hpp"

namespace launcher::win32 {

/// Refuses a file that others could change (TrustError): what is judged and what is read is one handle.
class LocalFileReader : public TrustedFileReader {
 public:
  std::string read(const std::string& path) override;
};

/// Throws TrustError when others could change the folder this program is in: who can put a file there decides
/// what the next run does.
void require_trusted_launcher();

/// Why others could change the file of a program, or swap it with a folder above it; with a code: it cannot
/// be found out. Nothing: they cannot, or it is on another machine, whose permissions say nothing here. Hard
/// links do not count: Windows' own programs have them. Symbolic links and junctions on the way do: they are
/// as good as what made them. Does not throw.
std::optional<Failure> find_who_could_change_program(const std::string& path);

/// The same for a warning: links are followed, and what cannot be found out is nothing.
std::optional<Failure> judge_program(const std::string& path);

}  // namespace launcher::win32
