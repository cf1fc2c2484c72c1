#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "taskxml/xml/scan.hpp"

/// Finds the tasks of a file and what of them matters here. Forms: one `<Task>` as Task Scheduler exports it;
/// several documents, one after the other, each with its declaration (schtasks /query /xml); several below
/// `<Tasks>`, each after a comment that names it (schtasks /query /xml ONE); Group Policy's
/// ScheduledTasks.xml, where a task without namespace is in TaskV2/Properties.
namespace taskxml {

enum class ActionKind { exec, com_handler, send_email, show_message, other };

struct Action {
  ActionKind kind = ActionKind::other;
  std::string_view name;  ///< of the element
  std::size_t begin = 0;  ///< of the element in the document's text
  std::size_t end = 0;
  /// Of an Exec: the start tag that makes it none of Task Scheduler's, as it is written: its own, in another
  /// namespace than the task, or that of an element inside it under another prefix. Mostly empty.
  std::string_view foreign_tag;
};

/// Throws Refusal for an Exec with a foreign_tag: who reads elements by their prefix would miss a part of it.
void require_own_namespace(const Action& action);

/// The account a task runs as; empty parts are not there.
struct Principal {
  std::string id;
  std::string user_id;
  std::string group_id;
  std::string logon_type;
  std::string run_level;

  /// Whether the task runs on somebody's desktop: InteractiveToken, a group, or no logon type at all, which
  /// Task Scheduler takes for InteractiveToken, unless the account is one that has no desktop (SYSTEM, LOCAL
  /// SERVICE, NETWORK SERVICE). [MS-TSCH] 2.5.3, 3.2.5.1.2.
  bool is_interactive() const;
  /// The user or the group.
  const std::string& account() const { return group_id.empty() ? user_id : group_id; }
};

struct Task {
  std::size_t begin = 0;
  std::size_t end = 0;
  std::string name_space;  ///< of its elements: Task Scheduler's or, in files of Group Policy, none
  std::string uri;         ///< RegistrationInfo/URI
  std::string group_policy_name;
  std::string listed_name;  ///< in the comment before it
  Principal principal;      ///< the one Actions names, else the first
  std::vector<Action> actions;

  /// URI, else Group Policy name, else the name in the comment before it; empty: it has none.
  const std::string& name() const {
    if (!uri.empty()) return uri;
    return group_policy_name.empty() ? listed_name : group_policy_name;
  }
};

/// A Group Policy item of the form before Vista (Task, ImmediateTask): it has no actions as XML.
struct OldItem {
  std::size_t begin = 0;
  std::string name;
};

/// Task Scheduler's own.
inline constexpr std::string_view kTaskNamespace = "http://schemas.microsoft.com/windows/2004/02/mit/task";

struct TaskVisitor {
  std::function<void(const Task&)> on_task;
  std::function<void(const OldItem&)> on_old_item;
  /// An XML declaration behind the first document: where it begins and ends.
  std::function<void(std::size_t begin, std::size_t end)> on_next_document;
};

/// Reads the whole text, and each task a second time with tinyxml2. Throws Malformed for text that is not
/// well-formed, that holds no task, or that the two read differently; what was visited before stays visited.
void read_tasks(std::string_view text, const TaskVisitor& visitor);

/// The principal of the task in the text; of several tasks, that of the last one. Throws what read_tasks throws.
Principal find_principal(std::string_view text);

}  // namespace taskxml
