#include "taskxml/report/baseline.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>

#include "launcher/text/text_encoding.hpp"

namespace taskxml {
namespace {

using Json = nlohmann::json;

/// A report has 5 levels.
constexpr int kMostLevels = 16;

/// The members that are compared; all others are never kept in memory.
constexpr auto kMembers = std::to_array<std::string_view>(
    {"format",  "version", "made",  "rules",      "id",        "tasks",     "machine",
     "path",    "user",    "group", "logon_type", "run_level", "enabled",   "triggers",
     "wrapped", "actions", "kind",  "program",    "arguments", "directory", "findings"});

bool is_kept(int depth, Json::parse_event_t event, const Json& parsed) {
  if (depth > kMostLevels) throw BaselineError("it nests deeper than a report does");
  if (event != Json::parse_event_t::key) return true;
  const std::string& key = parsed.get_ref<const std::string&>();
  return std::find(kMembers.begin(), kMembers.end(), key) != kMembers.end();
}

Json parse(std::string_view bytes) {
  try {
    return Json::parse(launcher::decode_text_file(bytes), is_kept);
  } catch (const Json::parse_error& error) {
    throw BaselineError(fmt::format("it is not JSON: character {}", error.byte));
  } catch (const Json::out_of_range&) {  // 1e999, wherever it stands
    throw BaselineError("it has a number that is too large");
  } catch (const launcher::TextEncodingError& error) {
    throw BaselineError(fmt::format("it is not JSON: {}, at {}", error.what(), error.offset()));
  }
}

/// The member of an object; throws BaselineError where there is none or it has another type.
const Json& member(const Json& object, std::string_view name, Json::value_t type) {
  const auto found = object.is_object() ? object.find(std::string(name)) : object.end();
  if (found == object.end() || found->type() != type)
    throw BaselineError(fmt::format("a member is missing or of another type than in a report: {}", name));
  return *found;
}

std::string text_of(const Json& object, std::string_view name) {
  return member(object, name, Json::value_t::string).get<std::string>();
}

const Json& list_of(const Json& object, std::string_view name) {
  return member(object, name, Json::value_t::array);
}

KeptTask read_task(const Json& json) {
  KeptTask task;
  task.machine = text_of(json, "machine");
  task.path = text_of(json, "path");
  task.user = text_of(json, "user");
  task.group = text_of(json, "group");
  task.logon_type = text_of(json, "logon_type");
  task.run_level = text_of(json, "run_level");
  task.wrapped = text_of(json, "wrapped");
  task.is_enabled = member(json, "enabled", Json::value_t::boolean).get<bool>();
  for (const Json& trigger : list_of(json, "triggers")) {
    if (!trigger.is_string()) throw BaselineError("a trigger is not a text");
    task.triggers.push_back(trigger.get<std::string>());
  }
  for (const Json& action : list_of(json, "actions")) {
    task.actions.push_back({text_of(action, "kind"), text_of(action, "program"), text_of(action, "arguments"),
                            text_of(action, "directory")});
  }
  for (const Json& finding : list_of(json, "findings"))
    task.finding_ids.push_back(text_of(finding, "id"));
  return task;
}

}  // namespace

Baseline read_baseline(std::string_view bytes) {
  const Json json = parse(bytes);
  if (!json.is_object() || !json.contains("format") || json["format"] != std::string(kReportFormat))
    throw BaselineError(
        "it was not written by taskxml report. Make one: taskxml report --format json -o FILE INPUT");
  const auto version = json.find("version");
  if (version == json.end() || !version->is_number_unsigned())
    throw BaselineError("a member is missing or of another type than in a report: version");
  if (version->get<std::uint64_t>() > kReportVersion || version->get<std::uint64_t>() == 0) {
    throw BaselineError(
        fmt::format("it has version {} of the format; this taskxml reads 1 to {}. Use the one that wrote it",
                    version->get<std::uint64_t>(), kReportVersion));
  }
  Baseline baseline;
  baseline.made = text_of(json, "made");
  for (const Json& rule : list_of(json, "rules"))
    baseline.rule_ids.insert(text_of(rule, "id"));
  for (const Json& task : list_of(json, "tasks"))
    baseline.tasks.push_back(read_task(task));
  return baseline;
}

}  // namespace taskxml
