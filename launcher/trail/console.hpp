#pragma once

#include <string_view>

/// Seam: what a person sees. win32/system/standard_console implements it.
namespace launcher {

class Console {
 public:
  virtual ~Console() = default;
  /// Writes UTF-8 text to standard output as it is.
  virtual void print(std::string_view text) = 0;
  /// Writes UTF-8 text to standard error as it is.
  virtual void print_error(std::string_view text) = 0;
};

}  // namespace launcher
