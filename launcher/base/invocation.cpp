#include "launcher/base/invocation.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <stdexcept>
#include <system_error>
#include <utility>

#include "launcher/base/command_line.hpp"
#include "launcher/base/command_words.hpp"
#include "launcher/base/drive.hpp"
#include "launcher/base/error.hpp"
#include "launcher/base/nearest.hpp"
#include "launcher/base/option_words.hpp"
#include "launcher/base/success_codes.hpp"
#include "launcher/text/text_encoding.hpp"

namespace launcher {
namespace {

constexpr std::string_view kHelpAdvice = "Run drivelaunch --help for the options";

void check_not_empty(std::string_view value) {
  if (value.empty()) throw std::invalid_argument("the value is empty");
}

void check_any(std::string_view) {}

void check_names(std::string_view value) {
  parse_name_list(value);
}
void check_drive(std::string_view value) {
  parse_drive_option(value);
}
void check_timeout(std::string_view value) {
  parse_duration(value);
}
void check_success_codes(std::string_view value) {
  SuccessCodes::parse(value);
}

void check_until(std::string_view value) {
  if (value != "program" && value != "tree") throw std::invalid_argument("it is program or tree");
}

void check_directory(std::string_view value) {
  if (count_utf16_units(value) > kLongestDirectory) {
    throw std::invalid_argument(fmt::format("a directory has at most {} characters", kLongestDirectory));
  }
}

void check_was(std::string_view value) {
  static constexpr std::array<std::string_view, 6> kWords{
      "quoted", "empty-arguments", "empty-directory", "quoted-directory", "no-directory", kSplitName};
  for (const std::string& word : parse_name_list(value)) {
    if (std::find(kWords.begin(), kWords.end(), word) == kWords.end()) {
      throw std::invalid_argument(
          "it is a list of: quoted, empty-arguments, empty-directory, quoted-directory, no-directory, split");
    }
  }
}

/// What --quotes says.
struct QuoteCount {
  std::size_t quotes = 0;
  std::optional<std::size_t> programs;  ///< `-- "` behind PROGRAM; empty: `quotes` is that of the whole line
};

std::size_t parse_count(std::string_view text) {
  std::size_t count = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), count);
  if (error != std::errc() || end != text.data() + text.size() || text.size() > 5)
    throw std::invalid_argument("it is a count that taskxml wrote; wrap the task again");
  return count;
}

QuoteCount parse_quotes(std::string_view value) {
  const std::size_t plus = value.find('+');
  QuoteCount count{.quotes = parse_count(value.substr(0, plus)), .programs = {}};
  if (plus != std::string_view::npos) count.programs = parse_count(value.substr(plus + 1));
  return count;
}

void check_quotes(std::string_view value) {
  parse_quotes(value);
}

std::size_t count_of(char c, std::string_view text) {
  return static_cast<std::size_t>(std::count(text.begin(), text.end(), c));
}

/// How often what print_invocation writes before PROGRAM is in the text.
std::size_t count_programs(std::string_view text) {
  constexpr std::string_view kBeforeProgram = "-- \"";
  std::size_t count = 0;
  for (std::size_t at = text.find(kBeforeProgram); at != std::string_view::npos;
       at = text.find(kBeforeProgram, at + 1))
    ++count;
  return count;
}

const std::array<Option, 18> kOptions{{
    // First, so that nothing a %VARIABLE% brings can stand before it.
    {"quotes", "COUNT", "", false, &Invocation::quotes, check_quotes},
    {"config", "FILE", "drives.ini; without it and without --drive: %ProgramData%\\DriveLaunch\\drives.ini",
     true, &Invocation::config, check_not_empty},
    {"only", "S,T,media", "of that file, only these drives and shares", false, &Invocation::only,
     check_names},
    {"drive", "S=\\\\srv\\share", "one more drive, without a file; may be repeated", true,
     &Invocation::drives, check_drive},
    {"timeout", "2m", "how long connecting may take (ms, s, m, h); overrides the file's", false,
     &Invocation::timeout, check_timeout},
    {"until", "program|tree", "what must end before the drives go (default program)", false,
     &Invocation::until, check_until},
    {"success-codes", "0-3,7", "exit codes of PROGRAM that are returned as 0", false,
     &Invocation::success_codes, check_success_codes},
    {"output", "FILE", "appends PROGRAM's stdout and stderr to FILE", true, &Invocation::output,
     check_not_empty},
    {"log", "FILE", "where the run is logged", true, &Invocation::log, check_not_empty},
    {"verbose", "", "says on stderr what is done", false, &Invocation::verbose},
    {"quiet", "", "no warnings on stderr, only errors", false, &Invocation::quiet},
    {"dry-run", "", "prints the plan and PROGRAM's exact command line; does nothing", false,
     &Invocation::dry_run},
    {"help", "", "prints this", false, &Invocation::help},
    {"version", "", "prints the version", false, &Invocation::version},
    {"name", "TEXT", "labels every line of the log", true, &Invocation::name, check_any},
    {"chdir", "DIR", "PROGRAM's working directory, entered after the drives are there", true,
     &Invocation::chdir, check_directory},
    {"was", "WORDS", "", false, &Invocation::was, check_was},
    {"was-command", "TEXT", "", true, &Invocation::was_command, check_any},
}};

[[noreturn]] void refuse(std::string subject, std::string text, std::string_view advice = kHelpAdvice) {
  refuse_command_line(std::move(subject), std::move(text), std::string(advice));
}

[[noreturn]] void refuse_unknown(std::string_view name, std::string_view written) {
  std::vector<std::string_view> names;
  for (const Option& option : kOptions) {
    if (!option.help.empty()) names.push_back(option.name);
  }
  if (find_command(name) != nullptr) {
    refuse(std::string(written), "a command is written without dashes",
           fmt::format("Write drivelaunch {}", name));
  }
  const std::string nearest = find_nearest(name, names);
  refuse(std::string(written), "there is no such option",
         nearest.empty() ? std::string(kHelpAdvice) : fmt::format("Did you mean --{}?", nearest));
}

void refuse_stray_word(const OptionWords& words) {
  const std::string& word = words.word();
  if (words.is_first() && find_command(word) != nullptr) {
    refuse(word, "this command runs no program", "Only drivelaunch run does; see drivelaunch --help");
  }
  if (const std::string_view nearest = words.is_first() ? find_nearest_command(word) : ""; !nearest.empty())
    refuse(word, "there is no such command", fmt::format("Did you mean {}?", nearest));
  refuse(word.empty() ? "\"\"" : word, "a word that is neither an option nor the value of one",
         "Write -- before PROGRAM, and put a value that holds blanks in quotes");
}

}  // namespace

std::span<const Option> invocation_options() {
  return kOptions;
}

const Option* find_option(std::string_view name) {
  const auto found = std::find_if(kOptions.begin(), kOptions.end(),
                                  [&](const Option& option) { return option.name == name; });
  return found == kOptions.end() ? nullptr : &*found;
}

void set_option(Invocation& invocation, const Option& option, std::optional<std::string> value) {
  const std::string written = fmt::format("--{}", option.name);
  if (const auto* flag = std::get_if<Option::Flag>(&option.member)) {
    if (value) refuse(written + "=" + *value, "this option takes no value");
    if (invocation.*(*flag)) refuse(written, "given twice");
    invocation.*(*flag) = true;
    return;
  }
  if (!value) refuse(written, fmt::format("its value is missing: {} {}", written, option.placeholder));
  if (find_invalid_utf8(*value) != std::string::npos) refuse(written, "its value is not valid Unicode text");
  if (value->find('"') != std::string::npos) refuse(written + " " + *value, "a value cannot hold a quote");
  try {
    option.check(*value);
  } catch (const std::invalid_argument& reason) {
    refuse(fmt::format("{} {}", written, value->empty() ? "\"\"" : *value), reason.what());
  }
  if (const auto* list = std::get_if<Option::List>(&option.member)) {
    (invocation.*(*list)).push_back(std::move(*value));
    return;
  }
  std::optional<std::string>& text = invocation.*std::get<Option::Text>(option.member);
  if (text) refuse(written, "given twice");
  text = std::move(value);
}

Invocation parse_invocation(std::string_view arguments) {
  OptionWords words(arguments);
  words.refuse_odd_quotes();
  Invocation invocation;
  while (words.next()) {
    if (words.is_first() && words.word() == "run") continue;
    if (!words.is_option()) refuse_stray_word(words);
    const std::string name = words.name();
    const Option* option = find_option(name);
    if (option == nullptr) refuse_unknown(name, words.word());
    set_option(invocation, *option,
               option->placeholder.empty() ? words.attached_value() : words.take_value());
  }
  const SplitLine& split = words.split();
  invocation.has_program = split.program.begin != split.program.end;
  if (invocation.has_program) {
    invocation.program = split.program.value;
    invocation.program_token = arguments.substr(split.program.begin, split.program.end - split.program.begin);
    invocation.tail = split.tail;
    if (find_invalid_utf8(invocation.program) != std::string::npos) {
      refuse("PROGRAM", "its name is not valid Unicode text");
    }
  }
  if (!invocation.help && !invocation.version && invocation.program.empty()) {
    refuse(split.has_separator ? "--" : "PROGRAM", "no program to run",
           "Write -- PROGRAM ARGUMENTS at the end of the line; see drivelaunch --help");
  }
  if (invocation.verbose && invocation.quiet) refuse("--verbose --quiet", "these two exclude each other");
  return invocation;
}

std::string print_invocation(const Invocation& invocation) {
  std::string line;
  const auto add_name = [&](const Option& option) {
    line += "--";
    line += option.name;
    line += ' ';
  };
  const auto add = [&](const Option& option, std::string_view value) {
    // Without quotes a value that starts with a dash would be read as the next option.
    const bool quoted = option.quoted || value.empty() || value.starts_with('-');
    add_name(option);
    if (quoted) {
      line += quote_value(value);
    } else {
      line += value;
    }
    line += ' ';
  };
  for (const Option& option : kOptions) {
    if (const auto* flag = std::get_if<Option::Flag>(&option.member)) {
      if (invocation.*(*flag)) add_name(option);
    } else if (const auto* list = std::get_if<Option::List>(&option.member)) {
      for (const std::string& value : invocation.*(*list))
        add(option, value);
    } else if (const auto& text = invocation.*std::get<Option::Text>(option.member)) {
      add(option, *text);
    }
  }
  if (!invocation.has_program) {
    if (!line.empty()) line.pop_back();
    return line;
  }
  line += "-- ";
  line += quote_value(invocation.program);
  line += invocation.tail;
  return line;
}

std::optional<std::string> count_quotes(const Invocation& invocation) {
  Invocation before_tail = invocation;
  before_tail.quotes.reset();
  before_tail.tail.clear();
  const std::string line = print_invocation(before_tail);
  if (line.find('%') == std::string::npos) return std::nullopt;
  const std::string& tail = invocation.tail;
  const bool tail_varies = tail.find('%') != std::string::npos || tail.find("$(") != std::string::npos ||
                           tail.find("$$") != std::string::npos;
  if (tail_varies) return fmt::format("{}+{}", count_of('"', line), count_programs(tail));
  return fmt::format("{}", count_of('"', line) + count_of('"', tail));
}

void require_counted_quotes(std::string_view arguments, const Invocation& invocation) {
  if (!invocation.quotes) return;
  const QuoteCount expected = parse_quotes(*invocation.quotes);
  const std::size_t begin_of_tail = arguments.size() - invocation.tail.size();
  const std::size_t quotes =
      count_of('"', expected.programs ? arguments.substr(0, begin_of_tail) : arguments);
  const bool has_program_twice = expected.programs && count_programs(invocation.tail) > *expected.programs;
  if (quotes == expected.quotes && !has_program_twice) return;
  refuse(fmt::format("--quotes {}", *invocation.quotes),
         "the line has other quotes than taskxml gave it: "
         "a %VARIABLE% in it has brought some, or the line was edited",
         "Look at the variables of the task's account (set); for a line that was edited, leave --quotes out");
}

std::vector<std::string> parse_name_list(std::string_view text) {
  std::vector<std::string> names;
  for (;;) {
    const std::size_t comma = text.find(',');
    const std::string_view name = text.substr(0, comma);
    if (!is_valid_name(name)) {
      throw std::invalid_argument("it is a list of names, separated by commas and without blanks: S,T,media");
    }
    names.emplace_back(name);
    if (comma == std::string_view::npos) return names;
    text.remove_prefix(comma + 1);
  }
}

bool has_name(std::string_view list, std::string_view name) {
  const std::vector<std::string> names = parse_name_list(list);
  return std::find(names.begin(), names.end(), name) != names.end();
}

}  // namespace launcher
