#include "taskxml/diagnose/import_schema.hpp"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <string>
#include <vector>

#include "tests/unit/taskxml/diagnose/diagnose_samples.hpp"

namespace taskxml::test {
namespace {

bool is_attribute(const SchemaRow& row) {
  return row.name.find('@') != std::string_view::npos;
}

/// An element of that name with what the schema requires in it; `more` takes the place of what has its name,
/// or comes last.
std::string element_with(std::string_view name, std::string_view more_name, const std::string& more,
                         std::string_view left_out = {});

std::string element_of(const SchemaRow& row, std::string_view value) {
  if (row.type.has_elements) return element_with(row.name, "", "");
  std::string attributes;
  for (const SchemaRow& other : schema_rows_of(row.parent)) {
    if (is_attribute(other) && other.name.starts_with(fmt::format("{}@", row.name)))
      attributes += fmt::format(" {}=\"{}\"", other.name.substr(row.name.size() + 1), other.type.right);
  }
  return fmt::format("<{0}{1}>{2}</{0}>", row.name, attributes, value);
}

std::string element_with(std::string_view name, std::string_view more_name, const std::string& more,
                         std::string_view left_out) {
  std::string inside;
  bool has_more = more_name.empty();
  const SchemaRow* const more_row = find_schema_row(name, more_name);
  bool has_alternative = more_row != nullptr && more_row->presence == Presence::alternative;
  for (const SchemaRow& row : schema_rows_of(name)) {
    if (is_attribute(row) || row.name == left_out) continue;
    const bool is_first_alternative = row.presence == Presence::alternative && !has_alternative;
    if (row.name == more_name) {
      inside += more;
      has_more = true;
    } else if (row.presence == Presence::required || is_first_alternative) {
      inside += element_of(row, row.type.right);
      has_alternative = has_alternative || is_first_alternative;
    }
  }
  const std::string space =
      name == "Task" ? " version=\"1.2\" xmlns=\"http://schemas.microsoft.com/windows/2004/02/mit/task\""
                     : "";
  return fmt::format("<{0}{1}>{2}{3}</{0}>", name, space, inside, has_more ? "" : more);
}

/// The task around an element.
std::string task_around(std::string_view parent, std::string_view name, std::string element) {
  std::string_view child = name;
  std::string_view place = parent == kEveryTrigger ? std::string_view("BootTrigger") : parent;
  while (!place.empty()) {
    element = element_with(place, child, element);
    child = place;
    const auto rows = all_schema_rows();
    const auto row = std::find_if(rows.begin(), rows.end(), [&](const SchemaRow& one) {
      return one.name == child && one.type.has_elements;
    });
    REQUIRE(row != rows.end());
    place = row->parent == kEveryTrigger ? std::string_view("BootTrigger") : row->parent;
  }
  return element;
}

/// What of the import rules is found, without DeleteExpiredTaskAfter's, which looks at two places.
std::vector<std::string> found(const std::string& task) {
  CAPTURE(task);
  const Diagnosis diagnosis = diagnose_bytes(task);
  REQUIRE(diagnosis.tasks.size() == 1);
  std::vector<std::string> all;
  for (const Problem& problem : diagnosis.tasks.front().problems) {
    if (problem.rule->id.starts_with("import-") && !problem.about.starts_with("DeleteExpiredTaskAfter, and"))
      all.push_back(fmt::format("{}: {}", problem.rule->id, problem.about));
  }
  return all;
}

using Found = std::vector<std::string>;

TEST_SUITE("diagnose") {
  TEST_CASE(
      "every element of the schema is accepted with what it takes, and named with what it does not take") {
    std::size_t count = 0;
    for (const SchemaRow& row : all_schema_rows()) {
      if (is_attribute(row) || row.parent.empty()) continue;
      CAPTURE(row.parent);
      CAPTURE(row.name);
      CHECK(found(task_around(row.parent, row.name, element_of(row, row.type.right))) == Found());
      ++count;
      const bool is_judged = row.type.fits != nullptr || row.type.has_elements;
      if (!is_judged) continue;
      const std::string strange = fmt::format("<{0}><Strange/></{0}>", row.name);
      const Found with_strange = found(task_around(row.parent, row.name, strange));
      CHECK(std::any_of(with_strange.begin(), with_strange.end(), [&](const std::string& one) {
        return one.starts_with(fmt::format("import-element: Strange in {}", row.name));
      }));
      if (row.type.fits == nullptr) continue;
      if (!row.type.wrong.empty()) {
        CHECK(
            found(task_around(row.parent, row.name, element_of(row, row.type.wrong))) ==
            Found{fmt::format("import-value: {}: {} (takes {})", row.name, row.type.wrong, row.type.takes)});
      }
      if (!row.type.fits("")) {
        CHECK(found(task_around(row.parent, row.name, element_of(row, ""))) ==
              Found{fmt::format("import-value: {} is empty (takes {})", row.name, row.type.takes)});
      }
    }
    CHECK(count > 140);
  }

  TEST_CASE(
      "every element that the schema requires is missed, and every second one that it has once is named") {
    std::size_t required = 0;
    for (const SchemaRow& row : all_schema_rows()) {
      // Without Actions it is no task at all.
      if (is_attribute(row) || row.parent.empty() || row.name == "Actions") continue;
      CAPTURE(row.parent);
      CAPTURE(row.name);
      const std::string one = element_of(row, row.type.right);
      const std::string_view parent =
          row.parent == kEveryTrigger ? std::string_view("BootTrigger") : row.parent;
      const Found twice = found(task_around(row.parent, row.name, one + one));
      if (row.most == 1) {
        CHECK(twice == Found{fmt::format("import-element: a second {} in {}", row.name, parent)});
      } else {
        CHECK(twice == Found());
      }
      if (row.most > 1) {
        std::string many;
        for (unsigned i = 0; i <= row.most; ++i)
          many += one;
        CHECK(found(task_around(row.parent, row.name, many)) ==
              Found{fmt::format("import-element: more than {} {} in {}", row.most, row.name, parent)});
      }
      if (row.presence == Presence::required) {
        ++required;
        CHECK(found(task_around(row.parent, row.name, "")) ==
              Found{fmt::format("import-element: no {} in {}", row.name, parent)});
      } else if (row.presence == Presence::alternative) {
        const Found none = found(task_around(row.parent, row.name, ""));
        REQUIRE(none.size() == 1);
        CHECK(none.front().starts_with("import-element: none of "));
      }
    }
    CHECK(required >= 15);
  }

  TEST_CASE("the limits and the words of the schema are those of Microsoft's pages") {
    struct Limits {
      std::string_view parent;
      std::string_view name;
      std::vector<std::string_view> right;
      std::vector<std::string_view> wrong;
    };
    const std::vector<Limits> all{
        {"Repetition", "Interval", {"PT1M", "P31D"}, {"PT0S", "PT59S", "P31DT1S", "-PT1H"}},
        {"Repetition", "Duration", {"PT1M", "P3650D"}, {"PT59S"}},
        {"RestartOnFailure", "Interval", {"PT1M", "P31D"}, {"PT10S", "P32D"}},
        {"RestartOnFailure", "Count", {"1", "255"}, {"0", "256", "-1", "three"}},
        {"IdleSettings", "Duration", {"PT10M", "PT1S"}, {"10"}},
        {"MaintenanceSettings", "Period", {"P1D", "P1M"}, {"PT23H"}},
        {"MaintenanceSettings", "Deadline", {"P1D"}, {"PT1H"}},
        {"Settings", "Priority", {"0", "7", "10"}, {"11", "-1", "high"}},
        {"Settings", "ExecutionTimeLimit", {"PT0S", "PT72H"}, {"72", "PT72"}},
        {"Settings", "DeleteExpiredTaskAfter", {"PT0S", "P30D"}, {"30"}},
        {"Settings", "MultipleInstancesPolicy", {"Parallel", "Queue", "IgnoreNew", "StopExisting"}, {"Stop"}},
        {"Settings", "Hidden", {"true", "false", "1", "0"}, {"True", "yes"}},
        {"TimeTrigger", "RandomDelay", {"PT30M"}, {"30"}},
        {"LogonTrigger", "Delay", {"PT30S"}, {"0:30"}},
        {"EventTrigger", "NumberOfOccurrences", {"1", "32"}, {"0", "33"}},
        {"SessionStateChangeTrigger",
         "StateChange",
         {"ConsoleConnect", "ConsoleDisconnect", "RemoteConnect", "RemoteDisconnect", "SessionLock",
          "SessionUnlock"},
         {"Lock"}},
        {"ScheduleByDay", "DaysInterval", {"1", "365"}, {"0", "366"}},
        {"ScheduleByWeek", "WeeksInterval", {"1", "52"}, {"0", "53"}},
        {"DaysOfMonth", "Day", {"1", "31", "Last"}, {"0", "01", "32", "last"}},
        {"Weeks", "Week", {"1", "4", "Last"}, {"0", "5"}},
        {"Principal",
         "LogonType",
         {"S4U", "Password", "InteractiveToken", "InteractiveTokenOrPassword"},
         {"ServiceAccount", "Interactive"}},
        {"Principal", "RunLevel", {"LeastPrivilege", "HighestAvailable"}, {"Highest"}},
        {"Principal", "ProcessTokenSidType", {"None", "Unrestricted"}, {"Restricted"}},
        {"RequiredPrivileges",
         "Privilege",
         {"SeBackupPrivilege", "SeCreateSymbolicLinkPrivilege"},
         {"SeBackup"}},
        {"NetworkSettings", "Id", {"{01234567-89ab-CDEF-0123-456789abcdef}"}, {"{01234567}"}},
        {"ComHandler", "ClassId", {"01234567-89ab-cdef-0123-456789abcdef"}, {"{X}"}},
    };
    for (const Limits& limits : all) {
      const SchemaRow* const row = find_schema_row(limits.parent, limits.name);
      CAPTURE(limits.parent);
      CAPTURE(limits.name);
      REQUIRE(row != nullptr);
      for (const std::string_view right : limits.right)
        CHECK(found(task_around(limits.parent, limits.name, element_of(*row, right))) == Found());
      for (const std::string_view wrong : limits.wrong)
        CHECK(found(task_around(limits.parent, limits.name, element_of(*row, wrong))) ==
              Found{fmt::format("import-value: {}: {} (takes {})", limits.name, wrong, row->type.takes)});
    }
  }

  TEST_CASE("what the schema requires is what Microsoft's pages require") {
    std::set<std::string> required;
    for (const SchemaRow& row : all_schema_rows()) {
      if (row.presence == Presence::required && !row.parent.empty())
        required.insert(fmt::format("{}/{}", row.parent, row.name));
    }
    CHECK(required == std::set<std::string>{"Task/Actions",
                                            "Repetition/Interval",
                                            "TimeTrigger/StartBoundary",
                                            "CalendarTrigger/StartBoundary",
                                            "EventTrigger/Subscription",
                                            "ValueQueries/Value",
                                            "ValueQueries/Value@name",
                                            "SessionStateChangeTrigger/StateChange",
                                            "ScheduleByMonthDayOfWeek/DaysOfWeek",
                                            "Principals/Principal",
                                            "RequiredPrivileges/Privilege",
                                            "RestartOnFailure/Interval",
                                            "RestartOnFailure/Count",
                                            "MaintenanceSettings/Period",
                                            "ComHandler/ClassId",
                                            "SendEmail/Server",
                                            "HeaderField/Name",
                                            "HeaderField/Value",
                                            "ShowMessage/Title",
                                            "ShowMessage/Body"});
  }

  TEST_CASE("the attributes that the schema judges are named") {
    const std::string task = task_around("EventTrigger", "ValueQueries",
                                         "<ValueQueries><Value name=\"n\">x</Value></ValueQueries>");
    CHECK(found(task) == Found());
    const auto with = [&](const std::string& part, const std::string& other) {
      std::string changed = task;
      return found(changed.replace(changed.find(part), part.size(), other));
    };
    CHECK(with(" name=\"n\"", "") == Found{"import-element: no name at Value"});
    CHECK(with("\"n\"", "\"\"") == Found{"import-value: name is empty (takes text that is not empty)"});
    CHECK(with("\"1.2\"", "\"1.2.\"") == Found{"import-value: version: 1.2. (takes a version like 1.2)"});
    CHECK(with(" version=\"1.2\"", "") == Found());
  }

  TEST_CASE("every row of the schema says where it comes from") {
    std::set<std::pair<std::string_view, std::string_view>> places;
    for (const SchemaRow& row : all_schema_rows()) {
      CAPTURE(row.name);
      CHECK_FALSE(row.source.empty());
      CHECK(places.emplace(row.parent, row.name).second);
      CHECK(find_schema_row(row.parent, row.name) == &row);
    }
  }
}

}  // namespace
}  // namespace taskxml::test
