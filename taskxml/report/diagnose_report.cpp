#include "taskxml/report/diagnose_report.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "launcher/base/json_text.hpp"
#include "launcher/base/printable.hpp"
#include "taskxml/diagnose/action_rules.hpp"
#include "taskxml/report/report.hpp"

namespace taskxml {
namespace {

using launcher::on_one_line;
using launcher::quote_json;

constexpr std::string_view kCsvHeader =
    "file,line,task,action,account_kind,user,group,logon_type,run_level,letters,id,severity,about,what,why,"
    "cure\r\n";

/// What the launcher of a wrapped action connects: its --config, --only and --drive.
std::string describe_launcher(const DiagnosedAction& action) {
  if (!action.started || !action.started->is_wrapped) return {};
  const launcher::Invocation& invocation = *action.started->invocation;
  std::string text = action.started->written.command.value_or("");
  if (invocation.config) text += " --config " + *invocation.config;
  if (invocation.only) text += " --only " + *invocation.only;
  for (const std::string& drive : invocation.drives)
    text += " --drive " + drive;
  return text;
}

class JsonObject {
 public:
  void add(std::string_view name, std::string_view value) {
    text_ += fmt::format("{}\"{}\": {}", text_.ends_with('{') ? "" : ", ", name, value);
  }
  void add_text(std::string_view name, std::string_view value) { add(name, quote_json(value)); }
  std::string finish() const { return text_ + "}"; }

 private:
  std::string text_ = "{";
};

std::string json_list(const std::vector<std::string>& values) {
  return fmt::format("[{}]", fmt::join(values, ", "));
}

std::string as_json(const DiagnosedAction& action) {
  JsonObject object;
  object.add("line", std::to_string(action.line));
  object.add("action", std::to_string(action.index));
  object.add_text("kind", action.kind);
  object.add("wrapped", action.started && action.started->is_wrapped ? "true" : "false");
  object.add_text("launcher", describe_launcher(action));
  object.add_text("program", action.started ? action.started->program : "");
  std::vector<std::string> letters;
  for (const char letter : action.letters)
    letters.push_back(fmt::format("\"{}\"", letter));
  object.add("letters", json_list(letters));
  std::vector<std::string> shares;
  for (const std::string& share : action.shares)
    shares.push_back(quote_json(share));
  object.add("shares", json_list(shares));
  return object.finish();
}

std::string as_json(const Problem& problem) {
  JsonObject object;
  object.add_text("id", problem.rule->id);
  object.add_text("severity", word_for(problem.rule->severity));
  object.add("line", std::to_string(problem.line));
  object.add("action", std::to_string(problem.action));
  object.add_text("about", problem.about);
  object.add_text("what", problem.rule->what);
  object.add_text("why", problem.rule->why);
  object.add_text("cure", problem.rule->cure);
  return object.finish();
}

std::string as_json(std::string_view file, const TaskDiagnosis& task) {
  JsonObject object;
  object.add_text("file", file);
  object.add("line", std::to_string(task.line));
  object.add_text("task", task.name);
  object.add_text("account_kind", word_for(task.account));
  object.add_text("user", task.principal.user_id);
  object.add_text("group", task.principal.group_id);
  object.add_text("logon_type", task.principal.logon_type);
  object.add_text("run_level", task.principal.run_level);
  std::vector<std::string> actions;
  for (const DiagnosedAction& action : task.actions)
    actions.push_back(as_json(action));
  object.add("actions", json_list(actions));
  std::vector<std::string> findings;
  for (const Problem& problem : task.problems)
    findings.push_back(as_json(problem));
  object.add("findings", json_list(findings));
  return object.finish();
}

std::string letters_of(const TaskDiagnosis& task, std::size_t action) {
  return action == 0 ? std::string() : task.actions[action - 1].letters;
}

std::string as_csv(std::string_view file, const TaskDiagnosis& task) {
  std::string rows;
  for (const Problem& problem : task.problems) {
    const std::array<std::string_view, 16> fields{file,
                                                  {},
                                                  task.name,
                                                  {},
                                                  word_for(task.account),
                                                  task.principal.user_id,
                                                  task.principal.group_id,
                                                  task.principal.logon_type,
                                                  task.principal.run_level,
                                                  {},
                                                  problem.rule->id,
                                                  word_for(problem.rule->severity),
                                                  problem.about,
                                                  problem.rule->what,
                                                  problem.rule->why,
                                                  problem.rule->cure};
    std::string row;
    for (std::size_t i = 0; i < fields.size(); ++i) {
      if (i != 0) row += ',';
      row += i == 1   ? std::to_string(problem.line)
             : i == 3 ? std::to_string(problem.action)
             : i == 9 ? letters_of(task, problem.action)
                      : csv_field(fields[i]);
    }
    rows += row + "\r\n";
  }
  return rows;
}

std::string describe_actions(std::string_view file, const TaskDiagnosis& task) {
  std::string text = fmt::format("{}:{}: {}\n", on_one_line(file), task.line, on_one_line(task.name));
  const std::string account = task.principal.account().empty() ? "nobody named" : task.principal.account();
  text += fmt::format("    runs as    {} ({}{})\n", on_one_line(account), describe(task.account),
                      has_highest_privileges(task.principal) ? "; highest privileges" : "");
  for (const DiagnosedAction& action : task.actions) {
    if (!action.started) {
      text += fmt::format("    action {}   {}\n", action.index, on_one_line(action.kind));
      continue;
    }
    text +=
        fmt::format("    action {}   {}{}{}{}\n", action.index, on_one_line(action.started->program),
                    action.letters.empty() ? "" : ", uses ", print_letters(action.letters),
                    action.started->is_wrapped ? ", wrapped: " + on_one_line(describe_launcher(action)) : "");
  }
  return text;
}

}  // namespace

std::string DiagnoseReport::begin() const {
  if (format_ == Format::json) return "[\n";
  return format_ == Format::csv ? std::string(kCsvHeader) : std::string();
}

std::string DiagnoseReport::add(std::string_view file, const TaskDiagnosis& task) {
  has_findings_ =
      has_findings_ || std::any_of(task.problems.begin(), task.problems.end(), [](const Problem& problem) {
        return problem.rule->severity != Severity::note;
      });
  const bool is_first = task_count_++ == 0;
  affected_count_ += task.problems.empty() ? 0 : 1;
  if (format_ == Format::json) return fmt::format("{}  {}", is_first ? "" : ",\n", as_json(file, task));
  if (format_ == Format::csv) return as_csv(file, task);
  for (const Problem& problem : task.problems) {
    const std::string action =
        problem.action == 0 ? std::string() : fmt::format(", action {}", problem.action);
    groups_[problem.rule].push_back(
        {std::string(file), problem.line,
         fmt::format("{}{}{}{}", on_one_line(task.name), action, problem.about.empty() ? "" : ": ",
                     on_one_line(problem.about))});
  }
  return shows_actions_ ? describe_actions(file, task) : std::string();
}

std::string DiagnoseReport::end() const {
  if (format_ == Format::json) return task_count_ == 0 ? "]\n" : "\n]\n";
  if (format_ == Format::csv) return {};
  std::string text;
  std::string counts;
  std::size_t count = 0;
  for (const Rule& rule : all_rules()) {
    const auto group = groups_.find(&rule);
    if (group == groups_.end()) continue;
    const std::vector<Place>& places = group->second;
    count += places.size();
    text += fmt::format("\n{} {}: {}{}\n", word_for(rule.severity), rule.id, rule.what,
                        places.size() == 1 ? "" : fmt::format(" ({} times)", places.size()));
    text += fmt::format("  why:  {}\n  cure: {}\n", rule.why, rule.cure);
    for (const Place& place : places)
      text += fmt::format("    {}:{}: {}\n", on_one_line(place.file), place.line, place.text);
    counts += fmt::format("{:>8} {:<8} {}\n", places.size(), word_for(rule.severity), rule.id);
  }
  // With one task, its findings are their own summary.
  if (task_count_ > 1 && !counts.empty()) text += "\n" + counts;
  return text + fmt::format("{}{} finding{} in {} of {} task{}\n", text.empty() ? "" : "\n", count,
                            count == 1 ? "" : "s", affected_count_, task_count_, task_count_ == 1 ? "" : "s");
}

}  // namespace taskxml
