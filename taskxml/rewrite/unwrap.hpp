#pragma once

#include <cstddef>
#include <string>

#include "launcher/base/invocation.hpp"
#include "taskxml/task/exec.hpp"

namespace taskxml {

/// The original that the values describe (find_original), as text. The comment that may keep more is not
/// looked at, and left out.
std::string rebuild_exec(const Exec& exec, const launcher::Invocation& invocation);

}  // namespace taskxml
