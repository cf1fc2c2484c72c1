#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "taskxml/report/estate.hpp"

/// What an estate comes to. Tasks are named by their place in Estate::tasks, from 0, each list in rising order
/// and each task once. Names that differ only in the case of ASCII letters are one, spelled as they came first.
namespace taskxml {

using TaskList = std::vector<std::size_t>;

struct RuleOverview {
  const Rule* rule = nullptr;
  std::size_t findings = 0;
  TaskList tasks;
};

struct MachineOverview {
  std::string machine;
  Counts counts;            ///< of findings
  std::size_t wrapped = 0;  ///< tasks all of whose programs run through the launcher
  std::size_t refused = 0;  ///< files
  TaskList tasks;
};

struct ShareOverview {
  std::string share;  ///< `\\fs01\backup`
  TaskList tasks;
  std::vector<std::string> accounts;
};

struct ServerOverview {
  std::string server;
  std::vector<ShareOverview> shares;
  TaskList tasks;
  std::vector<std::string> accounts;
};

/// A share that a letter is connected to.
struct LetterMeaning {
  std::string share;
  std::vector<std::string> machines;
  TaskList tasks;
};

struct LetterOverview {
  char letter = 'A';
  TaskList tasks;                       ///< that use it
  std::vector<LetterMeaning> meanings;  ///< as far as actions say; two and more: not the same everywhere
};

struct AccountOverview {
  std::string account;  ///< as written; empty: nobody named
  AccountKind kind = AccountKind::other;
  bool stores_password = false;  ///< in at least one task
  TaskList tasks;
  TaskList storing;  ///< those that store its password
  std::vector<std::string> machines;
};

struct Overview {
  Counts counts;
  std::vector<RuleOverview> rules;        ///< those found: errors first, in the order of all_rules
  std::vector<MachineOverview> machines;  ///< most errors first, then warnings, then by name
  std::vector<ServerOverview> servers;    ///< most tasks first, then by name
  std::vector<LetterOverview> letters;    ///< without C; those that mean several shares first, then A to Z
  std::vector<AccountOverview>
      accounts;  ///< those whose password is stored first, then most tasks, then by name
};

Overview overview_of(const Estate& estate);

}  // namespace taskxml
