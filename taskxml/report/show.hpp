#pragma once

#include <optional>
#include <string>
#include <vector>

#include "taskxml/task/effective_action.hpp"
#include "taskxml/task/finding.hpp"
#include "taskxml/task/task.hpp"
#include "taskxml/xml/code_page.hpp"

namespace taskxml {

/// One action as `show` lists it.
struct ShownAction {
  std::size_t line = 0;
  std::string task;         ///< URI, else Group Policy name, else relative path
  std::size_t index = 0;    ///< of the action in its task, from 1
  std::string kind;         ///< name of the element: Exec, ComHandler, SendEmail, ShowMessage
  EffectiveAction started;  ///< of an Exec
  std::string letters;      ///< "CS"
  Principal principal;
  std::string problem;  ///< why an Exec cannot be understood; empty: nothing
};

struct ShowResult {
  std::vector<ShownAction> actions;
  std::vector<Finding> notes;     ///< old Group Policy items
  std::vector<Finding> refusals;  ///< the file, or actions that cannot be understood
};

ShowResult show(const FileName& name, std::string bytes, const std::optional<CodePage>& input_encoding);

}  // namespace taskxml
