#pragma once

#include <string>
#include <vector>

#include "taskxml/source/task_store.hpp"

namespace acceptance {

/// What this machine has of the things that this program makes: one line each, sorted. "account: anna",
/// "task: \Backup\Nightly". What cannot be listed is a line, too, with the reason.
std::vector<std::string> read_machine_state(taskxml::TaskStore& store);

/// `+ line` for what is there more, `- line` for what is there less; empty: both are the same.
std::vector<std::string> compare_machine_states(const std::vector<std::string>& before,
                                                const std::vector<std::string>& after);

}  // namespace acceptance
