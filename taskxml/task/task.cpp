#include "taskxml/task/task.hpp"

#include <tinyxml2.h>

#include <algorithm>
#include <array>
#include <optional>
#include <span>

#include "launcher/base/drive.hpp"
#include "taskxml/task/account_kind.hpp"
#include "taskxml/task/exec.hpp"
#include "taskxml/task/read_deciding.hpp"
#include "taskxml/task/undeciding.hpp"
#include "taskxml/xml/agree.hpp"
#include "taskxml/xml/malformed.hpp"
#include "taskxml/xml/token_list.hpp"
#include "taskxml/xml/xml_characters.hpp"
#include "taskxml/xml/xml_text.hpp"

namespace taskxml {
namespace {

bool is_element(const Token& token) {
  return token.kind == TokenKind::start_tag || token.kind == TokenKind::empty_tag;
}

ActionKind kind_of(std::string_view local) {
  if (local == "Exec") return ActionKind::exec;
  if (local == "ComHandler") return ActionKind::com_handler;
  if (local == "SendEmail") return ActionKind::send_email;
  if (local == "ShowMessage") return ActionKind::show_message;
  return ActionKind::other;
}

/// Blanks around an identifier or a keyword are layout.
std::string trimmed(const std::string& text) {
  const auto first = std::find_if_not(text.begin(), text.end(), is_xml_blank);
  const auto last = std::find_if_not(text.rbegin(), std::make_reverse_iterator(first), is_xml_blank);
  return {first, last.base()};
}

/// The name that schtasks /query /xml ONE writes into a comment before each task; empty: it is another one.
std::string listed_name(std::string_view comment) {
  const std::string name = trimmed(std::string(comment.substr(4, comment.size() - 7)));
  const bool is_path = name.size() > 1 && name[0] == '\\' && name[1] != '\\' &&
                       name.find_first_of("\r\n\t") == std::string::npos;
  return is_path ? name : std::string();
}

/// Whether somebody meant Task Scheduler's namespace and wrote another one.
bool is_nearly_own(std::string_view name_space) {
  const std::string name = launcher::to_lower_ascii(name_space);
  return name.find("schemas.microsoft.com/windows") != std::string::npos || name.ends_with("mit/task");
}

/// How much of a task is read a second time, with tinyxml2.
enum class SecondReading { whole, what_decides };

class Reader {
 public:
  Reader(std::string_view text, const TaskVisitor& visitor, SecondReading second)
      : text_(text),
        visitor_(visitor),
        second_(second),
        scanner_(text, Scanner::Prefixes::must_be_declared, Scanner::Documents::several) {}

  void run() {
    while (scanner_.next()) {
      const Token& token = scanner_.token();
      if (token.kind == TokenKind::end_tag) {
        open_.pop_back();
      } else if (is_element(token)) {
        on_element(token);
      }
      on_layout(token);
    }
    if (!has_task_) refuse_without_task();
  }

 private:
  struct Open {
    std::string_view local;
    std::string name;  ///< the attribute, for Group Policy items
  };

  void on_layout(const Token& token) {
    const std::string_view raw = text_.substr(token.begin, token.end - token.begin);
    if (token.kind == TokenKind::comment) {
      listed_name_ = listed_name(raw);
    } else if (token.kind != TokenKind::text || !is_all_blank(raw)) {
      listed_name_.clear();
    }
    if (token.kind == TokenKind::declaration && token.begin != 0 && visitor_.on_next_document)
      visitor_.on_next_document(token.begin, token.end);
  }

  [[noreturn]] void refuse_without_task() const {
    if (!other_namespace_.empty()) refuse_namespace(other_namespace_at_, other_namespace_);
    throw Malformed("not a task: there is no Task element with Actions", 0, {},
                    "Give a task exported by Task Scheduler, or a Group Policy ScheduledTasks.xml");
  }

  [[noreturn]] static void refuse_namespace(std::size_t at, const std::string& found) {
    throw Malformed("not a task: Task is in another namespace than Task Scheduler's", at, found,
                    "Write xmlns=\"" + std::string(kTaskNamespace) + "\"");
  }

  /// A Task of another vocabulary may stand beside tasks; one that is nearly ours would be passed over.
  void on_other_task(const Token& token, std::string name_space) {
    if (is_nearly_own(name_space)) refuse_namespace(token.begin, name_space);
    if (!other_namespace_.empty()) return;
    other_namespace_ = std::move(name_space);
    other_namespace_at_ = token.begin;
  }

  void on_element(const Token& token) {
    const std::string_view local = local_name(token.name);
    std::string name_space = element_value(scanner_.element_namespace());
    const bool is_ours = name_space.empty() || name_space == kTaskNamespace;
    const bool is_policy_item = !open_.empty() && open_.back().local == "ScheduledTasks";
    if (is_policy_item && (local == "Task" || local == "ImmediateTask")) {
      has_task_ = true;
      if (visitor_.on_old_item) visitor_.on_old_item({token.begin, name_attribute()});
      push(token, local);
    } else if (local == "Task" && is_ours && !is_inside_old_item()) {
      read_task(name_space);
    } else {
      if (local == "Task" && !is_ours) on_other_task(token, std::move(name_space));
      push(token, local);
    }
  }

  bool is_inside_old_item() const {
    return std::any_of(open_.begin(), open_.end(), [](const Open& open) {
      return open.local == "Task" || open.local == "ImmediateTask";
    });
  }

  void push(const Token& token, std::string_view local) {
    if (token.kind == TokenKind::start_tag) open_.push_back({local, name_attribute()});
  }

  std::string name_attribute() const {
    for (const Attribute& attribute : scanner_.attributes()) {
      if (attribute.name == "name") return element_value(attribute.value);
    }
    return {};
  }

  std::string policy_name() const {
    for (auto open = open_.rbegin(); open != open_.rend(); ++open) {
      if (!open->name.empty()) return open->name;
    }
    return {};
  }

  void read_task(const std::string& name_space) {
    tokens_.clear();
    tokens_.add(scanner_);
    const std::size_t depth = scanner_.depth();
    if (scanner_.token().kind == TokenKind::start_tag) {
      do {
        scanner_.next();
        tokens_.add(scanner_);
      } while (scanner_.depth() >= depth);
    }
    check_agreement(
        text_, tokens_, tinyxml_,
        second_ == SecondReading::whole ? std::vector<std::size_t>() : find_undeciding(tokens_, text_));
    interpret(name_space);
  }

  void interpret(const std::string& name_space) {
    const auto actions = find_actions(name_space);
    if (!actions) return;
    has_task_ = true;
    Task task;
    task.begin = tokens_.entries().front().token.begin;
    task.end = tokens_.entries().back().token.end;
    task.name_space = name_space;
    task.group_policy_name = policy_name();
    task.listed_name = listed_name_;
    if (const auto registration = tokens_.find_child(0, "RegistrationInfo")) {
      if (const auto uri = tokens_.find_child(*registration, "URI"))
        task.uri = trimmed(tokens_.value(*uri, text_));
    }
    task.principal = read_principal(tokens_.attribute(*actions, "Context"));
    for (const std::size_t child : tokens_.children(*actions))
      task.actions.push_back(read_action(*actions, child, name_space));
    visitor_.on_task(task);
  }

  std::optional<std::size_t> find_actions(const std::string& name_space) const {
    for (const std::size_t child : tokens_.children(0)) {
      const Token& token = tokens_.entries()[child].token;
      if (local_name(token.name) != "Actions") continue;
      if (is_own(namespace_at(std::array<std::size_t, 2>{0, child}), name_space)) return child;
      throw Malformed("Actions are in another namespace than their Task", token.begin, text_of(token),
                      "Delete the xmlns of that element; Task Scheduler refuses it as it is");
    }
    return std::nullopt;
  }

  Action read_action(std::size_t actions, std::size_t child, const std::string& name_space) const {
    const TokenList::Entry& entry = tokens_.entries()[child];
    const ActionKind kind = kind_of(local_name(entry.token.name));
    Action action{
        ActionKind::other, entry.token.name, entry.token.begin, tokens_.entries()[entry.last].token.end, {}};
    const std::string found = namespace_at(std::array<std::size_t, 3>{0, actions, child});
    if (is_own(found, name_space)) {
      action.kind = kind;
      if (kind == ActionKind::exec) action.foreign_tag = find_foreign_part(actions, child, name_space);
    } else if (kind == ActionKind::exec && (found.empty() || has_prefix_of(child, actions))) {
      // Meant as one: xmlns="" or the like has made another element of it. What has a prefix of its own is of
      // somebody else's vocabulary.
      action.kind = kind;
      action.foreign_tag = text_of(entry.token);
    }
    return action;
  }

  /// The start tag of a part that exec.hpp would not see, as it goes by the prefix of the Exec; it finds
  /// itself what has that prefix and another namespace.
  std::string_view find_foreign_part(std::size_t actions, std::size_t exec,
                                     const std::string& name_space) const {
    for (const std::size_t child : tokens_.children(exec)) {
      const Token& token = tokens_.entries()[child].token;
      if (!is_part_of_exec(local_name(token.name)) || has_prefix_of(child, exec)) continue;
      const std::string found = namespace_at(std::array<std::size_t, 4>{0, actions, exec, child});
      if (is_own(found, name_space)) return text_of(token);
    }
    return {};
  }

  static bool is_part_of_exec(std::string_view local) {
    return local == "Command" || local == "Arguments" || local == "WorkingDirectory";
  }

  bool has_prefix_of(std::size_t element, std::size_t other) const {
    return name_prefix(tokens_.entries()[element].token.name) ==
           name_prefix(tokens_.entries()[other].token.name);
  }

  /// A Group Policy file has tasks without a namespace, and parts of them may have Task Scheduler's.
  static bool is_own(const std::string& found, const std::string& name_space) {
    return found == name_space || found == kTaskNamespace;
  }

  /// Of the last element of the way, which begins with the Task; the scanner has left it already.
  std::string namespace_at(std::span<const std::size_t> way) const {
    const std::string_view prefix = name_prefix(tokens_.entries()[way.back()].token.name);
    const std::string declaration = prefix.empty() ? "xmlns" : "xmlns:" + std::string(prefix);
    const auto holder = std::find_if(way.rbegin(), way.rend(), [&](std::size_t element) {
      return tokens_.has_attribute(element, declaration);
    });
    return holder == way.rend() ? element_value(scanner_.namespace_of(prefix))
                                : tokens_.attribute(*holder, declaration);
  }

  std::string_view text_of(const Token& token) const {
    return text_.substr(token.begin, token.end - token.begin);
  }

  Principal read_principal(const std::string& context) const {
    const auto principals = tokens_.find_child(0, "Principals");
    if (!principals) return {};
    std::vector<std::size_t> candidates = tokens_.children(*principals);
    if (candidates.empty()) return {};
    const auto named = std::find_if(candidates.begin(), candidates.end(), [&](std::size_t candidate) {
      return !context.empty() && tokens_.attribute(candidate, "id") == context;
    });
    const std::size_t chosen = named == candidates.end() ? candidates.front() : *named;
    const auto value = [&](std::string_view local) {
      const auto child = tokens_.find_child(chosen, local);
      return child ? trimmed(tokens_.value(*child, text_)) : std::string();
    };
    return {.id = tokens_.attribute(chosen, "id"),
            .user_id = value("UserId"),
            .group_id = value("GroupId"),
            .logon_type = value("LogonType"),
            .run_level = value("RunLevel")};
  }

  std::string_view text_;
  const TaskVisitor& visitor_;
  SecondReading second_;
  Scanner scanner_;
  tinyxml2::XMLDocument tinyxml_;
  TokenList tokens_;
  std::vector<Open> open_;
  std::string listed_name_;  ///< from the comment before, as long as only blanks have followed
  bool has_task_ = false;
  std::string other_namespace_;  ///< of the first Task that is none of ours
  std::size_t other_namespace_at_ = 0;
};

}  // namespace

void require_own_namespace(const Action& action) {
  if (action.foreign_tag.empty()) return;
  throw Refusal("an Exec, or a part of it, is in another namespace or has another prefix than its task",
                std::string(action.foreign_tag), "Delete that xmlns, or give the element the task's prefix");
}

bool Principal::is_interactive() const {
  const AccountKind kind = account_kind(*this);
  return kind == AccountKind::group || kind == AccountKind::desktop;
}

void read_tasks(std::string_view text, const TaskVisitor& visitor) {
  Reader(text, visitor, SecondReading::whole).run();
}

void read_deciding(std::string_view text, const TaskVisitor& visitor) {
  Reader(text, visitor, SecondReading::what_decides).run();
}

Principal find_principal(std::string_view text) {
  Principal principal;
  TaskVisitor visitor;
  visitor.on_task = [&](const Task& task) { principal = task.principal; };
  read_tasks(text, visitor);
  return principal;
}

}  // namespace taskxml
