#include "taskxml/report/baseline.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "launcher/text/json_text.hpp"
#include "launcher/text/text_encoding.hpp"
#include "taskxml/report/drift.hpp"
#include "taskxml/report/estate.hpp"
#include "taskxml/rules/rules.hpp"
#include "taskxml/xml/document.hpp"
#include "tests/fuzz/expect.hpp"

using taskxml::Baseline;
using taskxml::BaselineError;
using taskxml::Drift;
using taskxml::Estate;
using taskxml::EstateAction;
using taskxml::EstateTask;
using taskxml::KeptAction;
using taskxml::KeptTask;
using taskxml::Rule;
using taskxml::WrapAnswer;

namespace {

void write_task(launcher::JsonWriter& json, const KeptTask& task) {
  json.object()
      .member("machine", task.machine)
      .member("path", task.path)
      .member("user", task.user)
      .member("group", task.group)
      .member("logon_type", task.logon_type)
      .member("run_level", task.run_level)
      .member("wrapped", task.wrapped)
      .member("enabled", task.is_enabled)
      .member("triggers", task.triggers)
      .key("actions")
      .array();
  for (const KeptAction& action : task.actions) {
    json.object()
        .member("kind", action.kind)
        .member("program", action.program)
        .member("arguments", action.arguments)
        .member("directory", action.directory)
        .end();
  }
  json.end().key("findings").array();
  for (const std::string& id : task.finding_ids)
    json.object().member("id", id).end();
  json.end().end();
}

/// A report that says what `baseline` holds.
std::string print_baseline(const Baseline& baseline) {
  launcher::JsonWriter json;
  json.object()
      .member("format", taskxml::kReportFormat)
      .member("version", taskxml::kReportVersion)
      .member("made", baseline.made)
      .key("rules")
      .array();
  for (const std::string& id : baseline.rule_ids)
    json.object().member("id", id).end();
  json.end().key("tasks").array();
  for (const KeptTask& task : baseline.tasks)
    write_task(json, task);
  json.end().end();
  return json.text();
}

void check_message(std::string_view message) {
  expect(!message.empty(), "a refusal has a reason");
  const auto is_control = [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; };
  expect(std::none_of(message.begin(), message.end(), is_control), "a reason is one line");
  expect(launcher::find_invalid_utf8(message) == std::string_view::npos, "a reason is valid UTF-8");
}

struct Outcome {
  std::optional<Baseline> baseline;
  std::string text;  ///< the report it stands for, or why it is refused
};

Outcome read(std::string_view bytes) {
  try {
    Baseline baseline = taskxml::read_baseline(bytes);
    std::string text = print_baseline(baseline);
    return {std::move(baseline), std::move(text)};
  } catch (const BaselineError& error) {
    check_message(error.what());
    return {std::nullopt, error.what()};
  }
}

/// A place in a refused text is counted in its own encoding.
bool is_same(const Outcome& one, const Outcome& other) {
  if (!one.baseline || !other.baseline) return !one.baseline && !other.baseline;
  return one.text == other.text;
}

WrapAnswer answer_for(const KeptTask& task, std::size_t action) {
  if (task.wrapped == "yes" || (task.wrapped == "partly" && action == 0)) return WrapAnswer::present;
  if (task.wrapped == "no" || task.wrapped == "partly") return WrapAnswer::written;
  return WrapAnswer::nothing;
}

const Rule* rule_with(std::string_view id) {
  const auto rules = taskxml::all_rules();
  const auto found =
      std::find_if(rules.begin(), rules.end(), [&](const Rule& rule) { return rule.id == id; });
  return found == rules.end() ? nullptr : &*found;
}

/// The task that a report would have been made of.
EstateTask task_of(const KeptTask& kept) {
  EstateTask task;
  task.machine = kept.machine;
  task.path = kept.path;
  task.principal.user_id = kept.user;
  task.principal.group_id = kept.group;
  task.principal.logon_type = kept.logon_type;
  task.principal.run_level = kept.run_level;
  task.is_enabled = kept.is_enabled;
  task.triggers = kept.triggers;
  for (const KeptAction& one : kept.actions) {
    EstateAction action;
    action.kind = one.kind;
    action.program = one.program;
    action.arguments = one.arguments;
    action.directory = one.directory;
    action.answer = answer_for(kept, task.actions.size());
    task.actions.push_back(std::move(action));
  }
  for (const std::string& id : kept.finding_ids) {
    if (const Rule* const rule = rule_with(id)) task.findings.push_back({rule});
  }
  return task;
}

void check_drift(const Baseline& baseline) {
  Estate same;
  for (const KeptTask& task : baseline.tasks)
    same.tasks.push_back(task_of(task));
  const Drift none = taskxml::compare(baseline, same);
  expect(none.appeared.empty() && none.gone.empty() && none.changed.empty(), "the same tasks are no change");
  expect(none.wrapped.empty() && none.unwrapped.empty() && none.better.empty() && none.worse.empty() &&
             !none.has_worsened,
         "the same tasks are neither better nor worse");

  const Drift all_gone = taskxml::compare(baseline, Estate());
  expect(all_gone.gone.size() == baseline.tasks.size(), "without tasks all are gone");
  expect(!all_gone.has_worsened, "what is gone is not worse");
  const Drift all_new = taskxml::compare(Baseline{baseline.made, baseline.rule_ids, {}}, same);
  expect(all_new.appeared.size() == baseline.tasks.size(), "beside an empty report all are new");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  const Outcome outcome = read(bytes);
  if (outcome.baseline) {
    const Outcome again = read(outcome.text);
    expect(again.baseline && again.text == outcome.text, "a report that is read can be written again");
    check_drift(*outcome.baseline);
  }

  const bool has_mark = bytes.starts_with("\xEF\xBB\xBF") || bytes.starts_with("\xFF\xFE");
  if (!has_mark && launcher::find_invalid_utf8(bytes) == std::string_view::npos) {
    expect(is_same(read("\xEF\xBB\xBF" + std::string(bytes)), outcome), "a byte order mark changes nothing");
    expect(is_same(read(taskxml::encode_utf16_file(bytes)), outcome), "UTF-16 changes nothing");
  }
  return 0;
}
