#include "bench/windows/options.hpp"

#include <charconv>
#include <stdexcept>

#include "support/option_line.hpp"

namespace bench {
namespace {

constexpr int kMostRounds = 1000;
constexpr std::size_t kMostLetters = 10;

constexpr const char* kProgram = "drivelaunch_bench";

int parse_rounds(std::string_view text) {
  int value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size() || value < 2 || value > kMostRounds)
    throw std::invalid_argument("a number from 2 to 1000 is needed");
  return value;
}

std::vector<launcher::DriveLetter> parse_letters(std::string_view text) {
  std::vector<launcher::DriveLetter> letters = option_line::parse_letters(text);
  if (letters.empty() || letters.size() > kMostLetters)
    throw std::invalid_argument("one to ten letters are needed");
  return letters;
}

Format parse_format(std::string_view text) {
  if (text == "text") return Format::text;
  if (text == "json") return Format::json;
  throw std::invalid_argument("text or json is needed");
}

/// False: there is no such option. Throws std::invalid_argument with the reason.
bool set_value(Options& options, std::string_view name, std::string_view value) {
  if (name == "--rounds")
    options.rounds = parse_rounds(value);
  else if (name == "--format")
    options.format = parse_format(value);
  else if (name == "--share")
    options.share = launcher::UncPath::parse(value);
  else if (name == "--letters")
    options.letters = parse_letters(value);
  else if (name == "--launcher")
    options.launcher = value;
  else
    return false;
  return true;
}

bool set_flag(Options& options, std::string_view name) {
  if (!option_line::is_help(name)) return false;
  return options.wants_help = true;
}

}  // namespace

Options parse_options(std::string_view arguments) {
  Options options;
  option_line::read(arguments,
                    {.program = kProgram,
                     .set_flag = [&](std::string_view name) { return set_flag(options, name); },
                     .set_value = [&](std::string_view name,
                                      std::string_view value) { return set_value(options, name, value); }});
  return options;
}

std::string help_text() {
  return R"(Measures the launcher on this machine, beside the bare calls and a batch file that do the same.

  drivelaunch_bench [options]

  --share \\SERVER\SHARE   uses this share. Without it, one of this machine is made and removed again, which
                          needs an elevated prompt
  --letters STU           one to ten drive letters to use; without it, up to ten that are free
  --rounds N              how often each command is measured (default 40)
  --format text|json      json has every sample
  --launcher PATH         the launcher to measure; without it, drivelaunch.exe beside this program

The folder of this program holds drives.ini files while it runs, and the launcher refuses them and itself
where accounts that are not trusted could change that folder. The exit code is 0 whether goals are reached or
not, and 1 when something could not be measured.
)";
}

}  // namespace bench
