#pragma once

#include "taskxml/rewrite/wrap.hpp"
#include "taskxml/task/read_action.hpp"

namespace taskxml {

/// wrap_exec of an action that has been read. Gives what was written as it reads, since the way back was tried.
ReadAction wrap_action(const ReadAction& action, const WrapOptions& options);

}  // namespace taskxml
