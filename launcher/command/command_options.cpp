#include "launcher/command/command_options.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace launcher {

OptionWords read_command_words(Command command, std::string_view arguments) {
  OptionWords words(arguments);
  if (words.split().has_separator)
    refuse_command_line("--", fmt::format("{} runs no program", word_of(command).word),
                        "Leave out -- and what follows it");
  return words;
}

void parse_command_options(Command command, std::string_view arguments, Invocation& options,
                           const std::function<bool(OptionWords& words)>& own) {
  const CommandWord& row = word_of(command);
  OptionWords words = read_command_words(command, arguments);
  words.refuse_odd_quotes();
  while (words.next()) {
    const std::string name = words.name();
    if (std::find(row.options.begin(), row.options.end(), name) != row.options.end()) {
      set_option(options, *find_option(name), words.take_value());
    } else if (!own(words)) {
      refuse_command_line(words.word(), fmt::format("{} has no such option", row.word),
                          fmt::format("Run drivelaunch {} --help for the options", row.word));
    }
  }
}

bool take_json_format(OptionWords& words) {
  const std::string value = words.take_value().value_or("");
  if (value != "text" && value != "json")
    refuse_command_line(value.empty() ? "--format" : "--format " + value, "it is text or json",
                        "Run drivelaunch --help for the options");
  return value == "json";
}

}  // namespace launcher
