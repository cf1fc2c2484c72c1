#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "launcher/output_writer.hpp"

/// The file of --output.
namespace launcher::win32 {

/// Opens a file for appending, or makes it. One that has `turn_over_at` bytes or more becomes PATH.1 first,
/// in place of an older one; where that cannot be done it is appended to all the same. It need not be a file
/// on a disk: NUL and pipes are written to as they are. Elevated, a link of any kind is refused: whoever made
/// it could choose what the launcher writes to. Throws Error.
std::unique_ptr<OutputFile> open_output_file(const std::string& path, std::uint64_t turn_over_at);

}  // namespace launcher::win32
