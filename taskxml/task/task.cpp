#include "taskxml/task/task.hpp"

#include <tinyxml2.h>

#include <algorithm>

#include "taskxml/task/account_kind.hpp"
#include "taskxml/xml/agree.hpp"
#include "taskxml/xml/malformed.hpp"
#include "taskxml/xml/token_list.hpp"
#include "taskxml/xml/xml_characters.hpp"
#include "taskxml/xml/xml_text.hpp"

namespace taskxml {
namespace {

constexpr std::string_view kTaskNamespace = "http://schemas.microsoft.com/windows/2004/02/mit/task";

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

class Reader {
 public:
  Reader(std::string_view text, const TaskVisitor& visitor)
      : text_(text), visitor_(visitor), scanner_(text) {}

  void run() {
    while (scanner_.next()) {
      const Token& token = scanner_.token();
      if (token.kind == TokenKind::end_tag) {
        open_.pop_back();
      } else if (is_element(token)) {
        on_element(token);
      }
    }
    if (!has_task_) {
      throw Malformed("not a task: there is no Task element with Actions", 0, {},
                      "Give a task exported by Task Scheduler, or a Group Policy ScheduledTasks.xml");
    }
  }

 private:
  struct Open {
    std::string_view local;
    std::string name;  ///< the attribute, for Group Policy items
  };

  void on_element(const Token& token) {
    const std::string_view local = local_name(token.name);
    const std::string_view name_space = scanner_.element_namespace();
    const bool is_ours = name_space.empty() || name_space == kTaskNamespace;
    const bool is_policy_item = !open_.empty() && open_.back().local == "ScheduledTasks";
    if (is_policy_item && (local == "Task" || local == "ImmediateTask")) {
      has_task_ = true;
      if (visitor_.on_old_item) visitor_.on_old_item({token.begin, name_attribute()});
      push(token, local);
    } else if (local == "Task" && is_ours && !is_inside_old_item()) {
      read_task();
    } else {
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

  void read_task() {
    tokens_.clear();
    tokens_.add(scanner_);
    const std::size_t depth = scanner_.depth();
    if (scanner_.token().kind == TokenKind::start_tag) {
      do {
        scanner_.next();
        tokens_.add(scanner_);
      } while (scanner_.depth() >= depth);
    }
    check_agreement(text_, tokens_, tinyxml_);
    interpret();
  }

  void interpret() {
    const auto actions = tokens_.find_child(0, "Actions");
    if (!actions) return;
    has_task_ = true;
    Task task;
    task.begin = tokens_.entries().front().token.begin;
    task.end = tokens_.entries().back().token.end;
    task.group_policy_name = policy_name();
    if (const auto registration = tokens_.find_child(0, "RegistrationInfo")) {
      if (const auto uri = tokens_.find_child(*registration, "URI"))
        task.uri = trimmed(tokens_.value(*uri, text_));
    }
    task.principal = read_principal(tokens_.attribute(*actions, "Context"));
    for (const std::size_t child : tokens_.children(*actions)) {
      const TokenList::Entry& entry = tokens_.entries()[child];
      const bool is_ours =
          name_prefix(entry.token.name) == name_prefix(tokens_.entries()[*actions].token.name) &&
          !declares_other_namespace(entry);
      task.actions.push_back({is_ours ? kind_of(local_name(entry.token.name)) : ActionKind::other,
                              entry.token.name, entry.token.begin, tokens_.entries()[entry.last].token.end});
    }
    visitor_.on_task(task);
  }

  /// An action that is an element of somebody else's vocabulary.
  bool declares_other_namespace(const TokenList::Entry& entry) const {
    const auto attributes = tokens_.attributes(entry);
    return std::any_of(attributes.begin(), attributes.end(), [](const Attribute& attribute) {
      return attribute.name.starts_with("xmlns") && attribute.value != kTaskNamespace;
    });
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
  Scanner scanner_;
  tinyxml2::XMLDocument tinyxml_;
  TokenList tokens_;
  std::vector<Open> open_;
  bool has_task_ = false;
};

}  // namespace

bool Principal::is_interactive() const {
  const AccountKind kind = account_kind(*this);
  return kind == AccountKind::group || kind == AccountKind::desktop;
}

void read_tasks(std::string_view text, const TaskVisitor& visitor) {
  Reader(text, visitor).run();
}

}  // namespace taskxml
