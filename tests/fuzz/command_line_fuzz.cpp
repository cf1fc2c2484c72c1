#include "launcher/base/command_line.hpp"

#include <algorithm>
#include <cstdint>
#include <string>
#include <string_view>

#include "tests/fuzz/expect.hpp"

using launcher::CommandLineWord;
using launcher::quote_value;
using launcher::read_word;
using launcher::skip_program_name;
using launcher::split_line;

namespace {

bool is_blank(std::string_view text) {
  return text.find_first_not_of(" \t") == std::string_view::npos;
}

std::string without_quotes(std::string_view text) {
  std::string out(text);
  out.erase(std::remove(out.begin(), out.end(), '"'), out.end());
  return out;
}

void check_word(std::string_view line, const CommandLineWord& word) {
  expect(word.begin <= word.end && word.end <= line.size(), "a word lies in the line");
  const std::string_view token = line.substr(word.begin, word.end - word.begin);
  expect(word.value == without_quotes(token), "the value of a word is its text without the quotes");
  expect(word.quoted == (token.find('"') != std::string_view::npos), "a quoted word has a quote");
  expect(token.empty() || !is_blank(token.substr(0, 1)), "a word does not start with a blank");
}

/// The words, the separator, PROGRAM and the tail tile the line, with nothing but blanks between them.
void check_split(std::string_view line) {
  const auto split = split_line(line);
  std::size_t at = 0;
  for (const CommandLineWord& word : split.words) {
    check_word(line, word);
    expect(word.begin >= at && is_blank(line.substr(at, word.begin - at)), "blanks before a word");
    expect(word.end > word.begin, "a word has text");
    expect(word.quoted || word.value != "--", "the first unquoted -- is the separator");
    at = word.end;
  }
  if (!split.has_separator) {
    expect(is_blank(line.substr(at)), "without a separator every word is ours");
    expect(split.tail.empty() && split.program.begin == split.program.end, "without a separator no PROGRAM");
    return;
  }
  const std::size_t separator = line.find_first_not_of(" \t", at);
  expect(line.substr(separator, 2) == "--", "the separator follows our words");
  check_word(line, split.program);
  expect(is_blank(line.substr(separator + 2, split.program.begin - separator - 2)), "blanks before PROGRAM");
  expect(split.program.end + split.tail.size() == line.size() && line.ends_with(split.tail),
         "the tail is what follows PROGRAM");
  expect(split.tail.empty() || split.tail.data() == line.data() + split.program.end,
         "the tail is not a copy");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view line(reinterpret_cast<const char*>(data), size);
  check_split(line);
  check_split(skip_program_name(line));
  expect(line.ends_with(skip_program_name(line)),
         "what follows the name of a program is the end of the line");

  const std::string value = without_quotes(line);
  const std::string quoted = quote_value(value) + " rest";
  const CommandLineWord word = read_word(quoted, 0);
  expect(word.value == value && word.quoted && word.end == quoted.size() - 5, "a quoted value is read back");
  return 0;
}
