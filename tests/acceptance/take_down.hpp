#pragma once

#include <string>
#include <vector>

#include "taskxml/source/task_store.hpp"

/// Taking away what this program has made: at its end, and at its start what a killed run has left.
namespace acceptance {

/// `%ProgramData%\DriveLaunchAcceptance`: everything this program makes on the disk is in it.
std::string own_data_folder();
/// The list of what was made, in it.
std::string made_list_path();

/// Ends and removes everything below the folder of tasks, then the drives, then what else the list names, newest
/// first, then the data folder. Continues after a failure and returns the texts of the failures. With one, the
/// list stays for the next start.
/// Throws launcher::Error where the data folder is somebody else's: then nothing is touched.
std::vector<std::string> take_everything_down(taskxml::TaskStore& store);

}  // namespace acceptance
