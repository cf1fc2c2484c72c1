#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace acceptance {

/// What a running process was given, as its process environment block has it ([PEB] of winternl.h).
struct ProcessTexts {
  std::uint32_t process = 0;
  std::wstring line;         ///< its command line
  std::wstring environment;  ///< NAME=VALUE, each ended by a NUL
};

/// All processes that this one may read: with SeDebugPrivilege nearly all. One that ends meanwhile is left out.
std::vector<ProcessTexts> read_process_texts();

}  // namespace acceptance
