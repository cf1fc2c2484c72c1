#include "taskxml/diagnose/diagnose.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "launcher/base/drive.hpp"
#include "taskxml/diagnose/account_spelling_rules.hpp"
#include "taskxml/diagnose/action_rules.hpp"
#include "taskxml/diagnose/import_rules.hpp"
#include "taskxml/diagnose/namespace_rules.hpp"
#include "taskxml/rewrite/verify.hpp"
#include "taskxml/task/select.hpp"
#include "taskxml/task/task_details.hpp"
#include "taskxml/task/uses.hpp"
#include "taskxml/xml/document.hpp"
#include "taskxml/xml/line_counter.hpp"
#include "taskxml/xml/malformed.hpp"
#include "taskxml/xml/xml_characters.hpp"
#include "taskxml/xml/xml_text.hpp"

namespace taskxml {
namespace {

constexpr std::size_t kMostActions = 32;
constexpr std::size_t kMostTriggers = 48;

/// What the XML declaration says about the encoding; empty: nothing.
std::string declared_encoding(std::string_view text) {
  const std::string_view declaration = text.substr(0, declaration_length(text));
  const std::size_t at = declaration.find("encoding");
  if (at == std::string_view::npos) return {};
  const std::size_t begin = declaration.find_first_of("'\"", at);
  if (begin == std::string_view::npos) return {};
  const std::size_t end = declaration.find(declaration[begin], begin + 1);
  return std::string(declaration.substr(begin + 1, end - begin - 1));
}

std::string_view describe(Encoding encoding) {
  switch (encoding) {
    case Encoding::utf8:
      return "UTF-8";
    case Encoding::utf16_little_endian:
      return "UTF-16LE";
    case Encoding::utf16_big_endian:
      return "UTF-16BE";
    default:
      return "8-bit";
  }
}

/// What schtasks /create /xml does not take; empty: it takes it.
std::string find_encoding_problem(const Document& document) {
  const std::string declared = declared_encoding(document.text());
  const std::string_view is = describe(document.encoding());
  const bool says_utf16 = declared.empty() || launcher::equals_ignoring_case(declared, "UTF-16");
  if (document.bytes().starts_with("\xFF\xFE"))
    return says_utf16 ? std::string() : fmt::format("it is {} and declares {}", is, declared);
  const bool is_utf16 = document.encoding() == Encoding::utf16_little_endian ||
                        document.encoding() == Encoding::utf16_big_endian;
  if (is_utf16 && !document.bytes().starts_with("\xFE\xFF"))
    return fmt::format("it is {} without a byte order mark", is);
  const std::string_view text = document.text();
  const bool is_ascii = document.encoding() == Encoding::utf8 &&
                        !document.bytes().starts_with("\xEF\xBB\xBF") &&
                        std::none_of(text.begin(), text.end(), [](char c) { return (c & 0x80) != 0; });
  const bool says_8_bit = !launcher::to_lower_ascii(declared).starts_with("utf-16");
  if (is_ascii && says_8_bit) return {};
  return fmt::format("it is {} and declares {}", is_ascii ? "ASCII" : is,
                     declared.empty() ? "nothing" : declared);
}

TokenList read_tokens(std::string_view task) {
  TokenList tokens;
  Scanner scanner(task, Scanner::Prefixes::are_anything);
  while (scanner.next())
    tokens.add(scanner);
  return tokens;
}

/// The file a task is in. What is asked of all of it is asked once: there may be very many tasks.
struct Whole {
  std::string_view text;
  std::size_t first_namespace;  ///< offset of the first declaration of one; npos: there is none
};

class TaskCheck {
 public:
  TaskCheck(const Whole& whole, const Task& task, const FileName& name, const ThisMachine* here)
      : whole_(whole), text_(whole.text), task_(task), here_(here) {
    result_.name = task_name(task, name);
    result_.principal = task.principal;
    result_.account = account_kind(task.principal);
  }

  TaskDiagnosis run(LineCounter& lines) {
    result_.line = lines.line_at(task_.begin);
    for (const Action& action : task_.actions)
      add_action(action);
    check_task();
    set_lines(lines);
    return std::move(result_);
  }

  /// After `run`.
  DiagnosedText text(const Document& document) const {
    return {document, task_, task_text(), tokens_, details_};
  }

 private:
  void add(std::string_view id, std::size_t offset, std::string about = {}, std::size_t action = 0) {
    result_.problems.push_back({&find_rule(id), offset, action, std::move(about)});
  }

  void add_action(const Action& action) {
    DiagnosedAction diagnosed;
    diagnosed.index = result_.actions.size() + 1;
    diagnosed.kind = local_name(action.name);
    diagnosed.line = action.begin;
    if (action.kind == ActionKind::exec) {
      const std::string_view text = text_.substr(action.begin, action.end - action.begin);
      try {
        require_own_namespace(action);
        diagnosed.started = read_effective_action(text);
        describe_action(diagnosed);
        for (Problem& problem : check_action(diagnosed, task_.principal, text, here_)) {
          problem.line = action.begin;
          result_.problems.push_back(std::move(problem));
        }
      } catch (const Refusal& refusal) {
        add("not-understood", action.begin, refusal.what(), diagnosed.index);
      }
    }
    result_.actions.push_back(std::move(diagnosed));
  }

  void describe_action(DiagnosedAction& action) const {
    const EffectiveAction& started = *action.started;
    Uses uses = uses_of(started);
    action.letters = std::move(uses.letters);
    action.shares = std::move(uses.shares);
    action.network_letters = action.letters;
    std::erase_if(action.network_letters, [&](char letter) {
      return letter == 'C' || (here_ != nullptr && here_->is_local_disk(letter));
    });
    action.connects = find_mapping_command(started);
  }

  std::string_view task_text() const { return text_.substr(task_.begin, task_.end - task_.begin); }

  void check_task() {
    const std::string_view text = task_text();
    tokens_ = read_tokens(text);
    details_ = read_details(tokens_, text);
    const auto at = [&](std::size_t offset) { return task_.begin + offset; };
    for (ImportProblem& problem : find_foreign_elements(tokens_, text, task_.name_space))
      add(problem.id, at(problem.offset), std::move(problem.about));
    // Group Policy reads its files itself, and puts values into them first.
    if (task_.group_policy_name.empty()) check_import();
    check_accounts();
    if (details_.user_and_group) add("principal-both", at(*details_.user_and_group));
    if (!details_.has_context) add("context-unknown", at(details_.actions), details_.context);
    if (task_.actions.size() > kMostActions)
      add("too-many", at(details_.actions), fmt::format("{} actions", task_.actions.size()));
    if (details_.trigger_count > kMostTriggers)
      add("too-many", task_.begin, fmt::format("{} triggers", details_.trigger_count));
    check_partly_wrapped(at(details_.actions));
    const bool uses_network =
        std::any_of(result_.actions.begin(), result_.actions.end(),
                    [](const DiagnosedAction& action) { return action.uses_network(); });
    if (uses_network) check_network_task();
  }

  void check_import() {
    // A namespace may also come from an element around the tasks.
    if (whole_.first_namespace >= task_.end) add("import-namespace", task_.begin);
    for (ImportProblem& problem : find_import_problems(tokens_, task_text()))
      add(problem.id, task_.begin + problem.offset, std::move(problem.about));
  }

  void check_accounts() {
    const Destination destination = here_ == nullptr ? Destination::anywhere : Destination::this_machine;
    for (ImportProblem& problem : find_account_problems(tokens_, task_text(), destination))
      add(problem.id, task_.begin + problem.offset, std::move(problem.about));
  }

  void check_partly_wrapped(std::size_t offset) {
    std::size_t wrapped = 0;
    std::size_t others = 0;
    for (const DiagnosedAction& action : result_.actions) {
      if (!action.started) continue;
      const bool is_wrapped = action.started->is_wrapped;
      wrapped += is_wrapped ? 1 : 0;
      others += !is_wrapped && !action.network_letters.empty() ? 1 : 0;
    }
    if (wrapped > 0 && others > 0)
      add("partly-wrapped", offset, fmt::format("{} wrapped, {} with letters not", wrapped, others));
  }

  /// What matters only to tasks that work on the network.
  void check_network_task() {
    const auto at = [&](std::size_t offset) { return task_.begin + offset; };
    if (details_.stops_on_batteries) add("battery-stop", at(details_.settings));
    if (details_.stops_when_idle_ends) add("idle-stop", at(details_.settings));
    if (details_.time_limit.value_or("PT72H") != "PT0S")
      add("time-limit", at(details_.settings), details_.time_limit.value_or("not there: 72 hours"));
    if (details_.registration_trigger) add("registration-trigger", at(*details_.registration_trigger));
    if (result_.account == AccountKind::password)
      add("password-needed", task_.begin, task_.principal.user_id);
    if (task_.principal.logon_type == "InteractiveTokenOrPassword") add("logon-type-obsolete", task_.begin);
    check_administrator_protection();
  }

  /// UAC asks neither service accounts nor managed ones.
  void check_administrator_protection() {
    static constexpr std::array kOfUsers{AccountKind::desktop, AccountKind::group, AccountKind::password,
                                         AccountKind::s4u};
    const bool is_user = std::find(kOfUsers.begin(), kOfUsers.end(), result_.account) != kOfUsers.end();
    if (!is_user || !has_highest_privileges(task_.principal)) return;
    const std::string& account = task_.principal.account();
    if (here_ == nullptr) return add("administrator-protection", task_.begin, account);
    if (here_->has_administrator_protection()) add("here-administrator-protection", task_.begin, account);
  }

  /// Offsets become lines; the counter takes them in rising order.
  void set_lines(LineCounter& lines) {
    std::vector<std::size_t*> places;
    for (DiagnosedAction& action : result_.actions)
      places.push_back(&action.line);
    for (Problem& problem : result_.problems)
      places.push_back(&problem.line);
    std::sort(places.begin(), places.end(),
              [](const std::size_t* left, const std::size_t* right) { return *left < *right; });
    for (std::size_t* place : places)
      *place = lines.line_at(*place);
    std::stable_sort(result_.problems.begin(), result_.problems.end(),
                     [](const Problem& left, const Problem& right) { return left.rule < right.rule; });
  }

  const Whole& whole_;
  std::string_view text_;
  const Task& task_;
  const ThisMachine* here_;
  TokenList tokens_;
  TaskDetails details_;
  TaskDiagnosis result_;
};

}  // namespace

Diagnosis diagnose(const FileName& name, std::string bytes, const std::optional<CodePage>& input_encoding,
                   const ThisMachine* here, const OnDiagnosed& on_task) {
  Diagnosis result;
  std::optional<Document> document;
  try {
    document = Document::decode(std::move(bytes), input_encoding);
    const std::string_view text = document->text();
    const Whole whole{text, text.find("xmlns")};
    const std::string encoding_problem = find_encoding_problem(*document);
    LineCounter lines(text);
    LineCounter item_lines(text);
    TaskVisitor visitor;
    visitor.on_task = [&](const Task& task) {
      TaskCheck check(whole, task, name, here);
      result.tasks.push_back(check.run(lines));
      const bool is_imported = task.group_policy_name.empty();
      if (result.tasks.size() == 1 && is_imported && !encoding_problem.empty())
        result.tasks.front().problems.push_back({&find_rule("import-encoding"), 1, 0, encoding_problem});
      if (on_task) on_task(result.tasks.back(), check.text(*document));
    };
    visitor.on_old_item = [&](const OldItem& item) {
      result.notes.push_back(
          {item_lines.line_at(item.begin), "an old Task item: it has no actions as XML", item.name, {}});
    };
    read_tasks(text, visitor);
  } catch (const Malformed& malformed) {
    result.tasks.clear();
    result.refusals.push_back(find_place(malformed, document));
  }
  return result;
}

}  // namespace taskxml
