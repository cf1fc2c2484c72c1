#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

/// Command lines as text, by the one rule Windows has for the name of a program: quotes group, a backslash is
/// always literal, a quote can never be part of a value. (Microsoft C++ docs, "Parsing C command-line
/// arguments": the first argument is treated specially.) The rest of a line, the arguments of a program we
/// start, is never parsed and quoted again.
namespace launcher {

/// One word of a line.
struct CommandLineWord {
  std::string value;      ///< without the quotes that grouped it
  bool quoted = false;    ///< had a quote anywhere
  std::size_t begin = 0;  ///< its first byte in the line
  std::size_t end = 0;    ///< one past its last byte
};

/// The word at or after `offset`; words are separated by blanks and tabs. A quote that is not closed reaches
/// to the end of the line. At the end of the line: an empty word with begin == end == line.size() and quoted
/// == false.
CommandLineWord read_word(std::string_view line, std::size_t offset);

/// A line `OUR WORDS -- PROGRAM ARGUMENTS`.
struct SplitLine {
  std::vector<CommandLineWord> words;  ///< those before the first unquoted `--`, or all
  bool has_separator = false;
  CommandLineWord program;  ///< begin == end: there is none
  std::string_view tail;  ///< everything after PROGRAM, byte for byte, with its leading blank; part of `line`
};

/// Splits a line that has no name of a program in front (what Task Scheduler calls Arguments).
SplitLine split_line(std::string_view line);

/// The part of a whole command line (GetCommandLineW) that follows the name of the program it starts with.
std::string_view skip_program_name(std::string_view whole_line);

/// `"value"`. Throws std::invalid_argument for a value that holds a quote: no quoting can express it.
std::string quote_value(std::string_view value);

}  // namespace launcher
