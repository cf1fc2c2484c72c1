#pragma once

#include <string>

#include "launcher/win32/system/handle.hpp"

namespace launcher::win32 {

/// Makes place for a new file under `path`: the file that was judged there is renamed to `path`.1, of which
/// one is kept. Whoever writes to it goes on writing to the same file under its new name, so no line is lost.
/// One launcher does it, the others do not wait. Where it fails nothing changes, and the next launcher tries
/// again.
void rotate_file(const std::string& path, UniqueHandle judged);

}  // namespace launcher::win32
