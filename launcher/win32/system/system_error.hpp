#pragma once

#include <cstdint>
#include <string>

#include "launcher/base/failure.hpp"

/// Windows' own words for a failed call.
namespace launcher::win32 {

/// The system's text for a Win32 code, an HRESULT or an NTSTATUS, in English where this Windows has it, so
/// that logs read alike everywhere; else in its own language; "unknown error" when there is none.
std::string system_text(std::uint32_t code);

/// The result of a call: code 0 is success and has no text.
SystemResult make_result(std::uint32_t code, const char* api);

/// The result of a call that has just failed: reads GetLastError first. A failure that left no code is
/// reported as ERROR_INTERNAL_ERROR.
SystemResult last_result(const char* api);

}  // namespace launcher::win32
