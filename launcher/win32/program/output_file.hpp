#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "launcher/program/output_writer.hpp"

/// The file of --output.
namespace launcher::win32 {

/// Opens a file for appending, or makes it (open_written_file). It need not be a file on a disk of this
/// machine: NUL, pipes and shares are written to as they are. Throws Error.
std::unique_ptr<OutputFile> open_output_file(const std::string& path, std::uint64_t rotate_at);

}  // namespace launcher::win32
