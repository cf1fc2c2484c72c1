#include "taskxml/import_rules.hpp"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <string>

#include "diagnose_samples.hpp"
#include "support.hpp"
#include "taskxml/schema_values.hpp"

namespace taskxml::test {
namespace {

/// A definition that Task Scheduler imports, with one part replaced.
std::string with(const std::string& part, const std::string& other) {
  std::string text = text_of({.triggers = "<TimeTrigger/>"});
  const std::size_t at = text.find(part);
  REQUIRE(at != std::string::npos);
  return text.replace(at, part.size(), other);
}

/// What is found, `id: about` and its line, or nothing.
std::string found(const std::string& bytes) {
  const Diagnosis diagnosis = diagnose_bytes(bytes);
  std::string all;
  for (const Problem& problem : diagnosis.tasks.front().problems)
    all += fmt::format("{}{} {}: {}", all.empty() ? "" : "; ", problem.line, problem.rule->id, problem.about);
  return all;
}

std::string of_trigger(const std::string& inside, const std::string& trigger = "CalendarTrigger") {
  return found(with("<TimeTrigger/>", "<" + trigger + ">" + inside + "</" + trigger + ">"));
}

TEST_SUITE("diagnose") {
  TEST_CASE("an element that the schema does not have in that place is named with the place") {
    CHECK(found(with("<Triggers>", "<Trigger/>\n<Triggers>")) == "3 import-element: Trigger in Task");
    CHECK(found(with("</Task>", "<Settings/></Task>")).find("a second Settings in Task") !=
          std::string::npos);
    CHECK(found(with("<TimeTrigger/>", "<DailyTrigger/>")) == "3 import-element: DailyTrigger in Triggers");
    CHECK(found(with("<TimeTrigger/>", "<TimeTrigger/><TimeTrigger/>")).empty());
    CHECK(found(with("<UserId>", "<Name/><UserId>")) == "4 import-element: Name in Principal");
    CHECK(found(with("<UserId>", "x<UserId>")) == "4 import-element: text in Principal");
    CHECK(found(with("</Principals>", "<Principal id=\"B\"/></Principals>")) ==
          "4 import-element: a second Principal in Principals");
    CHECK(found(with("<URI>", "<Uri/><URI>")) == "2 import-element: Uri in RegistrationInfo");
    CHECK(found(with("</Actions>", "<Execute/></Actions>")) == "8 import-element: Execute in Actions");
    CHECK(found(with("</Exec>", "<User/></Exec>")) == "7 import-element: User in Exec");
    CHECK(found(with("</Task>", "<x:Note xmlns:x=\"u\"/></Task>")) == "9 import-element: x:Note in Task");
    CHECK(found(with("</Task>", "<Data><x:Note xmlns:x=\"u\"/></Data></Task>")).empty());
  }

  TEST_CASE("a value that the schema does not have is named with its element") {
    CHECK(found(with("InteractiveToken", "Interactive")) == "4 import-value: LogonType: Interactive");
    CHECK(found(with("InteractiveToken", "")) == "4 import-value: LogonType is empty");
    CHECK(found(with("CONTOSO\\u", " ")) == "4 import-value: UserId is empty");
    CHECK(found(with("<UserId>CONTOSO\\u</UserId>", "<GroupId/>")) == "4 import-value: GroupId is empty");
    CHECK(found(with("<LogonType>", "<RunLevel>Highest</RunLevel><LogonType>")) ==
          "4 import-value: RunLevel: Highest");
    CHECK(found(with("<URI>", "<Date>today</Date><URI>")) == "2 import-value: Date: today");
    CHECK(found(with("PT0S", "72h")) == "5 import-value: ExecutionTimeLimit: 72h");
    CHECK(found(with("<ExecutionTimeLimit>", "<Hidden>no</Hidden><ExecutionTimeLimit>")) ==
          "5 import-value: Hidden: no");
    CHECK(found(with("<ExecutionTimeLimit>", "<Priority>11</Priority><ExecutionTimeLimit>")) ==
          "5 import-value: Priority: 11");
    CHECK(of_trigger("<StartBoundary>1.2.2026</StartBoundary>") == "3 import-value: StartBoundary: 1.2.2026");
    CHECK(of_trigger("<EndBoundary>never</EndBoundary>") == "3 import-value: EndBoundary: never");
    CHECK(of_trigger("<Enabled>yes</Enabled>") == "3 import-value: Enabled: yes");
    CHECK(of_trigger("<ExecutionTimeLimit>1</ExecutionTimeLimit>") ==
          "3 import-value: ExecutionTimeLimit: 1");
  }

  TEST_CASE("the order in a trigger is judged only as far as Windows' own tasks keep to it") {
    const std::string start = "<StartBoundary>2026-01-01T00:00:00</StartBoundary>";
    const std::string end = "<EndBoundary>2027-01-01T00:00:00</EndBoundary>";
    const std::string day = "<ScheduleByDay/>";
    CHECK(of_trigger(start + end + day).empty());
    CHECK(of_trigger(end + start) == "3 import-order: StartBoundary after EndBoundary in CalendarTrigger");
    CHECK(of_trigger(day + start) == "3 import-order: StartBoundary after ScheduleByDay in CalendarTrigger");
    CHECK(of_trigger("<ValueQueries/><Subscription/>", "EventTrigger") ==
          "3 import-order: Subscription after ValueQueries in EventTrigger");
    // Windows' own: VerifiedPublisherCertStoreCheck, Consolidator, Windows Defender's.
    CHECK(of_trigger("<Delay>PT1M</Delay><Repetition/>", "BootTrigger").empty());
    CHECK(of_trigger(start + "<Repetition/><RandomDelay>PT1M</RandomDelay>", "TimeTrigger").empty());
    CHECK(of_trigger(start + "<Enabled>true</Enabled>" + day + "<Repetition/>").empty());
    CHECK(of_trigger(day + "<Repetition/><Enabled>true</Enabled>").empty());
    CHECK(of_trigger("<Repetition/><ExecutionTimeLimit>PT1H</ExecutionTimeLimit><Enabled>true</Enabled>" +
                     start)
              .empty());
  }

  TEST_CASE(
      "a task without namespace is none that Task Scheduler imports, except in a file of Group Policy") {
    const std::string name_space = " xmlns=\"http://schemas.microsoft.com/windows/2004/02/mit/task\"";
    CHECK(found(with(name_space, "")) == "1 import-namespace: ");
    CHECK(found("<Tasks" + name_space + ">" + with(name_space, "") + "</Tasks>").empty());
    std::string policy = with(name_space, "");
    policy.replace(policy.find("PT0S"), 4, "%LimitOfPolicy%");
    CHECK(found("<ScheduledTasks><TaskV2 name=\"n\"><Properties>" + policy +
                "</Properties></TaskV2></ScheduledTasks>")
              .empty());
  }

  TEST_CASE("times and durations are those of XML Schema") {
    for (const char* const right :
         {"2026-01-31T03:00:00", "2026-12-01T24:00:00", "2022-02-11T15:31:23.1166222", "2026-01-31T03:00:00Z",
          "2026-01-31T03:00:00.5+02:00", "2026-01-31T03:00:00-08:00"}) {
      CAPTURE(right);
      CHECK(is_date_time(right));
    }
    for (const char* const wrong :
         {"", "2026-01-31", "2026-13-01T00:00:00", "2026-00-01T00:00:00", "2026-01-32T00:00:00",
          "2026-01-00T00:00:00", "2026-01-01T25:00:00", "2026-01-01T00:60:00", "2026-01-01T00:00:61",
          "2026-01-01 00:00:00", "2026-01-01T00:00:00.", "2026-01-01T00:00:00+2", "2026-01-01T00:00:00ZZ",
          "2026-01-01T00:00:00+02:00x", "x"}) {
      CAPTURE(wrong);
      CHECK_FALSE(is_date_time(wrong));
    }
    for (const char* const right : {"PT0S", "PT72H", "P1D", "P3DT12H", "PT1H30M5S", "-P1Y2M3D"})
      CHECK(is_duration(right));
    for (const char* const wrong :
         {"", "P", "PT", "72", "PT1", "PTS", "P1H", "PT1M2H", "P1DT", "PT1ST1M", "1D"}) {
      CAPTURE(wrong);
      CHECK_FALSE(is_duration(wrong));
    }
  }

  TEST_CASE("the encodings that schtasks does not import are named, but not those of Group Policy") {
    const std::string utf16 = encode_utf16_file("<?xml version=\"1.0\" encoding=\"UTF-16\"?>" + text_of({}));
    CHECK(ids_of(diagnose_bytes(utf16)).empty());
    CHECK(ids_of(diagnose_bytes(text_of({}))).empty());
    const auto about = [](const std::string& bytes) {
      const Diagnosis diagnosis = diagnose_bytes(bytes);
      REQUIRE(joined(ids_of(diagnosis)) == "import-encoding");
      CHECK(diagnosis.tasks.front().problems.front().line == 1);
      return diagnosis.tasks.front().problems.front().about;
    };
    const std::string declared = "<?xml version=\"1.0\" encoding='UTF-16'?>";
    CHECK(about(declared + text_of({})) == "it is ASCII and declares UTF-16");
    CHECK(about("\xEF\xBB\xBF" + text_of({})) == "it is UTF-8 and declares nothing");
    CHECK(about(text_of({.exec = "<Command>C:\\\xC3\xA4.exe</Command>"})) ==
          "it is UTF-8 and declares nothing");
    CHECK(about(encode_utf16_file("<?xml version=\"1.0\" encoding=\"UTF-8\"?>" + text_of({}))) ==
          "it is UTF-16LE and declares UTF-8");
    const std::string no_mark =
        encode_utf16_file("<?xml version=\"1.0\" encoding=\"UTF-16\"?>" + text_of({})).substr(2);
    CHECK(about(no_mark) == "it is UTF-16LE without a byte order mark");
    const std::string policy = "\xEF\xBB\xBF<ScheduledTasks><TaskV2 name=\"n\"><Properties>" + text_of({}) +
                               "</Properties></TaskV2></ScheduledTasks>";
    CHECK(ids_of(diagnose_bytes(policy)).empty());
  }
}

}  // namespace
}  // namespace taskxml::test
