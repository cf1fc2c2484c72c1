#include "taskxml/report/diagnose_report.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "launcher/text/json_text.hpp"
#include "launcher/text/printable.hpp"
#include "taskxml/diagnose/identity_rules.hpp"
#include "taskxml/report/show_report.hpp"

namespace taskxml {
namespace {

using launcher::JsonWriter;
using launcher::on_one_line;

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

void write_json(JsonWriter& json, const DiagnosedAction& action) {
  json.object().member("line", action.line).member("action", action.index).member("kind", action.kind);
  json.member("wrapped", action.started && action.started->is_wrapped);
  json.member("launcher", describe_launcher(action));
  json.member("program", action.started ? std::string_view(action.started->program) : std::string_view());
  json.member("letters", list_letters(action.letters)).member("shares", action.shares).end();
}

void write_json(JsonWriter& json, const Problem& problem) {
  json.object().member("id", problem.rule->id).member("severity", word_for(problem.rule->severity));
  json.member("line", problem.line).member("action", problem.action).member("about", problem.about);
  json.member("what", problem.rule->what).member("why", problem.rule->why);
  json.member("cure", problem.rule->cure).end();
}

std::string as_json(std::string_view file, const TaskDiagnosis& task) {
  JsonWriter json;
  json.object().member("file", file).member("line", task.line).member("task", task.name);
  json.member("account_kind", word_for(task.account)).member("user", task.principal.user_id);
  json.member("group", task.principal.group_id).member("logon_type", task.principal.logon_type);
  json.member("run_level", task.principal.run_level).key("actions").array();
  for (const DiagnosedAction& action : task.actions)
    write_json(json, action);
  json.end().key("findings").array();
  for (const Problem& problem : task.problems)
    write_json(json, problem);
  return json.end().end().text();
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
  return report_begin(format_, kCsvHeader);
}

std::string DiagnoseReport::add(std::string_view file, const TaskDiagnosis& task) {
  has_findings_ =
      has_findings_ || std::any_of(task.problems.begin(), task.problems.end(), [](const Problem& problem) {
        return problem.rule->severity != Severity::note;
      });
  const bool is_first = task_count_++ == 0;
  affected_count_ += task.problems.empty() ? 0 : 1;
  if (format_ == Format::json) return json_element(as_json(file, task), is_first);
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
  if (format_ != Format::text) return report_end(format_, task_count_ == 0);
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
