#pragma once

#include "launcher/trail/console.hpp"

namespace launcher::win32 {

/// Standard output and error: UTF-16 to a console, UTF-8 to a pipe or a file.
class StandardConsole : public Console {
 public:
  void print(std::string_view text) override;
  void print_error(std::string_view text) override;
};

}  // namespace launcher::win32
