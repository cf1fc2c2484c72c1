#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "launcher/base/drive.hpp"

/// The command line of drivelaunch_bench.
namespace bench {

enum class Format { text, json };

struct Options {
  int rounds = 40;
  Format format = Format::text;
  std::optional<launcher::UncPath> share;      ///< --share; empty: a share of this machine is made
  std::vector<launcher::DriveLetter> letters;  ///< --letters STU; empty: up to ten that are free
  std::string launcher;                        ///< --launcher; empty: drivelaunch.exe beside this program
  bool wants_help = false;
};

/// What follows the name of the program. Throws launcher::Error (ERROR_BAD_ARGUMENTS).
Options parse_options(std::string_view arguments);

std::string help_text();

}  // namespace bench
