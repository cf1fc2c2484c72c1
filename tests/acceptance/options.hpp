#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "launcher/base/drive.hpp"
#include "launcher/text/secret.hpp"

/// The command line of this program.
namespace acceptance {

enum class Format { text, json, markdown };

struct Options {
  bool is_agreed = false;     ///< --yes: nobody is asked
  bool is_anyway = false;     ///< --anyway: also on a machine that looks like production
  bool removes_only = false;  ///< --remove: only what an earlier run has left
  bool is_short = false;      ///< --short: without the ten seconds of check 23
  bool wants_help = false;
  Format format = Format::text;
  std::vector<launcher::UncPath>
      shares;                       ///< --share, twice: folders on other shares than those it would make
  std::string share_user;           ///< --share-user: whom these shares know; empty: nobody
  launcher::Secret share_password;  ///< of that user; read from standard input, not by parse_options
  std::vector<launcher::UncPath> silent;       ///< --silent, repeated: shares on servers that do not answer
  std::vector<launcher::DriveLetter> letters;  ///< --letters STU; empty: letters that are free
  std::vector<unsigned> checks;                ///< --only 2,5: the numbers; empty: all
  std::vector<std::string> principals;         ///< --for SYSTEM, repeated: their names; empty: all
  std::optional<std::uint32_t> end_at;  ///< --end-at N: dies at step N, for the test of what is left then
};

/// What follows the name of the program. Throws launcher::Error (ERROR_BAD_ARGUMENTS).
Options parse_options(std::string_view arguments);

std::string help_text();

}  // namespace acceptance
