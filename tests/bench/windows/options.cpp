#include "bench/windows/options.hpp"

#include <charconv>
#include <stdexcept>

#include "launcher/base/command_line.hpp"
#include "launcher/base/error.hpp"

namespace bench {
namespace {

constexpr int kMostRounds = 1000;
constexpr std::size_t kMostLetters = 10;

[[noreturn]] void refuse(const std::string& option, const std::string& reason) {
  throw launcher::Error(launcher::exit_code_from_win32(launcher::win32_error::kBadArguments),
                        {.what = "wrong option",
                         .subject = option,
                         .text = reason,
                         .advice = "drivelaunch_bench --help lists the options"});
}

int parse_rounds(std::string_view text) {
  int value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size() || value < 2 || value > kMostRounds)
    throw std::invalid_argument("a number from 2 to 1000 is needed");
  return value;
}

std::vector<launcher::DriveLetter> parse_letters(std::string_view text) {
  std::vector<launcher::DriveLetter> letters;
  for (const char letter : text)
    letters.push_back(launcher::DriveLetter::parse(std::string_view(&letter, 1)));
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

bool is_help(std::string_view word) {
  return word == "--help" || word == "-h" || word == "-?" || word == "/?";
}

}  // namespace

Options parse_options(std::string_view arguments) {
  Options options;
  const launcher::SplitLine line = launcher::split_line(arguments);
  for (std::size_t i = 0; i < line.words.size(); ++i) {
    const std::string& name = line.words[i].value;
    if (is_help(name)) {
      options.wants_help = true;
      continue;
    }
    const bool has_value = i + 1 < line.words.size();
    try {
      if (!set_value(options, name, has_value ? line.words[i + 1].value : ""))
        refuse(name, "there is no such option");
    } catch (const std::invalid_argument& error) {
      refuse(name, has_value ? error.what() : "its value is missing");
    }
    ++i;
  }
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
