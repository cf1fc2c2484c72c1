#pragma once

#include <string>

#include "launcher/base/invocation.hpp"
#include "taskxml/exec.hpp"

namespace taskxml {

/// The original of a wrapped action as far as its Arguments, parsed as `invocation`, tell it. The comment
/// that may keep more is not looked at, and left out.
std::string rebuild_exec(const Exec& exec, const launcher::Invocation& invocation);

/// The values of that original. `written`: those of the wrapped action.
ExecValues original_values(const ExecValues& written, const launcher::Invocation& invocation);

}  // namespace taskxml
