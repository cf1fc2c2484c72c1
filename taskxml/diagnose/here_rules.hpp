#pragma once

#include <vector>

#include "taskxml/diagnose/diagnose.hpp"

namespace taskxml {

/// The rules that need the machine the task is to run on: --here.
std::vector<Problem> check_here(const DiagnosedAction& action, const Principal& principal,
                                const ThisMachine& here);

}  // namespace taskxml
