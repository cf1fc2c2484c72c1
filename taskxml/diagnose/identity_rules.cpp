#include "taskxml/diagnose/identity_rules.hpp"

#include <fmt/format.h>

#include "taskxml/task/account_kind.hpp"
#include "taskxml/task/uses.hpp"

namespace taskxml {
namespace {

/// The letters of `text` that are among `wanted`.
std::string letters_among(std::string_view text, std::string_view wanted) {
  std::string letters = find_uses(text).letters;
  std::erase_if(letters, [&](char letter) { return wanted.find(letter) == std::string_view::npos; });
  return letters;
}

/// "S: T: in Arguments, S: in WorkingDirectory"
std::string describe_letters(const DiagnosedAction& action) {
  std::string text;
  const auto add_place = [&](std::string_view element, std::string_view value) {
    const std::string letters = letters_among(value, action.network_letters);
    if (letters.empty()) return;
    text += fmt::format("{}{} in {}", text.empty() ? "" : ", ", print_letters(letters), element);
  };
  add_place("Command", action.started->program);
  add_place("Arguments", action.started->arguments);
  add_place("WorkingDirectory", action.started->directory);
  return text;
}

/// The rule about letters that are used as this account; empty: none.
std::string_view rule_about_letters(AccountKind account, bool is_elevated) {
  switch (account) {
    case AccountKind::system:
      return "letter-system";
    case AccountKind::local_service:
    case AccountKind::network_service:
      return "letter-service";
    case AccountKind::s4u:
    case AccountKind::password:
    case AccountKind::managed_account:
      return "letter-batch";
    case AccountKind::group:
      return is_elevated ? "letter-elevated" : "letter-group";
    case AccountKind::desktop:
      return is_elevated ? "letter-elevated" : "letter-desktop";
    case AccountKind::other:
      return {};
  }
  return {};
}

/// The rule about the identity of this account; empty: none.
std::string_view rule_about_identity(AccountKind account) {
  switch (account) {
    case AccountKind::s4u:
      return "s4u-network";
    case AccountKind::local_service:
      return "local-service-network";
    case AccountKind::network_service:
    case AccountKind::system:
      return "computer-account";
    case AccountKind::group:
      return "group-identity";
    default:
      return {};
  }
}

}  // namespace

std::vector<Problem> check_letters(const DiagnosedAction& action, const Principal& principal) {
  std::vector<Problem> problems;
  const auto add = [&](std::string_view id, std::string about) {
    problems.push_back({&find_rule(id), 0, action.index, std::move(about)});
  };
  const std::string directory = action.started->written.directory.value_or("");
  if (!letters_among(directory, action.network_letters).empty()) add("letter-directory", directory);
  if (action.started->is_wrapped || !action.connects.empty()) return problems;
  const std::string letters = describe_letters(action);
  const std::string_view rule =
      rule_about_letters(account_kind(principal), has_highest_privileges(principal));
  if (!letters.empty() && !rule.empty()) add(rule, letters);
  return problems;
}

std::vector<Problem> check_network_identity(const DiagnosedAction& action, const Principal& principal) {
  if (!action.uses_network()) return {};
  std::vector<Problem> problems;
  const auto add = [&](std::string_view id, std::string about) {
    problems.push_back({&find_rule(id), 0, action.index, std::move(about)});
  };
  const AccountKind account = account_kind(principal);
  const std::string_view rule = rule_about_identity(account);
  if (!rule.empty()) add(rule, !action.shares.empty() ? action.shares.front() : describe_letters(action));
  if (account == AccountKind::system && action.started->is_wrapped)
    add("system-letters-global", print_letters(action.network_letters));
  return problems;
}

std::string print_letters(std::string_view letters) {
  std::string text;
  for (const char letter : letters)
    text += fmt::format("{}{}:", text.empty() ? "" : " ", letter);
  return text;
}

}  // namespace taskxml
