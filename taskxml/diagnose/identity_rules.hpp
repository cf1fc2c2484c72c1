#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "taskxml/diagnose/diagnose.hpp"

/// What the account a task runs as means for the drives and shares of an action. Problems have no line yet.
namespace taskxml {

/// The letters that the logon session of this account does not have.
std::vector<Problem> check_letters(const DiagnosedAction& action, const Principal& principal);

/// As whom a server sees the task: as nobody, as the computer, or as whoever is logged on.
std::vector<Problem> check_network_identity(const DiagnosedAction& action, const Principal& principal);

/// "S: T:"
std::string print_letters(std::string_view letters);

}  // namespace taskxml
