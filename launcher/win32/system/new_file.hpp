#pragma once

#include <string>
#include <string_view>

namespace launcher::win32 {

/// Writes a file that must not be there yet. Throws Error.
void write_new_file(const std::string& path, std::string_view bytes);

}  // namespace launcher::win32
