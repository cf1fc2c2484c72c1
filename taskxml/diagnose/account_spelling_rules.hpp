#pragma once

#include <string_view>
#include <vector>

#include "taskxml/diagnose/import_rules.hpp"

namespace taskxml {

/// Where a definition is for: the machine it is diagnosed on, or any.
enum class Destination { this_machine, anywhere };

/// What of the accounts a task names (its principals' UserId and GroupId, its triggers' UserId) is understood
/// by some machines only. `task` is the text of one Task element and `tokens` are its tokens.
std::vector<ImportProblem> find_account_problems(const TokenList& tokens, std::string_view task,
                                                 Destination destination);

/// Whether an account may be one that only one machine has: a SID that begins with S-1-5-21 is one of a
/// domain or of a machine; in MACHINE\user the first part is a dot, or looks like the name of a machine and
/// not of a domain (a digit or a hyphen in it, or a word such as PC, SRV or DESKTOP at its end or beginning).
bool may_be_of_one_machine(std::string_view account);

}  // namespace taskxml
