#include "support/option_line.hpp"

#include <stdexcept>

#include "launcher/base/command_line.hpp"
#include "launcher/base/error.hpp"

namespace option_line {

void read(std::string_view arguments, const Options& options) {
  const launcher::SplitLine line = launcher::split_line(arguments);
  for (std::size_t i = 0; i < line.words.size(); ++i) {
    const std::string& name = line.words[i].value;
    if (options.set_flag(name)) continue;
    const bool has_value = i + 1 < line.words.size();
    try {
      if (!options.set_value(name, has_value ? line.words[i + 1].value : ""))
        refuse(options.program, name, "there is no such option");
    } catch (const std::invalid_argument& error) {
      refuse(options.program, name, has_value ? error.what() : "its value is missing");
    }
    ++i;
  }
}

void refuse(const char* program, const std::string& option, const std::string& reason) {
  throw launcher::Error(launcher::exit_code_from_win32(launcher::win32_error::kBadArguments),
                        {.what = "wrong option",
                         .subject = option,
                         .text = reason,
                         .advice = std::string(program) + " --help lists the options"});
}

bool is_help(std::string_view word) {
  return word == "--help" || word == "-h" || word == "-?" || word == "/?";
}

std::vector<launcher::DriveLetter> parse_letters(std::string_view text) {
  std::vector<launcher::DriveLetter> letters;
  for (const char letter : text)
    letters.push_back(launcher::DriveLetter::parse(std::string_view(&letter, 1)));
  return letters;
}

}  // namespace option_line
