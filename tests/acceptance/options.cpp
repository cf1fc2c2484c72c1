#include "acceptance/options.hpp"

#include <algorithm>
#include <charconv>
#include <stdexcept>

#include "support/option_line.hpp"

namespace acceptance {
namespace {

constexpr const char* kProgram = "drivelaunch_acceptance";

std::uint32_t parse_number(std::string_view text) {
  std::uint32_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size() || value == 0)
    throw std::invalid_argument("a number from 1 on is needed");
  return value;
}

std::vector<unsigned> parse_numbers(std::string_view text) {
  std::vector<unsigned> numbers;
  for (std::size_t at = 0; at <= text.size();) {
    const std::size_t end = std::min(text.find(',', at), text.size());
    numbers.push_back(parse_number(text.substr(at, end - at)));
    at = end + 1;
  }
  return numbers;
}

std::vector<launcher::DriveLetter> parse_letters(std::string_view text) {
  std::vector<launcher::DriveLetter> letters = option_line::parse_letters(text);
  if (letters.size() != 2) throw std::invalid_argument("two letters are needed");
  return letters;
}

Format parse_format(std::string_view text) {
  if (text == "text") return Format::text;
  if (text == "json") return Format::json;
  if (text == "markdown") return Format::markdown;
  throw std::invalid_argument("text, json or markdown is needed");
}

bool set_flag(Options& options, std::string_view name) {
  if (name == "--yes") return options.is_agreed = true;
  if (name == "--anyway") return options.is_anyway = true;
  if (name == "--short") return options.is_short = true;
  if (name == "--remove") return options.removes_only = true;
  if (option_line::is_help(name)) return options.wants_help = true;
  return false;
}

/// False: there is no such option. Throws std::invalid_argument with the reason.
bool set_value(Options& options, std::string_view name, std::string_view value) {
  if (name == "--format")
    options.format = parse_format(value);
  else if (name == "--share")
    options.shares.push_back(launcher::UncPath::parse(value));
  else if (name == "--share-user")
    options.share_user = value;
  else if (name == "--silent")
    options.silent.push_back(launcher::UncPath::parse(value));
  else if (name == "--letters")
    options.letters = parse_letters(value);
  else if (name == "--only")
    options.checks = parse_numbers(value);
  else if (name == "--for")
    options.principals.emplace_back(value);
  else if (name == "--end-at")
    options.end_at = parse_number(value);
  else
    return false;
  return true;
}

}  // namespace

Options parse_options(std::string_view arguments) {
  Options options;
  option_line::read(arguments,
                    {.program = kProgram,
                     .set_flag = [&](std::string_view name) { return set_flag(options, name); },
                     .set_value = [&](std::string_view name,
                                      std::string_view value) { return set_value(options, name, value); }});
  if (!options.shares.empty() && options.shares.size() != 2)
    option_line::refuse(kProgram, "--share", "it is given twice or not at all");
  if (!options.share_user.empty() && (options.shares.empty() || !options.is_agreed))
    option_line::refuse(kProgram, "--share-user", "it is used with --share and --yes only");
  return options;
}

std::string help_text() {
  return R"(Shows on this machine what DriveLaunch promises, and takes away again what it makes for that.

  drivelaunch_acceptance [options]      in an elevated prompt, on a machine that you can throw away

  --yes               does not ask before it makes anything
  --anyway            runs on a machine that looks like production, too
  --remove            only takes away what an earlier run has left
  --short             closes the file of check 23 before the launcher has waited in vain for ten seconds
  --only N,N          only the checks with these numbers
  --for PRINCIPAL     only for this one, such as SYSTEM or "user, password"; may be repeated
  --format text|json|markdown
  --share \\SERVER\SHARE   twice: uses these shares instead of making two on this machine
  --share-user USER   whom these shares know, for drives with a credential; the password is read from standard
                      input, one line. Needs --yes
  --silent \\SERVER\SHARE  a share on a server that does not answer; may be repeated. Without it one is looked
                      for on this machine
  --letters ST        uses these two drive letters; without it, two that are free
  --end-at N          dies at step N; the tests see with it what a later start takes away

The exit code is the number of checks that failed. 255: it did not come to the checks, or there are more.
)";
}

}  // namespace acceptance
