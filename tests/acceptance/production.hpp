#pragma once

#include <string>

#include "taskxml/source/task_store.hpp"

namespace acceptance {

/// Why this looks like a machine that people depend on: "it is a domain controller"; empty: it does not. More than
/// 20 tasks with a stored password are a sign of that, too. Throws launcher::Error.
std::string why_production(taskxml::TaskStore& store, bool is_domain_controller);

}  // namespace acceptance
