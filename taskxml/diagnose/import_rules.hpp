#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "taskxml/xml/token_list.hpp"

namespace taskxml {

struct ImportProblem {
  std::string_view id;     ///< of the rule
  std::size_t offset = 0;  ///< of the element, in the task's text
  std::string about;
};

/// Where a task is not what the schema has (all_schema_rows): elements, values, and the order of a trigger's
/// children as far as Task Scheduler itself keeps to it. `task` is the text of one Task element and `tokens`
/// are its tokens.
std::vector<ImportProblem> find_import_problems(const TokenList& tokens, std::string_view task);

}  // namespace taskxml
