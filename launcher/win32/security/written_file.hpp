#pragma once

#include <cstdint>
#include <string>

#include "launcher/win32/system/handle.hpp"

/// The files a run appends to by a path from its command line or its configuration: its log, and what PROGRAM
/// prints. One rule for both.
namespace launcher::win32 {

struct WrittenFileRules {
  const char* what;  ///< "cannot write the log"
  /// For a code of Windows; ERROR_ACCESS_DENIED where a rule refuses.
  std::string (*advise)(std::uint32_t code);
  /// May also be on another machine, also for an elevated run; and an account that is not elevated may choose
  /// links and permissions itself.
  bool may_be_anywhere = false;
};

/// Opens a file for appending (open_to_append), or makes it for SYSTEM, Administrators and this account. One
/// that has `rotate_at` bytes or more becomes PATH.1 first, in place of an older one; where that is not
/// possible the file is appended to as it is.
///
/// An elevated run does not write into a folder of this machine that others could change, the folders above
/// it included (TrustKind::folder), nor to a link, nor to a file with a second name. The file that is judged,
/// opened and renamed is the same one, by its handles. Throws Error.
UniqueHandle open_written_file(const std::string& path, std::uint64_t rotate_at,
                               const WrittenFileRules& rules);

}  // namespace launcher::win32
