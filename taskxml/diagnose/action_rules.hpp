#pragma once

#include <string>
#include <string_view>

#include "taskxml/diagnose/diagnose.hpp"

namespace taskxml {

/// The rules about one action: its letters, its elements, how it is wrapped. Problems have no line yet.
std::vector<Problem> check_action(const DiagnosedAction& action, const Principal& principal,
                                  std::string_view exec_text, const ThisMachine* here);

/// The command by which the action maps drives itself: "net use", "New-PSDrive", ...; empty: none.
std::string find_mapping_command(const EffectiveAction& started);

}  // namespace taskxml
