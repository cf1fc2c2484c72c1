#pragma once

#include <string>

namespace launcher::win32 {

/// 128 random bits in hexadecimal, which nobody can guess (BCryptGenRandom). Throws Error.
std::string make_random_name();

}  // namespace launcher::win32
