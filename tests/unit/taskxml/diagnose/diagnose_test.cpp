#include "taskxml/diagnose/diagnose.hpp"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "taskxml/report/diagnose_report.hpp"
#include "tests/unit/taskxml/diagnose/diagnose_samples.hpp"
#include "tests/unit/taskxml/support.hpp"

namespace taskxml::test {
namespace {

const std::string kElevated = account("CONTOSO\\u", "Password") + "<RunLevel>HighestAvailable</RunLevel>";

/// A file with `count` tasks.
std::string many_tasks(std::size_t count, bool has_namespace) {
  std::string task = text_of({});
  if (!has_namespace) task.erase(task.find(" xmlns="), task.find('>') - task.find(" xmlns="));
  std::string text = "<Tasks>\n";
  for (std::size_t i = 0; i < count; ++i)
    text += task;
  return text + "</Tasks>\n";
}

std::chrono::steady_clock::duration time_to_diagnose(const std::string& bytes) {
  const auto begin = std::chrono::steady_clock::now();
  const Diagnosis diagnosis = diagnose_bytes(bytes);
  REQUIRE(diagnosis.refusals.empty());
  return std::chrono::steady_clock::now() - begin;
}

TEST_SUITE("diagnose") {
  TEST_CASE("every rule fits its example and nothing else does") {
    for (const Row& row : rows()) {
      const std::string bytes = text_of(row.sample);
      CAPTURE(bytes.substr(0, 2000));
      const Diagnosis diagnosis = diagnose_bytes(bytes);
      REQUIRE(diagnosis.refusals.empty());
      CHECK(joined(ids_of(diagnosis)) == row.ids);
      bool is_about = row.about.empty();
      for (const Problem& problem : diagnosis.tasks.front().problems)
        is_about = is_about || problem.about.find(row.about) != std::string::npos;
      CHECK(is_about);
    }
  }

  TEST_CASE("every rule has an example here, and its row in the README") {
    // Those that have tests of their own.
    std::set<std::string> seen{"import-encoding", "import-namespace", "here-not-protected"};
    const FakeHere here = machine_here();
    for (const Row& row : rows()) {
      for (std::string& id : ids_of(diagnose_bytes(text_of(row.sample))))
        seen.insert(std::move(id));
    }
    for (const std::string& exec : {wrapped(""), kScript, std::string("<Command>D:\\a.exe</Command>")}) {
      for (std::string& id : ids_of(diagnose_bytes(text_of({.exec = exec}), &here)))
        seen.insert(std::move(id));
    }
    FakeHere protected_here;
    protected_here.protects_administrators = true;
    for (std::string& id :
         ids_of(diagnose_bytes(text_of({.exec = kOnShare, .principal = kElevated}), &protected_here)))
      seen.insert(std::move(id));
    const std::string readme =
        read_bytes(std::filesystem::path(DRIVELAUNCH_SAMPLES) / "../taskxml/README.md");
    for (const Rule& rule : all_rules()) {
      CAPTURE(rule.id);
      CHECK(seen.contains(std::string(rule.id)));
      CHECK(readme.find(fmt::format("| `{}` | {} |", rule.id, word_for(rule.severity))) != std::string::npos);
      CHECK(rule.what.size() > 10);
      CHECK(rule.why.ends_with('.'));
      CHECK(rule.cure.ends_with('.'));
    }
  }

  TEST_CASE("G11: every cure names a command, or an element of the definition") {
    for (const Rule& rule : all_rules()) {
      CAPTURE(rule.cure);
      bool names_one = false;
      for (const char* const name :
           {"taskxml ", "drivelaunch ", "schtasks /", "icacls ", "takeown ", "Command", "Arguments",
            "WorkingDirectory", "UserId", "LogonType", "Context", "Settings", "IdleSettings",
            "RegistrationTrigger", "<Task ", "powershell.exe"})
        names_one = names_one || rule.cure.find(name) != std::string_view::npos;
      CHECK(names_one);
    }
  }

  TEST_CASE("eight times the tasks in one file take eight times the work, not sixty-four times") {
    for (const bool has_namespace : {true, false}) {
      CAPTURE(has_namespace);
      const std::string few = many_tasks(250, has_namespace);
      const std::string many = many_tasks(2000, has_namespace);
      // The shortest of some rounds: what else the machine does makes a round longer, never shorter.
      auto shortest_few = time_to_diagnose(few);
      auto shortest_many = time_to_diagnose(many);
      for (int round = 0; round < 4 && shortest_many > 16 * shortest_few; ++round) {
        shortest_few = std::min(shortest_few, time_to_diagnose(few));
        shortest_many = std::min(shortest_many, time_to_diagnose(many));
      }
      CHECK(shortest_many <= 16 * shortest_few);
    }
  }

  TEST_CASE("Administrator protection is reported for users' elevated tasks that use drives or shares") {
    const std::string highest = "<RunLevel>HighestAvailable</RunLevel>";
    const auto has_note = [](const Sample& sample, const ThisMachine* here, std::string_view id) {
      const std::vector<std::string> ids = ids_of(diagnose_bytes(text_of(sample), here));
      return std::count(ids.begin(), ids.end(), id) == 1;
    };
    for (const std::string& user : {account("C\\u"), account("C\\u", "S4U"), account("C\\u", "Password"),
                                    std::string("<GroupId>g</GroupId>")}) {
      CAPTURE(user);
      CHECK(has_note({.exec = kOnShare, .principal = user + highest}, nullptr, "administrator-protection"));
      CHECK_FALSE(has_note({.exec = kOnShare, .principal = user}, nullptr, "administrator-protection"));
      CHECK_FALSE(has_note({.principal = user + highest}, nullptr, "administrator-protection"));
    }
    for (const std::string& other : {account("SYSTEM"), account("C\\g$", "Password")}) {
      CAPTURE(other);
      CHECK_FALSE(
          has_note({.exec = kOnShare, .principal = other + highest}, nullptr, "administrator-protection"));
    }
    // The machine itself knows.
    FakeHere here;
    const Sample elevated{.exec = kOnShare, .principal = kElevated};
    CHECK_FALSE(has_note(elevated, &here, "administrator-protection"));
    CHECK_FALSE(has_note(elevated, &here, "here-administrator-protection"));
    here.protects_administrators = true;
    CHECK_FALSE(has_note(elevated, &here, "administrator-protection"));
    CHECK(has_note(elevated, &here, "here-administrator-protection"));
  }

  TEST_CASE("lines are those of the action, the settings and the task") {
    const Diagnosis diagnosis =
        diagnose_bytes(text_of({.exec = kOnLetter, .principal = account("u", "Password"), .settings = ""}));
    std::map<std::string, std::size_t> lines;
    for (const Problem& problem : diagnosis.tasks.front().problems)
      lines[std::string(problem.rule->id)] = problem.line;
    CHECK(lines["letter-batch"] == 7);
    CHECK(lines["battery-stop"] == 5);
    CHECK(lines["password-needed"] == 1);
  }

  TEST_CASE("text explains each rule once, JSON and CSV have every finding") {
    DiagnoseReport text(Format::text, false);
    DiagnoseReport json(Format::json, false);
    DiagnoseReport csv(Format::csv, false);
    std::string json_text = json.begin();
    std::string csv_text = csv.begin();
    for (const char* const file : {"a.xml", "b.xml"}) {
      const Diagnosis diagnosis = diagnose_bytes(text_of({.exec = kOnLetter}));
      CHECK(text.add(file, diagnosis.tasks.front()).empty());
      json_text += json.add(file, diagnosis.tasks.front());
      csv_text += csv.add(file, diagnosis.tasks.front());
    }
    const Rule& rule = find_rule("letter-desktop");
    CHECK(text.end() == fmt::format("\nnote letter-desktop: {} (2 times)\n  why:  {}\n  cure: {}\n"
                                    "    a.xml:7: \\Backup, action 1: S: in Command\n"
                                    "    b.xml:7: \\Backup, action 1: S: in Command\n\n"
                                    "       2 note     letter-desktop\n\n2 findings in 2 of 2 tasks\n",
                                    rule.what, rule.why, rule.cure));
    CHECK_FALSE(text.has_findings());  // notes alone
    json_text += json.end();
    CHECK(json_text.starts_with(
        "[\n  {\"file\": \"a.xml\", \"line\": 1, \"task\": \"\\\\Backup\", \"account_kind\": \"desktop\", "
        "\"user\": "
        "\"CONTOSO\\\\u\", \"group\": \"\", \"logon_type\": \"InteractiveToken\", \"run_level\": \"\", "
        "\"actions\": "
        "[{\"line\": 7, \"action\": 1, \"kind\": \"Exec\", \"wrapped\": false, \"launcher\": \"\", "
        "\"program\": "
        "\"S:\\\\a.exe\", \"letters\": [\"S\"], \"shares\": []}], \"findings\": [{\"id\": "
        "\"letter-desktop\", "
        "\"severity\": \"note\", \"line\": 7, \"action\": 1, \"about\": \"S: in Command\", \"what\": "));
    CHECK(json_text.ends_with("}]}\n]\n"));
    CHECK(
        csv_text.find("a.xml,7,\\Backup,1,desktop,CONTOSO\\u,,InteractiveToken,,S,letter-desktop,note,S: in "
                      "Command,") != std::string::npos);
    CHECK(std::count(csv_text.begin(), csv_text.end(), '\n') == 3);
  }

  TEST_CASE("one file shows what its actions are before the findings") {
    DiagnoseReport report(Format::text, true);
    const Diagnosis diagnosis = diagnose_bytes(text_of(
        {.exec = wrapped("--only S"), .principal = account("S-1-5-18"), .more_actions = "<ComHandler/>"}));
    const std::string text = report.add("a.xml", diagnosis.tasks.front());
    CHECK(text.find("runs as    S-1-5-18 (SYSTEM: the global letters only") != std::string::npos);
    CHECK(
        text.find(
            "action 1   S:\\a.exe, uses S:, wrapped: C:\\Program Files\\DriveLaunch\\drivelaunch.exe --only "
            "S\n    action 2   ComHandler\n") != std::string::npos);
  }

  TEST_CASE("for every kind of account the report says which session and which name on the network it has") {
    std::set<AccountKind> kinds;
    for (const std::string& principal :
         {account("SYSTEM"), account("LOCAL SERVICE"), account("NETWORK SERVICE"),
          account("C\\g$", "Password"), std::string("<GroupId>S-1-5-32-545</GroupId>"),
          account("C\\u", "S4U"), account("C\\u", "Password"), account("C\\u", "InteractiveToken"),
          account("C\\u", "Other")}) {
      DiagnoseReport report(Format::text, true);
      const Diagnosis diagnosis = diagnose_bytes(text_of({.principal = principal}));
      const AccountKind kind = diagnosis.tasks.front().account;
      kinds.insert(kind);
      CHECK(report.add("a.xml", diagnosis.tasks.front()).find(describe(kind)) != std::string::npos);
    }
    CHECK(kinds.size() == 9);
    std::set<std::string_view> descriptions;
    for (const AccountKind kind : kinds)
      descriptions.insert(describe(kind));
    CHECK(descriptions.size() == kinds.size());
  }
}

}  // namespace
}  // namespace taskxml::test
