#pragma once

#include <string>

#include "taskxml/source/task_store.hpp"

namespace taskxml {

/// The path, with backslashes, that the definition of a task has in a folder of files: `Backup\Nightly.xml`.
/// The same for two paths only where Task Scheduler takes them for one, and valid in every folder of Windows:
/// what a file's name cannot have (`<>"|?*`, a dot or a blank at the end, the names of devices) and `%` are
/// written `%XX`; a part of more than 200 bytes is cut and ends in a number made of all of it. `number` above 1
/// is written `Nightly~2.xml`, which no task has.
std::string task_file_name(const TaskPath& path, unsigned number = 1);

}  // namespace taskxml
