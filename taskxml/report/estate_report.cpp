#include "taskxml/report/estate_report.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <span>

#include "launcher/text/json_text.hpp"
#include "taskxml/report/show_report.hpp"
#include "taskxml/rules/rules.hpp"

namespace taskxml {
namespace {

using launcher::JsonWriter;

constexpr std::string_view kCsvHeader =
    "machine,path,file,line,task,account_kind,user,group,logon_type,run_level,enabled,triggers,program,letters,shares,"
    "wrapped,errors,warnings,notes,findings\r\n";

void write_values(JsonWriter& json, const ExecValues& values) {
  json.member("command", values.command).member("command_arguments", values.arguments);
  json.member("command_directory", values.directory);
}

std::string_view word_for(WrapAnswer answer) {
  switch (answer) {
    case WrapAnswer::present:
      return "present";
    case WrapAnswer::written:
      return "written";
    case WrapAnswer::refused:
      return "refused";
    case WrapAnswer::nothing:
      break;
  }
  return "nothing";
}

void write_json(JsonWriter& json, const EstateAction& action) {
  json.object().member("action", action.index).member("line", action.line).member("kind", action.kind);
  json.member("program", action.program).member("arguments", action.arguments);
  json.member("directory", action.directory).member("letters", list_letters(action.letters));
  json.member("shares", action.shares).key("connected").array();
  for (const LetterShare& connected : action.connected) {
    json.object().member("letter", std::string(1, connected.letter)).member("share", connected.share).end();
  }
  json.end();
  write_values(json, action.written);
  json.key("wrap").object().member("answer", word_for(action.answer));
  if (action.answer == WrapAnswer::written) write_values(json, action.wrapped);
  if (action.answer == WrapAnswer::refused) json.member("refusal", action.refusal);
  json.end().end();
}

void write_json(JsonWriter& json, const EstateTask& task) {
  json.object().member("machine", task.machine).member("path", task.path).member("file", task.file);
  json.member("line", task.line).member("task", task.name);
  json.member("account_kind", word_for(task.account)).member("user", task.principal.user_id);
  json.member("group", task.principal.group_id).member("logon_type", task.principal.logon_type);
  json.member("run_level", task.principal.run_level).member("enabled", task.is_enabled);
  json.member("triggers", task.triggers).member("wrapped", word_for(task.wrapping()));
  json.member("letters", list_letters(task.letters())).member("shares", task.shares());
  json.member("wrap_line", task.wrap_line).key("actions").array();
  for (const EstateAction& action : task.actions)
    write_json(json, action);
  json.end().key("findings").array();
  for (const Problem& problem : task.findings) {
    json.object().member("id", problem.rule->id).member("severity", word_for(problem.rule->severity));
    json.member("line", problem.line).member("action", problem.action).member("about", problem.about).end();
  }
  json.end().end();
}

void write_json(JsonWriter& json, const Counts& counts) {
  json.member("errors", counts.errors).member("warnings", counts.warnings).member("notes", counts.notes);
}

void write_moved(JsonWriter& json, std::string_view name, std::span<const MovedFindings> moved) {
  json.key(name).array();
  for (const MovedFindings& one : moved)
    json.object().member("task", one.task).member("ids", one.ids).end();
  json.end();
}

void write_json(JsonWriter& json, const Drift& drift) {
  json.object().member("since", drift.since).member("worsened", drift.has_worsened);
  json.member("new", drift.appeared).key("gone").array();
  for (const GoneTask& gone : drift.gone)
    json.object().member("machine", gone.machine).member("path", gone.path).end();
  json.end().key("changed").array();
  for (const ChangedTask& changed : drift.changed)
    json.object().member("task", changed.task).member("what", changed.what).end();
  json.end().member("wrapped", drift.wrapped).member("unwrapped", drift.unwrapped);
  write_moved(json, "better", drift.better);
  write_moved(json, "worse", drift.worse);
  json.end();
}

void write_servers(JsonWriter& json, std::span<const ServerOverview> servers) {
  json.key("servers").array();
  for (const ServerOverview& server : servers) {
    json.object().member("server", server.server).key("shares").array();
    for (const ShareOverview& share : server.shares) {
      json.object().member("share", share.share).member("tasks", share.tasks);
      json.member("accounts", share.accounts).end();
    }
    json.end().member("tasks", server.tasks).member("accounts", server.accounts).end();
  }
  json.end();
}

void write_letters(JsonWriter& json, std::span<const LetterOverview> letters) {
  json.key("letters").array();
  for (const LetterOverview& letter : letters) {
    json.object().member("letter", std::string(1, letter.letter)).member("tasks", letter.tasks);
    json.key("meanings").array();
    for (const LetterMeaning& meaning : letter.meanings) {
      json.object().member("share", meaning.share).member("machines", meaning.machines);
      json.member("tasks", meaning.tasks).end();
    }
    json.end().end();
  }
  json.end();
}

void write_json(JsonWriter& json, const Overview& overview) {
  json.object();
  write_json(json, overview.counts);
  json.key("rules").array();
  for (const RuleOverview& rule : overview.rules) {
    json.object().member("id", rule.rule->id).member("findings", rule.findings);
    json.member("tasks", rule.tasks).end();
  }
  json.end().key("machines").array();
  for (const MachineOverview& machine : overview.machines) {
    json.object().member("machine", machine.machine);
    write_json(json, machine.counts);
    json.member("wrapped", machine.wrapped)
        .member("refused", machine.refused)
        .member("tasks", machine.tasks)
        .end();
  }
  json.end();
  write_servers(json, overview.servers);
  write_letters(json, overview.letters);
  json.key("accounts").array();
  for (const AccountOverview& account : overview.accounts) {
    json.object().member("account", account.account).member("account_kind", word_for(account.kind));
    json.member("stores_password", account.stores_password).member("tasks", account.tasks);
    json.member("storing", account.storing).member("machines", account.machines).end();
  }
  json.end().end();
}

void write_places(JsonWriter& json, std::string_view name, std::span<const EstateRefusal> places) {
  json.key(name).array();
  for (const EstateRefusal& place : places) {
    json.object()
        .member("machine", place.machine)
        .member("file", place.file)
        .member("line", place.finding.line);
    json.member("what", place.finding.what).member("about", place.finding.offender);
    json.member("advice", place.finding.advice).end();
  }
  json.end();
}

/// Each once.
std::string ids_of(const EstateTask& task) {
  std::string ids;
  std::vector<std::string_view> known;
  for (const Problem& problem : task.findings) {
    if (std::find(known.begin(), known.end(), problem.rule->id) != known.end()) continue;
    known.push_back(problem.rule->id);
    ids += (ids.empty() ? "" : " ") + std::string(problem.rule->id);
  }
  return ids;
}

std::string joined(std::span<const std::string> texts, std::string_view between) {
  std::string all;
  for (const std::string& text : texts)
    all.append(all.empty() ? std::string_view() : between).append(text);
  return all;
}

std::string as_csv(const EstateTask& task) {
  std::vector<std::string> programs;
  for (const EstateAction& action : task.actions) {
    if (!action.program.empty()) programs.push_back(action.program);
  }
  const Counts counts = task.counts();
  const std::array<std::string, 20> fields{task.machine,
                                           task.path,
                                           task.file,
                                           std::to_string(task.line),
                                           task.name,
                                           std::string(word_for(task.account)),
                                           task.principal.user_id,
                                           task.principal.group_id,
                                           task.principal.logon_type,
                                           task.principal.run_level,
                                           task.is_enabled ? "yes" : "no",
                                           joined(task.triggers, "; "),
                                           joined(programs, "; "),
                                           task.letters(),
                                           joined(task.shares(), "; "),
                                           std::string(word_for(task.wrapping())),
                                           std::to_string(counts.errors),
                                           std::to_string(counts.warnings),
                                           std::to_string(counts.notes),
                                           ids_of(task)};
  std::string row;
  for (std::size_t i = 0; i < fields.size(); ++i)
    row += (i == 0 ? "" : ",") + csv_field(fields.at(i));
  return row + "\r\n";
}

}  // namespace

std::string report_as_json(const EstateReport& report) {
  JsonWriter json(2);
  json.object().member("format", kReportFormat).member("version", kReportVersion);
  json.member("made", launcher::format_time(report.made)).member("title", report.title).key("drift");
  if (report.drift) {
    write_json(json, *report.drift);
  } else {
    json.value(std::optional<bool>());
  }
  json.key("overview");
  write_json(json, report.overview);
  json.key("rules").array();
  for (const Rule& rule : all_rules()) {
    json.object().member("id", rule.id).member("severity", word_for(rule.severity)).member("what", rule.what);
    json.member("why", rule.why).member("cure", rule.cure).end();
  }
  json.end();
  write_places(json, "refused", report.estate.refusals);
  write_places(json, "notes", report.estate.notes);
  json.key("tasks").array();
  for (const EstateTask& task : report.estate.tasks)
    write_json(json, task);
  json.end().end();
  return json.text() + "\n";
}

std::string report_as_csv(const EstateReport& report) {
  std::string csv(kCsvHeader);
  for (const EstateTask& task : report.estate.tasks)
    csv += as_csv(task);
  return csv;
}

}  // namespace taskxml
