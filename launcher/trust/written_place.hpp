#pragma once

#include <functional>
#include <string_view>

/// Where a path that a run is to write to leads, as far as the path itself shows it.
namespace launcher {

enum class WrittenPlace {
  here,    ///< a file of this machine: who may change its folder decides what is written to
  share,   ///< on another machine: the server decides, and its permissions say nothing here
  device,  ///< a pipe, NUL, a console: there is no folder that somebody could turn into a link
};

/// `path` is full (GetFullPathNameW). `is_network_drive` answers for "S:". What is neither a share nor
/// certainly a device is `here`: `\\.\C:\x` and `\\?\GLOBALROOT\...` are ways to files, too.
WrittenPlace classify_written_path(std::string_view path,
                                   const std::function<bool(std::string_view drive)>& is_network_drive);

}  // namespace launcher
