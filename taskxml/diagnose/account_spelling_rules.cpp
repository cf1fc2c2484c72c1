#include "taskxml/diagnose/account_spelling_rules.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string>

#include "launcher/base/drive.hpp"
#include "taskxml/task/known_accounts.hpp"
#include "taskxml/xml/xml_characters.hpp"

namespace taskxml {
namespace {

constexpr auto kMachineWords = std::to_array<std::string_view>(
    {"pc", "srv", "server", "desktop", "laptop", "notebook", "workstation", "computer", "machine", "host"});

/// What is in front of the backslash, in small letters; empty: there is none.
std::string authority_of(std::string_view account) {
  const std::size_t backslash = account.find('\\');
  return backslash == std::string_view::npos ? std::string()
                                             : launcher::to_lower_ascii(account.substr(0, backslash));
}

class AccountCheck {
 public:
  AccountCheck(const TokenList& tokens, std::string_view text, Destination destination)
      : tokens_(tokens), text_(text), destination_(destination) {}

  std::vector<ImportProblem> run() {
    for (const std::string_view group : {"Principals", "Triggers"}) {
      const auto parent = tokens_.find_child(0, group);
      if (!parent) continue;
      for (const std::size_t one : tokens_.children(*parent)) {
        for (const std::string_view name : {"UserId", "GroupId"}) {
          if (const auto element = tokens_.find_child(one, name)) check(*element, name);
        }
      }
    }
    return std::move(problems_);
  }

 private:
  void check(std::size_t element, std::string_view name) {
    const std::string account = tokens_.value(element, text_);
    const std::size_t offset = tokens_.entries()[element].token.begin;
    const auto known = find_known_account(account);
    if (known && !is_known_everywhere(account)) {
      problems_.push_back(
          {"account-language", offset, fmt::format("{} {}: write {}", name, account, known->sid)});
    } else if (!known && is_of_nt_authority(account)) {
      problems_.push_back(
          {"account-unknown", offset, fmt::format("{} {}: if it is SYSTEM, write S-1-5-18", name, account)});
    } else if (destination_ == Destination::anywhere && may_be_of_one_machine(account)) {
      problems_.push_back({"account-machine", offset, fmt::format("{} {}", name, account)});
    }
  }

  const TokenList& tokens_;
  std::string_view text_;
  Destination destination_;
  std::vector<ImportProblem> problems_;
};

}  // namespace

bool may_be_of_one_machine(std::string_view account) {
  if (launcher::to_lower_ascii(account).starts_with("s-1-5-21-")) return true;
  const std::string authority = authority_of(account);
  if (authority == ".") return true;
  // A dot is that of a domain's name in DNS, % that of a variable Group Policy fills in; machines have no
  // blank.
  if (authority.find_first_of(".% ") != std::string::npos || is_of_nt_authority(account)) return false;
  return authority.find_first_of("0123456789-") != std::string::npos ||
         std::any_of(kMachineWords.begin(), kMachineWords.end(), [&](std::string_view word) {
           return authority.starts_with(word) || authority.ends_with(word);
         });
}

std::vector<ImportProblem> find_account_problems(const TokenList& tokens, std::string_view task,
                                                 Destination destination) {
  return AccountCheck(tokens, task, destination).run();
}

}  // namespace taskxml
