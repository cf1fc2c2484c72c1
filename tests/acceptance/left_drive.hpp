#pragma once

#include <string>
#include <vector>

#include "taskxml/source/task_store.hpp"

/// Drives that a killed launcher has left. One is named by its letter and its path: `U:\\localhost\share`; a letter
/// that has become something else is never touched.
namespace acceptance {

/// In this logon session: nothing happens where the letter is something else. Throws launcher::Error.
void disconnect_here(const std::string& drive);

/// In the sessions of SYSTEM, LOCAL SERVICE and NETWORK SERVICE, which last as long as the machine runs, by a task
/// for each session, all at the same time, that starts `program` (this one) as a child. Waits at most 20 s. Throws
/// launcher::Error.
void disconnect_in_service_sessions(taskxml::TaskStore& store, const std::string& program,
                                    const std::vector<std::string>& drives);

}  // namespace acceptance
