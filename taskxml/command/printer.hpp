#pragma once

#include <chrono>
#include <cstddef>
#include <span>
#include <string_view>

#include "taskxml/command/outcome.hpp"
#include "taskxml/source/inputs.hpp"

namespace taskxml {

/// "tasks" where all of them are registered, else "files".
std::string_view plural_of(std::span<const Input> inputs);

/// Goes back to the beginning of the line that shows the progress, and clears it.
inline constexpr std::string_view kClearLine = "\r\x1b[K";

/// Prints what became of each input, how far the run is where somebody watches, and the summary.
class Printer {
 public:
  Printer(std::span<const Input> inputs, Streams& streams);

  void print(const Outcome& outcome);
  /// Nothing for a single input.
  void print_summary() const;

  /// Or not done.
  bool has_refused() const { return refused_ + not_done_ != 0; }
  bool has_changed() const { return changed_ != 0; }

 private:
  std::size_t total_;
  std::string_view plural_;
  Streams& streams_;
  bool shows_progress_;
  bool has_progress_ = false;
  std::chrono::steady_clock::time_point next_progress_;
  std::size_t done_ = 0;
  std::size_t changed_ = 0;
  std::size_t refused_ = 0;
  std::size_t not_done_ = 0;
  std::size_t taken_ = 0;
};

}  // namespace taskxml
