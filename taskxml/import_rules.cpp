#include "taskxml/import_rules.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>
#include <set>
#include <span>

#include "taskxml/schema_values.hpp"
#include "taskxml/xml_characters.hpp"

namespace taskxml {
namespace {

// [MS-TSCH] 2.5, and what later versions of Windows have added: WnfStateChangeTrigger, CustomTrigger,
// HideAppWindow.
using Names = std::span<const std::string_view>;
constexpr auto kOfTask = std::to_array<std::string_view>(
    {"RegistrationInfo", "Triggers", "Principals", "Settings", "Data", "Actions"});
constexpr auto kOfRegistration = std::to_array<std::string_view>(
    {"URI", "SecurityDescriptor", "Source", "Date", "Author", "Version", "Description", "Documentation"});
constexpr auto kTriggers = std::to_array<std::string_view>(
    {"BootTrigger", "RegistrationTrigger", "IdleTrigger", "TimeTrigger", "EventTrigger", "LogonTrigger",
     "SessionStateChangeTrigger", "CalendarTrigger", "WnfStateChangeTrigger", "CustomTrigger"});
constexpr auto kPrincipals = std::to_array<std::string_view>({"Principal"});
constexpr auto kOfPrincipal =
    std::to_array<std::string_view>({"UserId", "LogonType", "GroupId", "DisplayName", "RunLevel",
                                     "ProcessTokenSidType", "RequiredPrivileges"});
constexpr auto kFlags = std::to_array<std::string_view>(
    {"AllowStartOnDemand", "DisallowStartIfOnBatteries", "StopIfGoingOnBatteries", "AllowHardTerminate",
     "StartWhenAvailable", "RunOnlyIfNetworkAvailable", "WakeToRun", "Enabled", "Hidden", "RunOnlyIfIdle",
     "UseUnifiedSchedulingEngine", "DisallowStartOnRemoteAppSession", "Volatile"});
constexpr auto kOtherSettings = std::to_array<std::string_view>(
    {"RestartOnFailure", "MultipleInstancesPolicy", "NetworkProfileName", "DeleteExpiredTaskAfter",
     "IdleSettings", "NetworkSettings", "ExecutionTimeLimit", "Priority", "MaintenanceSettings"});
constexpr auto kActions = std::to_array<std::string_view>({"Exec", "ComHandler", "SendEmail", "ShowMessage"});
constexpr auto kOfExec =
    std::to_array<std::string_view>({"Command", "Arguments", "WorkingDirectory", "HideAppWindow"});

constexpr auto kLogonTypes =
    std::to_array<std::string_view>({"InteractiveToken", "Password", "S4U", "InteractiveTokenOrPassword"});
constexpr auto kRunLevels = std::to_array<std::string_view>({"LeastPrivilege", "HighestAvailable"});
constexpr auto kBooleans = std::to_array<std::string_view>({"true", "false", "1", "0"});
constexpr auto kPriorities =
    std::to_array<std::string_view>({"0", "1", "2", "3", "4", "5", "6", "7", "8", "9", "10"});

bool contains(Names names, std::string_view name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

/// Which place a trigger's child has. The schema has Enabled, StartBoundary, EndBoundary, Repetition and
/// ExecutionTimeLimit before what belongs to one kind of trigger. Windows' own tasks have Enabled, Repetition
/// and ExecutionTimeLimit anywhere, so only the others are judged.
std::optional<int> place_in_trigger(std::string_view name) {
  if (name == "StartBoundary") return 1;
  if (name == "EndBoundary") return 2;
  if (name == "Enabled" || name == "Repetition" || name == "ExecutionTimeLimit") return std::nullopt;
  return name == "ValueQueries" ? 4 : 3;
}

class ImportCheck {
 public:
  ImportCheck(const TokenList& tokens, std::string_view text) : tokens_(tokens), text_(text) {}

  std::vector<ImportProblem> run() {
    check_children(0, kOfTask, Repeats::no);
    if (const auto registration = tokens_.find_child(0, "RegistrationInfo")) {
      check_children(*registration, kOfRegistration, Repeats::no);
      check_value(*registration, "Date", is_date_time);
    }
    if (const auto triggers = tokens_.find_child(0, "Triggers")) check_triggers(*triggers);
    if (const auto principals = tokens_.find_child(0, "Principals")) check_principals(*principals);
    if (const auto settings = tokens_.find_child(0, "Settings")) check_settings(*settings);
    if (const auto actions = tokens_.find_child(0, "Actions")) check_actions(*actions);
    return std::move(problems_);
  }

 private:
  using Index = std::size_t;
  enum class Repeats { yes, no };

  std::string_view name(Index element) const { return local_name(tokens_.entries()[element].token.name); }

  void add(std::string_view id, Index element, std::string about) {
    problems_.push_back({id, tokens_.entries()[element].token.begin, std::move(about)});
  }

  void check_children(Index parent, Names known, Repeats repeats) {
    std::set<std::string_view> seen;
    for (const Index child : tokens_.children(parent)) {
      // With its prefix: that of another vocabulary is no element of a task either.
      const std::string_view written = tokens_.entries()[child].token.name;
      const bool is_of_task = name_prefix(written) == name_prefix(tokens_.entries()[parent].token.name);
      if (!is_of_task || !contains(known, name(child))) {
        add("import-element", child, fmt::format("{} in {}", written, name(parent)));
      } else if (!seen.insert(name(child)).second && repeats == Repeats::no) {
        add("import-element", child, fmt::format("a second {} in {}", written, name(parent)));
      }
    }
    if (!is_all_blank(tokens_.value(parent, text_)))
      add("import-element", parent, fmt::format("text in {}", name(parent)));
  }

  /// The values of the children of that name; blanks around them are layout here.
  template <typename Predicate>
  void check_value(Index parent, std::string_view local, Predicate is_right) {
    for (const Index child : tokens_.children(parent)) {
      if (name(child) != local) continue;
      std::string value = tokens_.value(child, text_);
      std::erase_if(value, is_xml_blank);
      if (!is_right(value)) {
        add("import-value", child,
            value.empty() ? fmt::format("{} is empty", local) : fmt::format("{}: {}", local, value));
      }
    }
  }

  void check_word(Index parent, std::string_view local, Names words) {
    check_value(parent, local, [&](std::string_view value) { return contains(words, value); });
  }

  void check_triggers(Index triggers) {
    check_children(triggers, kTriggers, Repeats::yes);
    for (const Index trigger : tokens_.children(triggers)) {
      check_value(trigger, "StartBoundary", is_date_time);
      check_value(trigger, "EndBoundary", is_date_time);
      check_value(trigger, "ExecutionTimeLimit", is_duration);
      check_word(trigger, "Enabled", kBooleans);
      check_order(trigger);
    }
  }

  void check_order(Index trigger) {
    int highest = 0;
    std::string_view before;
    for (const Index child : tokens_.children(trigger)) {
      const std::optional<int> place = place_in_trigger(name(child));
      if (!place) continue;
      if (*place < highest)
        return add("import-order", child,
                   fmt::format("{} after {} in {}", name(child), before, name(trigger)));
      highest = *place;
      before = name(child);
    }
  }

  void check_principals(Index principals) {
    check_children(principals, kPrincipals, Repeats::no);
    const auto is_there = [](std::string_view value) { return !value.empty(); };
    for (const Index principal : tokens_.children(principals)) {
      check_children(principal, kOfPrincipal, Repeats::no);
      check_value(principal, "UserId", is_there);
      check_value(principal, "GroupId", is_there);
      check_word(principal, "LogonType", kLogonTypes);
      check_word(principal, "RunLevel", kRunLevels);
    }
  }

  void check_settings(Index settings) {
    std::vector<std::string_view> known(kFlags.begin(), kFlags.end());
    known.insert(known.end(), kOtherSettings.begin(), kOtherSettings.end());
    check_children(settings, known, Repeats::no);
    for (const std::string_view flag : kFlags)
      check_word(settings, flag, kBooleans);
    check_value(settings, "ExecutionTimeLimit", is_duration);
    check_word(settings, "Priority", kPriorities);
  }

  void check_actions(Index actions) {
    check_children(actions, kActions, Repeats::yes);
    for (const Index action : tokens_.children(actions)) {
      // What is there twice in an Exec, and text in it, is "not-understood" already.
      if (name(action) == "Exec") check_names(action, kOfExec);
    }
  }

  void check_names(Index parent, Names known) {
    for (const Index child : tokens_.children(parent)) {
      if (!contains(known, name(child)))
        add("import-element", child,
            fmt::format("{} in {}", tokens_.entries()[child].token.name, name(parent)));
    }
  }

  const TokenList& tokens_;
  std::string_view text_;
  std::vector<ImportProblem> problems_;
};

}  // namespace

std::vector<ImportProblem> find_import_problems(const TokenList& tokens, std::string_view task) {
  return ImportCheck(tokens, task).run();
}

}  // namespace taskxml
