#include "launcher/command/command_options.hpp"

#include <algorithm>

#include "launcher/base/command_line.hpp"

namespace launcher {
namespace {

constexpr const char* kAdvice = "Run drivelaunch --help for the options";

}  // namespace

void parse_command_options(
    Command command, std::string_view arguments, Invocation& options,
    const std::function<bool(std::string_view name, const std::optional<std::string>& value)>& own) {
  const CommandWord& row = word_of(command);
  const SplitLine split = split_line(arguments);
  if (split.has_separator)
    refuse_command_line("--", std::string(row.word) + " runs no program", "Leave out -- and what follows it");
  for (std::size_t i = 0; i < split.words.size(); ++i) {
    const std::string& word = split.words[i].value;
    const std::size_t equals = word.find('=');
    const std::string name = word.starts_with("--")
                                 ? word.substr(2, equals == std::string::npos ? equals : equals - 2)
                                 : std::string();
    std::optional<std::string> value;
    std::size_t used = i;
    if (equals != std::string::npos) {
      value = word.substr(equals + 1);
    } else if (i + 1 < split.words.size()) {
      value = split.words[++used].value;
    }
    if (std::find(row.options.begin(), row.options.end(), name) != row.options.end()) {
      set_option(options, *find_option(name), std::move(value));
    } else if (!own(name, value)) {
      refuse_command_line(word, std::string(row.word) + " has no such option",
                          "Run drivelaunch " + std::string(row.word) + " --help for the options");
    }
    i = used;
  }
}

bool is_json_format(const std::optional<std::string>& value) {
  if (value != "text" && value != "json")
    refuse_command_line("--format " + value.value_or(""), "it is text or json", kAdvice);
  return value == "json";
}

}  // namespace launcher
