#include "launcher/base/command_line.hpp"

#include <stdexcept>

namespace launcher {
namespace {

bool is_blank(char c) {
  return c == ' ' || c == '\t';
}

}  // namespace

CommandLineWord read_word(std::string_view line, std::size_t offset) {
  CommandLineWord word;
  while (offset < line.size() && is_blank(line[offset]))
    ++offset;
  word.begin = offset;
  bool inside_quotes = false;
  for (; offset < line.size() && (inside_quotes || !is_blank(line[offset])); ++offset) {
    if (line[offset] == '"') {
      inside_quotes = !inside_quotes;
      word.quoted = true;
    } else {
      word.value.push_back(line[offset]);
    }
  }
  word.end = offset;
  return word;
}

SplitLine split_line(std::string_view line) {
  SplitLine split;
  std::size_t at = 0;
  while (!split.has_separator) {
    CommandLineWord word = read_word(line, at);
    if (word.begin == word.end) return split;
    at = word.end;
    split.has_separator = word.value == "--" && !word.quoted;
    if (!split.has_separator) split.words.push_back(std::move(word));
  }
  split.program = read_word(line, at);
  split.tail = line.substr(split.program.end);
  return split;
}

std::string_view skip_program_name(std::string_view whole_line) {
  // A line that starts with a blank has an empty program name, as the C runtime reads it.
  if (!whole_line.empty() && is_blank(whole_line.front())) return whole_line;
  return whole_line.substr(read_word(whole_line, 0).end);
}

std::string quote_value(std::string_view value) {
  if (value.find('"') != std::string_view::npos) {
    throw std::invalid_argument("a value that holds a quote cannot be written on this command line");
  }
  std::string quoted;
  quoted.reserve(value.size() + 2);
  quoted += '"';
  quoted += value;
  quoted += '"';
  return quoted;
}

}  // namespace launcher
