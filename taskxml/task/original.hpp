#pragma once

#include <cstddef>

#include "launcher/base/invocation.hpp"
#include "taskxml/task/exec.hpp"

namespace taskxml {

/// What was wrapped, as far as the values of a wrapped action show it.
///
/// The rule: what --was and --was-command say counts only where the values that are there fit it exactly:
/// where wrapping the original they describe gives this PROGRAM, this rest of the line, this --chdir, these
/// words and no WorkingDirectory. Any doubt means the values that are there: PROGRAM, what follows it, and
/// the directory. So nothing in an edited action gets lost.
struct Original {
  ExecValues values;
  bool hints_count = false;     ///< --was and --was-command fit
  std::size_t rest_length = 0;  ///< how much of what follows PROGRAM belongs to Command
  bool was_edited = false;      ///< they do not fit, or there is a WorkingDirectory: wrap leaves none
  /// --chdir and WorkingDirectory differ. `values` has the first, in which PROGRAM runs.
  bool has_two_directories = false;
};

/// `written`: the values of the wrapped action; `invocation`: its Arguments.
Original find_original(const ExecValues& written, const launcher::Invocation& invocation);

}  // namespace taskxml
