#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "taskxml/diagnose/this_machine.hpp"
#include "taskxml/rules/rules.hpp"
#include "taskxml/task/account_kind.hpp"
#include "taskxml/task/effective_action.hpp"
#include "taskxml/task/finding.hpp"
#include "taskxml/task/task.hpp"
#include "taskxml/task/task_details.hpp"
#include "taskxml/xml/code_page.hpp"
#include "taskxml/xml/document.hpp"
#include "taskxml/xml/token_list.hpp"

/// What will go wrong with the drives of a task, and why.
namespace taskxml {

/// One rule that fits.
struct Problem {
  const Rule* rule = nullptr;
  std::size_t line = 0;
  std::size_t action = 0;  ///< number of the action it is about, from 1; 0: the task
  std::string about;       ///< what exactly: "S: in WorkingDirectory"; may be empty
};

/// What an action is, for the rules and the report.
struct DiagnosedAction {
  std::size_t line = 0;
  std::size_t index = 0;                   ///< from 1
  std::string kind;                        ///< name of the element
  std::optional<EffectiveAction> started;  ///< of an Exec that is understood
  std::string letters;                     ///< "CS"
  std::string network_letters;      ///< without C: and, on this machine, local disks: may be network drives
  std::vector<std::string> shares;  ///< UNC paths it names, up to the share
  std::string connects;             ///< how it connects drives itself: "net use"; empty: it does not

  bool uses_network() const {
    return !network_letters.empty() || !shares.empty() || (started && started->is_wrapped);
  }
};

struct TaskDiagnosis {
  std::size_t line = 0;
  std::string name;  ///< URI, else Group Policy name, else relative path
  Principal principal;
  AccountKind account = AccountKind::other;
  std::vector<DiagnosedAction> actions;
  std::vector<Problem> problems;
};

struct Diagnosis {
  std::vector<TaskDiagnosis> tasks;
  std::vector<Finding> notes;     ///< old Group Policy items
  std::vector<Finding> refusals;  ///< why the file cannot be read
};

/// What a task was read from, for who says more of it than a diagnosis does.
struct DiagnosedText {
  const Document& document;
  const Task& task;
  std::string_view text;  ///< of the Task element
  const TokenList& tokens;
  const TaskDetails& details;
};

/// Called for each task in the order of the file, with all that was found in it.
using OnDiagnosed = std::function<void(const TaskDiagnosis&, const DiagnosedText&)>;

/// `here` is the machine for --here; nullptr: only what the file shows. A file that is refused in the end may
/// have had tasks for `on_task` before.
Diagnosis diagnose(const FileName& name, std::string bytes, const std::optional<CodePage>& input_encoding,
                   const ThisMachine* here, const OnDiagnosed& on_task = {});

}  // namespace taskxml
