#pragma once

#include <cstddef>
#include <cstdint>

/// Byte number `at` of what act_child pours: a lost, doubled or displaced piece shows.
inline char poured_byte(std::size_t at) {
  return static_cast<char>((static_cast<std::uint64_t>(at) * 0x9E3779B97F4A7C15U) >> 56U);
}
