#include "taskxml/rewrite/registered.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>
#include <optional>
#include <stdexcept>
#include <utility>
#include <vector>

#include "launcher/base/drive.hpp"
#include "taskxml/task/effective_action.hpp"
#include "taskxml/task/exec.hpp"
#include "taskxml/task/known_accounts.hpp"
#include "taskxml/task/original.hpp"
#include "taskxml/task/task.hpp"
#include "taskxml/xml/document.hpp"
#include "taskxml/xml/malformed.hpp"
#include "taskxml/xml/token_list.hpp"
#include "taskxml/xml/xml_characters.hpp"

namespace taskxml {
namespace {

/// One task, with its text and its elements.
class Definition {
 public:
  explicit Definition(const std::string& bytes) : document_(Document::decode(bytes, std::nullopt)) {
    std::size_t count = 0;
    TaskVisitor visitor;
    visitor.on_task = [&](const Task& task) {
      ++count;
      task_ = task;
    };
    read_tasks(document_.text(), visitor);
    if (count != 1) throw Malformed(fmt::format("{} tasks in one definition", count), 0, {}, {});
    text_ = document_.text().substr(task_.begin, task_.end - task_.begin);
    Scanner scanner(text_, Scanner::Prefixes::are_anything);
    do {
      if (!scanner.next()) throw Malformed("the task has no end", 0, {}, {});
      tokens_.add(scanner);
    } while (scanner.depth() > 0);
  }

  Definition(const Definition&) = delete;
  Definition& operator=(const Definition&) = delete;

  const TokenList& tokens() const { return tokens_; }
  std::string value(std::size_t element) const { return tokens_.value(element, text_); }
  std::string_view name(std::size_t element) const {
    return local_name(tokens_.entries()[element].token.name);
  }

  /// The texts of the Exec elements.
  std::vector<std::string_view> execs() const {
    std::vector<std::string_view> found;
    for (const Action& action : task_.actions) {
      if (action.kind == ActionKind::exec)
        found.push_back(document_.text().substr(action.begin, action.end - action.begin));
    }
    return found;
  }

 private:
  Document document_;
  Task task_;
  std::string_view text_;
  TokenList tokens_;
};

/// Found and said, wherever the comparison stands.
struct Difference {
  std::string text;
};

[[noreturn]] void differ(std::string text) {
  throw Difference{std::move(text)};
}

std::string trimmed(std::string_view text) {
  const auto first = std::find_if_not(text.begin(), text.end(), is_xml_blank);
  const auto last = std::find_if_not(text.rbegin(), std::make_reverse_iterator(first), is_xml_blank);
  return {first, last.base()};
}

bool is_sid(std::string_view account) {
  return launcher::equals_ignoring_case(account.substr(0, 4), "S-1-");
}

std::string_view without_domain(std::string_view account) {
  return account.substr(account.find_last_of('\\') + 1);
}

/// Whether two spellings can mean one account. Which SID a name has, only the machine knows.
bool can_be_one_account(std::string_view left, std::string_view right) {
  if (launcher::equals_ignoring_case(left, right)) return true;
  const auto known_left = find_known_account(left);
  const auto known_right = find_known_account(right);
  if (known_left || known_right) return known_left && known_right && known_left->sid == known_right->sid;
  if (is_sid(left) != is_sid(right)) return true;
  const bool has_both_domains =
      left.find('\\') != std::string_view::npos && right.find('\\') != std::string_view::npos;
  return !is_sid(left) && !has_both_domains &&
         launcher::equals_ignoring_case(without_domain(left), without_domain(right));
}

bool is_same_value(std::string_view name, std::string_view intended, std::string_view registered) {
  if (intended == registered) return true;
  if (name == "UserId" || name == "GroupId") return can_be_one_account(intended, registered);
  // xs:boolean has two spellings of each value.
  static constexpr std::array<std::pair<std::string_view, std::string_view>, 2> kBooleans{
      {{"true", "1"}, {"false", "0"}}};
  return std::any_of(kBooleans.begin(), kBooleans.end(), [&](const auto& pair) {
    return (intended == pair.first && registered == pair.second) ||
           (intended == pair.second && registered == pair.first);
  });
}

/// Everything of a task but its Exec actions and RegistrationInfo.
class ElementComparison {
 public:
  ElementComparison(const Definition& intended, const Definition& registered)
      : intended_(intended), registered_(registered) {}

  void run() { compare(0, 0); }

 private:
  using Groups = std::map<std::string_view, std::vector<std::size_t>>;

  static Groups group(const Definition& definition, const std::vector<std::size_t>& children) {
    Groups groups;
    for (const std::size_t child : children)
      groups[definition.name(child)].push_back(child);
    return groups;
  }

  void compare(std::size_t intended, std::size_t registered) {
    const std::string_view name = intended_.name(intended);
    compare_attributes(intended, registered);
    const std::vector<std::size_t> wanted = intended_.tokens().children(intended);
    const std::vector<std::size_t> found = registered_.tokens().children(registered);
    if (wanted.empty() && found.empty()) {
      const std::string before = trimmed(intended_.value(intended));
      const std::string after = trimmed(registered_.value(registered));
      if (!is_same_value(name, before, after))
        differ(fmt::format("{}: \"{}\" instead of \"{}\"", name, after, before));
      return;
    }
    if (name == "Actions") compare_order(wanted, found);
    const Groups wanted_groups = group(intended_, wanted);
    const Groups found_groups = group(registered_, found);
    for (const auto& [child, elements] : wanted_groups)
      compare_group(child, elements, found_groups);
    // Anywhere else these are defaults that were filled in.
    const bool may_have_more = name != "Triggers" && name != "Actions" && name != "Principals";
    for (const auto& [child, elements] : found_groups) {
      if (!may_have_more && !wanted_groups.contains(child))
        differ(fmt::format("{} has a {} more", name, child));
    }
  }

  void compare_group(std::string_view name, const std::vector<std::size_t>& wanted,
                     const Groups& found_groups) {
    if (name == "RegistrationInfo" || name == "Exec") return;
    const auto found = found_groups.find(name);
    if (found == found_groups.end()) {
      const bool is_empty = std::all_of(wanted.begin(), wanted.end(), [&](std::size_t element) {
        return intended_.tokens().children(element).empty() && trimmed(intended_.value(element)).empty();
      });
      if (!is_empty) differ(fmt::format("{} is missing", name));
      return;
    }
    if (found->second.size() != wanted.size())
      differ(fmt::format("{} {} instead of {}", found->second.size(), name, wanted.size()));
    for (std::size_t i = 0; i < wanted.size(); ++i)
      compare(wanted[i], found->second[i]);
  }

  /// Actions run one after the other.
  void compare_order(const std::vector<std::size_t>& wanted, const std::vector<std::size_t>& found) const {
    const bool is_same = std::equal(
        wanted.begin(), wanted.end(), found.begin(), found.end(),
        [&](std::size_t left, std::size_t right) { return intended_.name(left) == registered_.name(right); });
    if (!is_same) differ("the actions are others, or in another order");
  }

  void compare_attributes(std::size_t intended, std::size_t registered) const {
    const TokenList& tokens = intended_.tokens();
    for (const Attribute& attribute : tokens.attributes(tokens.entries()[intended])) {
      const std::string_view name = attribute.name;
      // The version is raised where the definition needs it.
      if (name.starts_with("xmlns") || name == "version") continue;
      if (registered_.tokens().attribute(registered, name) != tokens.attribute(intended, name)) {
        differ(fmt::format("{} {}: \"{}\" instead of \"{}\"", intended_.name(intended), name,
                           registered_.tokens().attribute(registered, name),
                           tokens.attribute(intended, name)));
      }
    }
  }

  const Definition& intended_;
  const Definition& registered_;
};

/// An empty element and none are the same for Task Scheduler.
void require_same(std::string_view name, std::size_t action, const std::optional<std::string>& wanted,
                  const std::optional<std::string>& found) {
  const std::string before = wanted.value_or(std::string());
  const std::string after = found.value_or(std::string());
  if (before != after)
    differ(fmt::format("{} of action {}: \"{}\" instead of \"{}\"", name, action, after, before));
}

void require_same(std::size_t action, const ExecValues& wanted, const ExecValues& found) {
  require_same("Command", action, wanted.command, found.command);
  require_same("Arguments", action, wanted.arguments, found.arguments);
  require_same("WorkingDirectory", action, wanted.directory, found.directory);
}

ExecValues unwrapped_values(const EffectiveAction& action) {
  return action.invocation ? find_original(action.written, *action.invocation).values : action.written;
}

void compare_actions(const Definition& original, const Definition& intended, const Definition& registered) {
  const auto before = original.execs();
  const auto wanted = intended.execs();
  const auto found = registered.execs();
  if (before.size() != found.size() || wanted.size() != found.size())
    differ(fmt::format("{} Exec actions instead of {}", found.size(), wanted.size()));
  for (std::size_t i = 0; i < found.size(); ++i) {
    const ExecValues written = values_of(read_exec(std::string(wanted[i])));
    const ExecValues read_back = values_of(read_exec(std::string(found[i])));
    require_same(i + 1, written, read_back);
    std::optional<EffectiveAction> old_action;
    try {
      old_action = read_effective_action(before[i]);
    } catch (const Refusal&) {
      continue;  // it was left alone, and is what it was
    }
    require_same(i + 1, unwrapped_values(*old_action), unwrapped_values(read_effective_action(found[i])));
  }
}

}  // namespace

std::string find_registration_difference(const std::string& original, const std::string& intended,
                                         const std::string& registered) {
  try {
    const Definition wanted(intended);
    const Definition found(registered);
    compare_actions(Definition(original), wanted, found);
    ElementComparison(wanted, found).run();
  } catch (const Difference& difference) {
    return difference.text;
  } catch (const Malformed& malformed) {
    return malformed.what();
  } catch (const Refusal& refusal) {
    return refusal.what();
  }
  return {};
}

}  // namespace taskxml
