#pragma once

#include <windows.h>

#include <stdexcept>
#include <string>

namespace e2e {

/// Ends the test: what the test itself needs from Windows has failed.
[[noreturn]] inline void fail(const std::string& what, DWORD code = GetLastError()) {
  throw std::runtime_error(what + ": Win32 error " + std::to_string(code));
}

}  // namespace e2e
