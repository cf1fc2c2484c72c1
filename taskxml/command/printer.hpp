#pragma once

#include <chrono>
#include <cstddef>
#include <span>
#include <string>
#include <string_view>

#include "taskxml/command/outcome.hpp"
#include "taskxml/source/inputs.hpp"

namespace taskxml {

/// "tasks" where all of them are registered, else "files".
std::string_view plural_of(std::span<const Input> inputs);

/// Goes back to the beginning of the line that shows the progress, and clears it.
inline constexpr std::string_view kClearLine = "\r\x1b[K";

/// Messages of a run in the order of its inputs, and how far it is where somebody watches: "12 of 500 files".
class Progress {
 public:
  Progress(std::span<const Input> inputs, Streams& streams);

  /// One input more is done. `messages` may be empty.
  void step(std::string messages);
  /// Takes the line away before something else is printed.
  void clear();

  std::size_t done() const { return done_; }

 private:
  std::size_t total_;
  std::string_view plural_;
  Streams& streams_;
  bool is_watched_;
  bool has_line_ = false;
  std::chrono::steady_clock::time_point next_line_;
  std::size_t done_ = 0;
};

/// Prints what became of each input, how far the run is where somebody watches, and the summary.
class Printer {
 public:
  Printer(std::span<const Input> inputs, Streams& streams);

  void print(const Outcome& outcome);
  /// Nothing for a single input.
  void print_summary();

  /// Or not done.
  bool has_refused() const { return refused_ + not_done_ != 0; }
  bool has_changed() const { return changed_ != 0; }

 private:
  std::size_t total_;
  std::string_view plural_;
  Streams& streams_;
  Progress progress_;
  std::size_t changed_ = 0;
  std::size_t refused_ = 0;
  std::size_t not_done_ = 0;
  std::size_t taken_ = 0;
};

}  // namespace taskxml
