#pragma once

#include <string>
#include <string_view>

namespace taskxml {

/// What the work on one input came to.
struct Outcome {
  std::string messages;  ///< for standard error
  std::string output;    ///< for standard output
  bool is_refused = false;
  bool is_not_done = false;  ///< the run was to end before its turn
  bool has_changed = false;
  bool has_taken = false;  ///< at least one action
};

/// On one line (launcher::on_one_line), with its end.
void add_line(std::string& text, std::string_view line);

}  // namespace taskxml
