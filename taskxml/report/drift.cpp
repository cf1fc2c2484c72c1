#include "taskxml/report/drift.hpp"

#include <algorithm>
#include <deque>
#include <map>
#include <utility>

#include "launcher/base/drive.hpp"
#include "launcher/text/printable.hpp"
#include "taskxml/rules/rules.hpp"

namespace taskxml {
namespace {

using Key = std::pair<std::string, std::string>;

/// A report holds text as UTF-8.
std::string as_kept(const std::string& text) {
  return launcher::as_utf8(text);
}

Key key_of(const KeptTask& task) {
  return {launcher::to_lower_ascii(task.machine), launcher::to_lower_ascii(task.path)};
}

std::vector<std::string> find_changes(const KeptTask& before, const KeptTask& now) {
  std::vector<std::string> what;
  if (before.user != now.user || before.group != now.group) what.emplace_back("account");
  if (before.logon_type != now.logon_type) what.emplace_back("logon_type");
  if (before.run_level != now.run_level) what.emplace_back("run_level");
  if (before.is_enabled != now.is_enabled) what.emplace_back("enabled");
  if (before.triggers != now.triggers) what.emplace_back("triggers");
  if (before.actions != now.actions) what.emplace_back("actions");
  return what;
}

/// How much of a task runs through the launcher: 0 to 2; -1: it starts no program.
int wrapping_of(const KeptTask& task) {
  return task.wrapped == "no" ? 0 : task.wrapped == "partly" ? 1 : task.wrapped == "yes" ? 2 : -1;
}

/// Those of `left` that are not in `right`; both sorted.
std::vector<std::string> without(const std::vector<std::string>& left,
                                 const std::vector<std::string>& right) {
  std::vector<std::string> rest;
  std::set_difference(left.begin(), left.end(), right.begin(), right.end(), std::back_inserter(rest));
  return rest;
}

class Comparison {
 public:
  explicit Comparison(const Baseline& before) : before_(before) {
    drift_.since = before.made;
    for (const Rule& rule : all_rules()) {
      const bool counts = rule.severity != Severity::note && before.rule_ids.contains(std::string(rule.id));
      if (counts) counted_.insert(std::string(rule.id));
    }
    for (std::size_t i = 0; i < before.tasks.size(); ++i)
      unmatched_[key_of(before.tasks[i])].push_back(i);
  }

  Drift run(const Estate& now) {
    std::vector<bool> is_there(before_.tasks.size());
    for (std::size_t i = 0; i < now.tasks.size(); ++i) {
      const KeptTask task = kept_of(now.tasks[i]);
      const auto candidates = unmatched_.find(key_of(task));
      if (candidates == unmatched_.end() || candidates->second.empty()) {
        add_new(i, task);
        continue;
      }
      const std::size_t other = candidates->second.front();
      candidates->second.pop_front();
      is_there[other] = true;
      add_pair(i, before_.tasks[other], task);
    }
    for (std::size_t i = 0; i < is_there.size(); ++i) {
      if (!is_there[i]) drift_.gone.push_back({before_.tasks[i].machine, before_.tasks[i].path});
    }
    drift_.has_worsened = drift_.has_worsened || !drift_.worse.empty() || !drift_.unwrapped.empty();
    return std::move(drift_);
  }

 private:
  std::vector<std::string> counted_ids(const KeptTask& task) const {
    std::vector<std::string> ids;
    std::copy_if(task.finding_ids.begin(), task.finding_ids.end(), std::back_inserter(ids),
                 [&](const std::string& id) { return counted_.contains(id); });
    std::sort(ids.begin(), ids.end());
    return ids;
  }

  void add_new(std::size_t index, const KeptTask& task) {
    drift_.appeared.push_back(index);
    if (!counted_ids(task).empty()) drift_.has_worsened = true;
  }

  void add_pair(std::size_t index, const KeptTask& before, const KeptTask& now) {
    std::vector<std::string> what = find_changes(before, now);
    if (!what.empty()) drift_.changed.push_back({index, std::move(what)});
    const int was = wrapping_of(before);
    const int is = wrapping_of(now);
    if (was >= 0 && is > was) drift_.wrapped.push_back(index);
    if (is >= 0 && is < was) drift_.unwrapped.push_back(index);
    const std::vector<std::string> ids_before = counted_ids(before);
    const std::vector<std::string> ids_now = counted_ids(now);
    std::vector<std::string> went = without(ids_before, ids_now);
    std::vector<std::string> came = without(ids_now, ids_before);
    if (!went.empty()) drift_.better.push_back({index, std::move(went)});
    if (!came.empty()) drift_.worse.push_back({index, std::move(came)});
  }

  const Baseline& before_;
  std::set<std::string> counted_;
  std::map<Key, std::deque<std::size_t>> unmatched_;
  Drift drift_;
};

}  // namespace

KeptTask kept_of(const EstateTask& task) {
  KeptTask kept;
  kept.machine = as_kept(task.machine);
  kept.path = as_kept(task.path);
  kept.user = as_kept(task.principal.user_id);
  kept.group = as_kept(task.principal.group_id);
  kept.logon_type = as_kept(task.principal.logon_type);
  kept.run_level = as_kept(task.principal.run_level);
  kept.wrapped = word_for(task.wrapping());
  kept.is_enabled = task.is_enabled;
  for (const std::string& trigger : task.triggers)
    kept.triggers.push_back(as_kept(trigger));
  for (const EstateAction& action : task.actions) {
    kept.actions.push_back({as_kept(action.kind), as_kept(action.program), as_kept(action.arguments),
                            as_kept(action.directory)});
  }
  for (const Problem& problem : task.findings)
    kept.finding_ids.emplace_back(problem.rule->id);
  return kept;
}

Drift compare(const Baseline& before, const Estate& now) {
  return Comparison(before).run(now);
}

}  // namespace taskxml
