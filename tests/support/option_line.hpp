#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "launcher/base/drive.hpp"

/// The command lines of the programs that an administrator starts by hand to test or to measure.
namespace option_line {

struct Options {
  const char* program;  ///< as it is called, for the advice of an error
  /// False: it is not a flag.
  std::function<bool(std::string_view name)> set_flag;
  /// False: there is no such option. Throws std::invalid_argument with what is wrong with the value.
  std::function<bool(std::string_view name, std::string_view value)> set_value;
};

/// Reads flags, and options whose value is the next word. Throws launcher::Error.
void read(std::string_view arguments, const Options& options);

/// Throws launcher::Error (ERROR_BAD_ARGUMENTS).
[[noreturn]] void refuse(const char* program, const std::string& option, const std::string& reason);

bool is_help(std::string_view word);

/// "STU". Throws std::invalid_argument.
std::vector<launcher::DriveLetter> parse_letters(std::string_view text);

}  // namespace option_line
