#pragma once

#include <string>
#include <string_view>

#include "taskxml/task/effective_action.hpp"
#include "taskxml/task/exec.hpp"

namespace taskxml {

/// An Exec element, and what it starts: for who needs both, since reading takes longer than anything that is done with
/// what was read.
struct ReadAction {
  Exec exec;
  EffectiveAction starts;
};

/// Throws what read_exec and find_invocation throw.
ReadAction read_action(std::string text);

}  // namespace taskxml
