#include "taskxml/report/overview.hpp"

#include <algorithm>
#include <map>
#include <tuple>
#include <utility>

#include "launcher/base/drive.hpp"

namespace taskxml {
namespace {

/// Values by a name whose case does not matter.
template <typename Value>
class ByName {
 public:
  /// The value of that name; a new one where there is none yet.
  Value& at(const std::string& name, bool* is_new = nullptr) {
    const auto [place, inserted] = values_.try_emplace(launcher::to_lower_ascii(name));
    if (is_new != nullptr) *is_new = inserted;
    return place->second;
  }

  std::vector<Value> take() {
    std::vector<Value> values;
    for (auto& [name, value] : values_)
      values.push_back(std::move(value));
    return values;
  }

 private:
  std::map<std::string, Value> values_;
};

void add_task(TaskList& tasks, std::size_t task) {
  if (tasks.empty() || tasks.back() != task) tasks.push_back(task);
}

/// Names in the order in which they came, each once.
struct Names {
  std::vector<std::string> names;
  ByName<bool> known;

  void add(const std::string& name) {
    bool is_new = false;
    known.at(name, &is_new);
    if (is_new) names.push_back(name);
  }
};

struct GrowingShare {
  ShareOverview share;
  Names accounts;
};
struct GrowingServer {
  ServerOverview server;
  ByName<GrowingShare> shares;
  Names accounts;
};
struct GrowingMeaning {
  LetterMeaning meaning;
  Names machines;
};
struct GrowingLetter {
  LetterOverview letter;
  ByName<GrowingMeaning> meanings;
};
struct GrowingAccount {
  AccountOverview account;
  Names machines;
};

/// `fs01` of `\\fs01\backup`.
std::string server_of(const std::string& share) {
  const std::size_t begin = std::min(share.find_first_not_of('\\'), share.size());
  return share.substr(begin, share.find('\\', begin) - begin);
}

class Builder {
 public:
  Overview build(const Estate& estate) {
    for (const EstateTask& task : estate.tasks) {
      add_findings(task);
      add_machine(task);
      add_shares(task);
      add_letters(task);
      add_account(task);
      ++index_;
    }
    for (const EstateRefusal& refusal : estate.refusals)
      ++machine(refusal.machine).refused;
    finish();
    return std::move(overview_);
  }

 private:
  void add_findings(const EstateTask& task) {
    overview_.counts.add(task.counts());
    for (const Problem& problem : task.findings) {
      RuleOverview& rule = rules_[problem.rule];
      rule.rule = problem.rule;
      ++rule.findings;
      add_task(rule.tasks, index_);
    }
  }

  MachineOverview& machine(const std::string& name) {
    bool is_new = false;
    MachineOverview& machine = machines_.at(name, &is_new);
    if (is_new) machine.machine = name;
    return machine;
  }

  void add_machine(const EstateTask& task) {
    MachineOverview& of_task = machine(task.machine);
    of_task.counts.add(task.counts());
    of_task.wrapped += task.wrapping() == Wrapping::all ? 1 : 0;
    add_task(of_task.tasks, index_);
  }

  void add_shares(const EstateTask& task) {
    for (const std::string& name : task.shares()) {
      bool is_new = false;
      GrowingServer& server = servers_.at(server_of(name), &is_new);
      if (is_new) server.server.server = server_of(name);
      GrowingShare& share = server.shares.at(name, &is_new);
      if (is_new) share.share.share = name;
      add_task(share.share.tasks, index_);
      add_task(server.server.tasks, index_);
      share.accounts.add(task.principal.account());
      server.accounts.add(task.principal.account());
    }
  }

  void add_letters(const EstateTask& task) {
    for (const char letter : task.letters()) {
      if (letter != 'C') add_task(letter_of(letter).letter.tasks, index_);
    }
    for (const EstateAction& action : task.actions) {
      for (const LetterShare& connected : action.connected) {
        bool is_new = false;
        GrowingMeaning& meaning = letter_of(connected.letter).meanings.at(connected.share, &is_new);
        if (is_new) meaning.meaning.share = connected.share;
        add_task(meaning.meaning.tasks, index_);
        meaning.machines.add(task.machine);
      }
    }
  }

  GrowingLetter& letter_of(char letter) {
    GrowingLetter& growing = letters_[letter];
    growing.letter.letter = letter;
    return growing;
  }

  void add_account(const EstateTask& task) {
    bool is_new = false;
    GrowingAccount& account = accounts_.at(task.principal.account(), &is_new);
    if (is_new) {
      account.account.account = task.principal.account();
      account.account.kind = task.account;
    }
    if (task.account == AccountKind::password) {
      account.account.stores_password = true;
      account.account.kind = task.account;
      add_task(account.account.storing, index_);
    }
    add_task(account.account.tasks, index_);
    account.machines.add(task.machine);
  }

  void finish() {
    for (const Rule& rule : all_rules()) {
      const auto found = rules_.find(&rule);
      if (found != rules_.end()) overview_.rules.push_back(std::move(found->second));
    }
    overview_.machines = machines_.take();
    std::stable_sort(overview_.machines.begin(), overview_.machines.end(), is_more_troubled);
    finish_servers();
    finish_letters();
    for (GrowingAccount& account : accounts_.take()) {
      account.account.machines = std::move(account.machines.names);
      overview_.accounts.push_back(std::move(account.account));
    }
    std::stable_sort(overview_.accounts.begin(), overview_.accounts.end(),
                     [](const auto& left, const auto& right) {
                       return std::tuple(right.stores_password, right.tasks.size()) <
                              std::tuple(left.stores_password, left.tasks.size());
                     });
  }

  static bool is_more_troubled(const MachineOverview& left, const MachineOverview& right) {
    return std::tuple(right.counts.errors, right.counts.warnings) <
           std::tuple(left.counts.errors, left.counts.warnings);
  }

  void finish_servers() {
    for (GrowingServer& server : servers_.take()) {
      for (GrowingShare& share : server.shares.take()) {
        share.share.accounts = std::move(share.accounts.names);
        server.server.shares.push_back(std::move(share.share));
      }
      server.server.accounts = std::move(server.accounts.names);
      overview_.servers.push_back(std::move(server.server));
    }
    std::stable_sort(
        overview_.servers.begin(), overview_.servers.end(),
        [](const auto& left, const auto& right) { return left.tasks.size() > right.tasks.size(); });
  }

  void finish_letters() {
    for (auto& [name, letter] : letters_) {
      for (GrowingMeaning& meaning : letter.meanings.take()) {
        meaning.meaning.machines = std::move(meaning.machines.names);
        letter.letter.meanings.push_back(std::move(meaning.meaning));
      }
      overview_.letters.push_back(std::move(letter.letter));
    }
    std::stable_partition(overview_.letters.begin(), overview_.letters.end(),
                          [](const LetterOverview& letter) { return letter.meanings.size() > 1; });
  }

  Overview overview_;
  std::size_t index_ = 0;
  std::map<const Rule*, RuleOverview> rules_;
  ByName<MachineOverview> machines_;
  ByName<GrowingServer> servers_;
  std::map<char, GrowingLetter> letters_;
  ByName<GrowingAccount> accounts_;
};

}  // namespace

Overview overview_of(const Estate& estate) {
  return Builder().build(estate);
}

}  // namespace taskxml
