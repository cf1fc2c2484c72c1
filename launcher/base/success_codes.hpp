#pragma once

#include <cstdint>
#include <string_view>
#include <utility>
#include <vector>

namespace launcher {

/// The exit codes of a program that count as success: robocopy returns 1 to 3 when it has copied.
class SuccessCodes {
 public:
  /// Codes and ranges, decimal or 0x hexadecimal, separated by commas: "0-3,7,0x41301". Throws
  /// std::invalid_argument with the reason.
  static SuccessCodes parse(std::string_view text);

  bool contains(std::uint32_t code) const;

 private:
  std::vector<std::pair<std::uint32_t, std::uint32_t>> ranges_;
};

}  // namespace launcher
