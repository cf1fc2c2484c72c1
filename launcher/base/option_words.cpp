#include "launcher/base/option_words.hpp"

#include <algorithm>
#include <utility>

#include "launcher/base/error.hpp"

namespace launcher {

std::string OptionWords::name() const {
  if (!is_option()) return {};
  std::string name = word().substr(2, std::min(word().find('='), word().size()) - 2);
  const std::string written = "--" + name;
  if (line_.substr(current().begin, written.size()) != written)
    refuse_command_line(written, "the name of an option is written without quotes",
                        "Run drivelaunch --help for the options");
  return name;
}

std::optional<std::string> OptionWords::attached_value() const {
  const std::size_t equals = word().find('=');
  return equals == std::string::npos ? std::nullopt : std::optional(word().substr(equals + 1));
}

std::optional<std::string> OptionWords::take_value() {
  if (std::optional<std::string> attached = attached_value()) return attached;
  const bool has_value =
      at_ < split_.words.size() && (split_.words[at_].quoted || !split_.words[at_].value.starts_with("--"));
  return has_value ? std::optional(split_.words[at_++].value) : std::nullopt;
}

/// Task Scheduler expands %VARIABLES% before we see the line, and one that has quotes of its own would end such a
/// pair early; mostly that leaves another shape. For what does not, see count_quotes.
void OptionWords::refuse_odd_quotes() const {
  for (const CommandLineWord& word : split_.words) {
    if (!word.quoted) continue;
    const std::string written(line_.substr(word.begin, word.end - word.begin));
    const auto quotes = std::count(written.begin(), written.end(), '"');
    if (quotes % 2 != 0)
      refuse_command_line(written, "a quote that is not closed", "Put the whole value in one pair of quotes");
    const std::size_t first = written.find('"');
    const bool opens_value = first == 0 || written[first - 1] == '=';
    if (quotes != 2 || !opens_value || written.back() != '"') {
      refuse_command_line(
          written, "quotes that are not one pair around a value",
          "Put the whole value in one pair of quotes; the value of a %VARIABLE% must have none");
    }
  }
}

void refuse_command_line(std::string subject, std::string text, std::string advice) {
  throw Error(exit_code_from_win32(win32_error::kBadArguments), {.what = "bad command line",
                                                                 .subject = std::move(subject),
                                                                 .text = std::move(text),
                                                                 .advice = std::move(advice)});
}

}  // namespace launcher
