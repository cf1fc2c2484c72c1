#pragma once

#include <string_view>

#include "taskxml/task/task.hpp"

namespace taskxml {

/// read_tasks for who needs no more than a Task and changes nothing but its Exec actions: of each task tinyxml2
/// reads what decides about these, all but the content of find_undeciding. Whoever looks at more of a task, such
/// as its triggers, has to call read_tasks.
void read_deciding(std::string_view text, const TaskVisitor& visitor);

}  // namespace taskxml
