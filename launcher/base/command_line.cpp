#include "launcher/base/command_line.hpp"

#include <algorithm>
#include <cstddef>
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
  for (;;) {
    const auto rest = line.begin() + static_cast<std::ptrdiff_t>(offset);
    const auto stop =
        std::find_if(rest, line.end(), [&](char c) { return c == '"' || (!inside_quotes && is_blank(c)); });
    const auto end = static_cast<std::size_t>(stop - line.begin());
    word.value += line.substr(offset, end - offset);
    offset = end;
    if (offset == line.size() || line[offset] != '"') break;
    inside_quotes = !inside_quotes;
    word.quoted = true;
    ++offset;
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
