#pragma once

#include <string_view>
#include <vector>

#include "taskxml/diagnose/import_rules.hpp"

namespace taskxml {

/// The elements of a task that are in another namespace than it, because they declare one: xmlns="" on a
/// child is the usual case, left behind by programs that build XML element by element. What is in Data is
/// anybody's. `text` is that of one Task element, `tokens` are its tokens, `name_space` is its namespace.
std::vector<ImportProblem> find_foreign_elements(const TokenList& tokens, std::string_view text,
                                                 std::string_view name_space);

}  // namespace taskxml
