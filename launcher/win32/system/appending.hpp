#pragma once

#include <windows.h>

#include <atomic>
#include <string>
#include <string_view>
#include <utility>

#include "launcher/base/failure.hpp"
#include "launcher/win32/system/handle.hpp"

/// Writing at the end of a file that other processes write to as well.
namespace launcher::win32 {

/// Opens a file for appending, or makes it: whatever is written goes to its end, because the handle has
/// FILE_APPEND_DATA but not FILE_WRITE_DATA (CreateFileW's page; File Access Rights Constants). `flags` and
/// `security` are CreateFileW's. Empty on failure, and GetLastError says why.
UniqueHandle open_to_append(const std::string& path, DWORD flags, SECURITY_ATTRIBUTES* security);

struct Appended {
  DWORD bytes = 0;      ///< fewer than asked for only when something that is not a file took no more
  SystemResult result;  ///< of WriteFile
};

/// Writes at the end of what `open_to_append` opened, or to a pipe. Those who write one file take turns:
/// Windows finds the end and writes in one step, but not everything that stores files does. Whoever has the
/// turn may have been stopped in it: after ten seconds in vain no turn is waited for any more.
class Appender {
 public:
  explicit Appender(UniqueHandle file) : file_(std::move(file)) {}

  /// From any thread.
  Appended append(std::string_view bytes);

 private:
  UniqueHandle file_;
  std::atomic<bool> waits_ = true;
};

}  // namespace launcher::win32
