#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "launcher/base/command_line.hpp"

/// The words of our own command lines: `--name`, `--name=value`, `--name value`, and others. Every command of
/// drivelaunch reads its line with this; what the options mean is the command's.
namespace launcher {

/// Reads the words before `--` one after the other. Throws Error (ERROR_BAD_ARGUMENTS); what it says repeats no
/// value, which could be a secret written in the wrong place.
class OptionWords {
 public:
  /// `line` has to outlive this object.
  explicit OptionWords(std::string_view line) : line_(line), split_(split_line(line)) {}

  /// Moves on to the next word, the first one at first. False at the end.
  bool next() { return ++at_ <= split_.words.size(); }
  const std::string& word() const { return current().value; }
  bool is_first() const { return at_ == 1; }
  /// Whether it begins with two dashes.
  bool is_option() const { return word().starts_with("--"); }
  /// The name of the option, without the dashes; empty for a word that is none. Throws when it is in quotes.
  std::string name() const;
  /// What follows the option's `=`; empty without one.
  std::optional<std::string> attached_value() const;
  /// That, or else the next word, which is then behind us, unless it is an option itself. Empty: there is none.
  std::optional<std::string> take_value();

  /// Throws for a word with quotes that are not one pair around all of a value.
  void refuse_odd_quotes() const;
  const SplitLine& split() const { return split_; }

 private:
  const CommandLineWord& current() const { return split_.words[at_ - 1]; }

  std::string_view line_;
  SplitLine split_;
  std::size_t at_ = 0;  ///< one past the current word
};

/// Our command line is wrong: throws Error (ERROR_BAD_ARGUMENTS).
[[noreturn]] void refuse_command_line(std::string subject, std::string text, std::string advice);

}  // namespace launcher
