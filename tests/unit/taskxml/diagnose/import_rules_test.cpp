#include "taskxml/diagnose/import_rules.hpp"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <array>
#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <string>
#include <string_view>

#include "taskxml/diagnose/schema_types.hpp"
#include "tests/unit/taskxml/diagnose/diagnose_samples.hpp"
#include "tests/unit/taskxml/support.hpp"

namespace taskxml::test {
namespace {

/// A definition that Task Scheduler imports, with one part replaced.
std::string with(const std::string& part, const std::string& other) {
  std::string text = text_of({.triggers = "<BootTrigger/>"});
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
  return found(with("<BootTrigger/>", "<" + trigger + ">" + inside + "</" + trigger + ">"));
}

TEST_SUITE("diagnose") {
  TEST_CASE("an element that the schema does not have in that place is named with the place") {
    CHECK(found(with("<Triggers>", "<Trigger/>\n<Triggers>")) == "3 import-element: Trigger in Task");
    CHECK(found(with("</Task>", "<Settings/></Task>")).find("a second Settings in Task") !=
          std::string::npos);
    CHECK(found(with("<BootTrigger/>", "<DailyTrigger/>")) == "3 import-element: DailyTrigger in Triggers");
    CHECK(found(with("<BootTrigger/>", "<BootTrigger/><BootTrigger/>")).empty());
    CHECK(found(with("<BootTrigger/>", "<BootTrigger><Day/></BootTrigger>")) ==
          "3 import-element: Day in BootTrigger");
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

  TEST_CASE("a value that the schema does not have is named with its element and with what that takes") {
    const std::string logon = "InteractiveToken, Password, S4U or InteractiveTokenOrPassword";
    CHECK(found(with("InteractiveToken", "Interactive")) ==
          "4 import-value: LogonType: Interactive (takes " + logon + ")");
    CHECK(found(with("InteractiveToken", "")) == "4 import-value: LogonType is empty (takes " + logon + ")");
    CHECK(found(with("InteractiveToken", "\n InteractiveToken\t")).empty());
    CHECK(found(with("CONTOSO\\u", " ")) == "4 import-value: UserId is empty (takes text that is not empty)");
    CHECK(found(with("<UserId>CONTOSO\\u</UserId>", "<GroupId/>")) ==
          "4 import-value: GroupId is empty (takes text that is not empty)");
    CHECK(found(with("<URI>", "<Date>today</Date><URI>")) ==
          "2 import-value: Date: today (takes a time that there is, like 2026-01-31T03:00:00)");
    CHECK(found(with("PT0S", "P T0S")) ==
          "5 import-value: ExecutionTimeLimit: P T0S (takes a duration like PT2H)");
    CHECK(found(with("<ExecutionTimeLimit>", "<Hidden>t rue</Hidden><ExecutionTimeLimit>")) ==
          "5 import-value: Hidden: t rue (takes true or false)");
    CHECK(found(with("version=\"1.2\"", "version=\"1\"")) ==
          "1 import-value: version: 1 (takes a version like 1.2)");
  }

  TEST_CASE("what RestartOnFailure lacks and what is too short for it are named") {
    const auto restart = [](const std::string& inside) {
      return found(with("<ExecutionTimeLimit>",
                        "<RestartOnFailure>" + inside + "</RestartOnFailure>\n<ExecutionTimeLimit>"));
    };
    const std::string count = "<Count>3</Count>";
    CHECK(restart("<Interval>PT1M</Interval>" + count).empty());
    CHECK(restart("<Interval>PT10S</Interval>" + count) ==
          "5 import-value: Interval: PT10S (takes a duration from PT1M to P31D)");
    CHECK(restart("<Interval>PT1M</Interval>") == "5 import-element: no Count in RestartOnFailure");
    CHECK(restart("<Interval>PT1M</Interval><Count>0</Count>") ==
          "5 import-value: Count: 0 (takes a number from 1 to 255)");
  }

  TEST_CASE("a task that is to be deleted when it has expired must have a trigger that expires") {
    const std::string expiring = with(
        "<ExecutionTimeLimit>", "<DeleteExpiredTaskAfter>PT0S</DeleteExpiredTaskAfter><ExecutionTimeLimit>");
    CHECK(found(expiring) == "5 import-element: DeleteExpiredTaskAfter, and no trigger has an EndBoundary");
    std::string ending = expiring;
    ending.replace(ending.find("<BootTrigger/>"), 14,
                   "<BootTrigger/><BootTrigger><EndBoundary>2027-01-01T00:00:00</EndBoundary></BootTrigger>");
    CHECK(found(ending).empty());
    std::string none = expiring;
    none.replace(none.find("<BootTrigger/>"), 14, "");
    CHECK_FALSE(found(none).empty());
  }

  TEST_CASE("definitions that were judged wrongly in public reports are judged rightly") {
    struct Report {
      std::string_view file;
      std::string_view finding;
    };
    constexpr auto kReports = std::to_array<Report>({
        {"12-localized-system.xml", "letter-system: S: in Command"},
        {"14-restart-PT10S.xml", "import-element: no Count in RestartOnFailure"},
        {"14-restart-PT10S.xml", "import-value: Interval: PT10S (takes a duration from PT1M to P31D)"},
        {"17-expires-without-end.xml", "DeleteExpiredTaskAfter, and no trigger has an EndBoundary"},
        {"19-subscription-markup.xml", "QueryList in Subscription"},
        {"24-no-bom.xml", "it is UTF-16LE without a byte order mark"},
    });
    const char* const other = std::getenv("DRIVELAUNCH_CORPUS");
    const auto folder = std::filesystem::path(other != nullptr ? other : DRIVELAUNCH_CORPUS) / "faults";
    if (!std::filesystem::exists(folder)) {
      MESSAGE("skipped: no reported definitions at " << folder.string());
      return;
    }
    for (const Report& report : kReports) {
      CAPTURE(report.file);
      CHECK(found(read_bytes(folder / report.file)).find(report.finding) != std::string::npos);
    }
  }

  TEST_CASE("a query that is written as elements is named, and how it is to be written") {
    CHECK(of_trigger("<Subscription><QueryList/></Subscription>", "EventTrigger") ==
          "3 import-element: QueryList in Subscription, where a query is written as text: &lt;QueryList&gt;; "
          "3 import-value: Subscription is empty (takes text that is not empty)");
    CHECK(of_trigger("<Subscription>&lt;QueryList/&gt;</Subscription>", "EventTrigger").empty());
    CHECK(of_trigger("<Subscription><![CDATA[<QueryList/>]]></Subscription>", "EventTrigger").empty());
  }

  TEST_CASE("a calendar trigger has one schedule and a beginning") {
    const std::string start = "<StartBoundary>2026-01-01T00:00:00</StartBoundary>";
    CHECK(of_trigger("<ScheduleByDay/>") == "3 import-element: no StartBoundary in CalendarTrigger");
    CHECK(of_trigger(start) ==
          "3 import-element: none of ScheduleByDay, ScheduleByWeek, ScheduleByMonth, "
          "ScheduleByMonthDayOfWeek in "
          "CalendarTrigger");
    CHECK(of_trigger(start + "<ScheduleByDay/><ScheduleByWeek/>") ==
          "3 import-element: ScheduleByDay and ScheduleByWeek in one CalendarTrigger");
  }

  TEST_CASE("what can be there several times can be there too often") {
    const std::string start = "<StartBoundary>2026-01-01T00:00:00</StartBoundary>";
    const auto weeks = [&](const std::string& inside) {
      return of_trigger(start + "<ScheduleByMonthDayOfWeek><Weeks>" + inside +
                        "</Weeks><DaysOfWeek><Monday/></DaysOfWeek></ScheduleByMonthDayOfWeek>");
    };
    std::string five;
    for (int i = 0; i < 5; ++i)
      five += "<Week>1</Week>";
    CHECK(weeks(five).empty());
    CHECK(weeks(five + "<Week>1</Week><Week>1</Week>") == "3 import-element: more than 5 Week in Weeks");
  }

  TEST_CASE("the order in a trigger is judged only as far as Windows' own tasks keep to it") {
    const std::string start = "<StartBoundary>2026-01-01T00:00:00</StartBoundary>";
    const std::string end = "<EndBoundary>2027-01-01T00:00:00</EndBoundary>";
    const std::string day = "<ScheduleByDay/>";
    const std::string repetition = "<Repetition><Interval>PT1H</Interval></Repetition>";
    CHECK(of_trigger(start + end + day).empty());
    CHECK(of_trigger(end + start + day) ==
          "3 import-order: StartBoundary after EndBoundary in CalendarTrigger");
    CHECK(of_trigger(day + start) == "3 import-order: StartBoundary after ScheduleByDay in CalendarTrigger");
    CHECK(of_trigger("<ValueQueries><Value name=\"n\">x</Value></ValueQueries><Subscription>x</Subscription>",
                     "EventTrigger") == "3 import-order: Subscription after ValueQueries in EventTrigger");
    // Windows' own: VerifiedPublisherCertStoreCheck, Consolidator, Windows Defender's.
    CHECK(of_trigger("<Delay>PT1M</Delay>" + repetition, "BootTrigger").empty());
    CHECK(of_trigger(start + repetition + "<RandomDelay>PT1M</RandomDelay>", "TimeTrigger").empty());
    CHECK(of_trigger(start + "<Enabled>true</Enabled>" + day + repetition).empty());
    CHECK(of_trigger(start + day + repetition + "<Enabled>true</Enabled>").empty());
    CHECK(of_trigger(repetition + "<ExecutionTimeLimit>PT1H</ExecutionTimeLimit><Enabled>true</Enabled>" +
                     start + day)
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
          "2026-01-31T03:00:00.5+02:00", "2026-01-31T03:00:00-08:00", "2028-02-29T00:00:00",
          "2000-02-29T00:00:00", "2026-01-01T24:00:00.0", "2026-01-01T00:00:00+14:00"}) {
      CAPTURE(right);
      CHECK(is_date_time(right));
    }
    for (const char* const wrong : {"",
                                    "2026-01-31",
                                    "2026-13-01T00:00:00",
                                    "2026-00-01T00:00:00",
                                    "2026-01-32T00:00:00",
                                    "2026-01-00T00:00:00",
                                    "2026-01-01T25:00:00",
                                    "2026-01-01T00:60:00",
                                    "2026-01-01T00:00:61",
                                    "2026-01-01 00:00:00",
                                    "2026-01-01T00:00:00.",
                                    "2026-01-01T00:00:00+2",
                                    "2026-01-01T00:00:00ZZ",
                                    "2026-01-01T00:00:00+02:00x",
                                    "x",
                                    "2026-02-31T00:00:00",
                                    "2026-02-29T00:00:00",
                                    "1900-02-29T00:00:00",
                                    "2026-04-31T00:00:00",
                                    "0000-01-01T00:00:00",
                                    "2026-01-01T24:00:01",
                                    "2026-01-01T24:00:00.5",
                                    "2026-01-01T00:00:00+14:01",
                                    "2026-01-01T00:00:00+02:60"}) {
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

  TEST_CASE("a duration is compared with its limits whatever its units") {
    const auto fits = [](const char* text) {
      return is_duration_between(text, 60, std::uint64_t{31} * 24 * 60 * 60);
    };
    for (const char* const right : {"PT1M", "PT60S", "PT0H1M", "P31D", "P1M", "PT744H", "P30DT24H"}) {
      CAPTURE(right);
      CHECK(fits(right));
    }
    for (const char* const wrong :
         {"PT59S", "PT0S", "P31DT1S", "P2M", "P1Y", "-PT1H", "PT99999999999999999999H", "1", "P1M1D"}) {
      CAPTURE(wrong);
      CHECK_FALSE(fits(wrong));
    }
    CHECK(is_number_between("+07", 0, 10));
    for (const char* const wrong : {"", "11", "-1", "1.0", "0x1", "99999999999999999999", "+"})
      CHECK_FALSE(is_number_between(wrong, 0, 10));
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
