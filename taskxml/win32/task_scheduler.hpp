#pragma once

#include <memory>

#include "taskxml/source/task_store.hpp"

namespace taskxml {

/// This machine's Task Scheduler, by ITaskService and its siblings. Sources: their pages, and what the service
/// does with each call: [MS-TSCH] 3.2.5.4.
///
/// read() is two calls, and one more for each change of the folder: tasks are read in the order of list().
/// A login whose account is a SID is given to Task Scheduler by its name, which is what RegisterTask takes.
/// Validating looks at no login ([MS-TSCH] 3.2.5.4.2: that comes after), so one that is given is left out.
/// Besides what task_store.hpp says, update has TASK_DONT_ADD_PRINCIPAL_ACE: without it the service gives the
/// account of the task the right to read the task again, where an administrator has taken it away.
///
/// Throws launcher::Error when Task Scheduler cannot be reached.
std::unique_ptr<TaskStore> connect_to_task_scheduler();

}  // namespace taskxml
