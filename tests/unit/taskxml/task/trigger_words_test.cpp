#include "taskxml/task/trigger_words.hpp"

#include <doctest/doctest.h>

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "taskxml/task/task.hpp"
#include "taskxml/xml/document.hpp"
#include "taskxml/xml/malformed.hpp"
#include "taskxml/xml/scan.hpp"
#include "tests/unit/taskxml/support.hpp"

namespace taskxml::test {
namespace {

std::vector<std::string> words_of(std::string_view task) {
  TokenList tokens;
  Scanner scanner(task, Scanner::Prefixes::are_anything);
  while (scanner.next())
    tokens.add(scanner);
  return describe_triggers(tokens, task);
}

struct Row {
  std::string trigger;
  std::string words;
};

TEST_SUITE("trigger words") {
  TEST_CASE("each kind of trigger in words") {
    const std::vector<Row> rows{
        {"<BootTrigger />", "when the machine starts"},
        {"<BootTrigger><Delay>PT30S</Delay></BootTrigger>", "when the machine starts, 30 seconds later"},
        {"<BootTrigger><Delay>PT0S</Delay></BootTrigger>", "when the machine starts"},
        {"<BootTrigger><Enabled>false</Enabled></BootTrigger>", "when the machine starts (switched off)"},
        {"<RegistrationTrigger/>", "when the task is registered"},
        {"<IdleTrigger/>", "when the machine is idle"},
        {"<LogonTrigger/>", "when anybody logs on"},
        {"<LogonTrigger><StartBoundary>2024-01-01T00:00:00</StartBoundary><UserId> CONTOSO\\u </UserId></LogonTrigger>",
         "when CONTOSO\\u logs on, from 2024-01-01 00:00"},
        {"<SessionStateChangeTrigger><StateChange>RemoteConnect</StateChange></SessionStateChangeTrigger>",
         "when anybody connects to a remote session"},
        {"<SessionStateChangeTrigger><StateChange>SessionLock</StateChange><UserId>u</UserId>"
         "</SessionStateChangeTrigger>",
         "when u locks the session"},
        {"<SessionStateChangeTrigger><StateChange>Odd</StateChange></SessionStateChangeTrigger>",
         "when the session of anybody changes: Odd"},
        {"<WnfStateChangeTrigger><StateName>7508BCA3</StateName></WnfStateChangeTrigger>",
         "when Windows changes its state 7508BCA3"},
        {"<SomethingNew/>", "SomethingNew"},
        {"<TimeTrigger><StartBoundary>2005-10-11T13:21:17-08:00</StartBoundary></TimeTrigger>",
         "once, 2005-10-11 at 13:21:17 -08:00"},
        {"<TimeTrigger><StartBoundary>2022-12-05T09:35:13.666Z</StartBoundary></TimeTrigger>",
         "once, 2022-12-05 at 09:35:13 UTC"},
        {"<TimeTrigger><StartBoundary>%LocalTimeXmlEx%</StartBoundary></TimeTrigger>",
         "once, %LocalTimeXmlEx%"},
        {"<TimeTrigger/>", "once"},
        {"<TimeTrigger><Repetition><Interval>PT5M</Interval><Duration>P1D</Duration></Repetition>"
         "<StartBoundary>2024-01-15T02:00:00</StartBoundary><EndBoundary>2025-01-15T02:00:00</EndBoundary>"
         "<RandomDelay>PT30M</RandomDelay></TimeTrigger>",
         "once, 2024-01-15 at 02:00, delayed at random by up to 30 minutes, repeated every 5 minutes for 1 day, "
         "until 2025-01-15 02:00"},
        {"<EventTrigger><Subscription>&lt;QueryList&gt;&lt;Query Id=\"0\"&gt;&lt;Select Path=\"System\"&gt;"
         "*[System[EventID=41 and Level&amp;lt;3]]&lt;/Select&gt;&lt;/Query&gt;&lt;/QueryList&gt;</Subscription>"
         "</EventTrigger>",
         "on an event of the log System: *[System[EventID=41 and Level<3]]"},
        {"<EventTrigger><Subscription>&lt;Select Path='A&amp;amp;B'&gt;*&lt;/Select&gt;</Subscription></EventTrigger>",
         "on an event of the log A&B"},
        {"<EventTrigger><Subscription>&lt;Select Path=&gt;x &amp;nbsp; y</Subscription></EventTrigger>",
         "on an event: x &nbsp; y"},
        {"<EventTrigger/>", "on an event"},
    };
    for (const Row& row : rows) {
      CAPTURE(row.trigger);
      CHECK(words_of("<Task><Triggers>" + row.trigger + "</Triggers></Task>") ==
            std::vector<std::string>{row.words});
    }
  }

  TEST_CASE("each kind of schedule in words") {
    const std::string begin = "<CalendarTrigger><StartBoundary>2024-01-15T02:00:00</StartBoundary>";
    const std::vector<Row> rows{
        {"<ScheduleByDay><DaysInterval>1</DaysInterval></ScheduleByDay>",
         "every day at 02:00, from 2024-01-15"},
        {"<ScheduleByDay/>", "every day at 02:00, from 2024-01-15"},
        {"<ScheduleByDay><DaysInterval>3</DaysInterval></ScheduleByDay>",
         "every 3 days at 02:00, from 2024-01-15"},
        {"<ScheduleByWeek><WeeksInterval>1</WeeksInterval><DaysOfWeek><Monday/><Wednesday/><Friday/></DaysOfWeek>"
         "</ScheduleByWeek>",
         "every week on Monday, Wednesday and Friday at 02:00, from 2024-01-15"},
        {"<ScheduleByWeek><WeeksInterval>2</WeeksInterval></ScheduleByWeek>",
         "every 2 weeks at 02:00, from 2024-01-15"},
        {"<ScheduleByMonth><DaysOfMonth><Day>1</Day><Day>Last</Day></DaysOfMonth><Months><January/><July/></Months>"
         "</ScheduleByMonth>",
         "on day 1 and the last of January and July at 02:00, from 2024-01-15"},
        {"<ScheduleByMonth><DaysOfMonth><Day>15</Day></DaysOfMonth></ScheduleByMonth>",
         "on day 15 of every month at 02:00, from 2024-01-15"},
        {"<ScheduleByMonthDayOfWeek><Weeks><Week>1</Week><Week>Last</Week></Weeks><DaysOfWeek><Sunday/></DaysOfWeek>"
         "<Months><May/></Months></ScheduleByMonthDayOfWeek>",
         "on the first and the last Sunday of May at 02:00, from 2024-01-15"},
        {"<ScheduleByMonthDayOfWeek><DaysOfWeek><Sunday/></DaysOfWeek></ScheduleByMonthDayOfWeek>",
         "on every Sunday of every month at 02:00, from 2024-01-15"},
        {"", "on no day at 02:00, from 2024-01-15"},
    };
    for (const Row& row : rows) {
      CAPTURE(row.trigger);
      CHECK(words_of("<Task><Triggers>" + begin + row.trigger + "</CalendarTrigger></Triggers></Task>") ==
            std::vector<std::string>{row.words});
    }
  }

  TEST_CASE("triggers keep their order, and a task may have none") {
    CHECK(words_of("<t:Task><t:Triggers><t:BootTrigger/><t:IdleTrigger/></t:Triggers></t:Task>") ==
          std::vector<std::string>{"when the machine starts", "when the machine is idle"});
    CHECK(words_of("<Task><Triggers/></Task>").empty());
    CHECK(words_of("<Task/>").empty());
  }

  TEST_CASE("durations in words") {
    CHECK(describe_duration("PT1H30M") == "1 hour 30 minutes");
    CHECK(describe_duration("P1DT12H") == "1 day 12 hours");
    CHECK(describe_duration("P1Y2M3D") == "1 year 2 months 3 days");
    CHECK(describe_duration("PT25200S") == "25200 seconds");
    CHECK(describe_duration("P1DT0H") == "1 day");
    for (const std::string odd : {"PT0S", "P", "PT", "5M", "PTM", "P5", "PT1X", "P1H", "PT1.5S", ""})
      CHECK(describe_duration(odd) == odd);
  }

  TEST_CASE("every trigger of real tasks has its sentence") {
    std::size_t count = 0;
    for (const std::filesystem::path& path : files_in(std::filesystem::path(DRIVELAUNCH_CORPUS) / "tasks")) {
      const Document document = Document::decode(read_bytes(path), std::nullopt);
      TaskVisitor visitor;
      visitor.on_task = [&](const Task& task) {
        for (const std::string& words : words_of(document.text().substr(task.begin, task.end - task.begin))) {
          CAPTURE(path.string());
          CAPTURE(words);
          CHECK_FALSE(words.empty());
          CHECK(words.find("on no day") == std::string::npos);
          CHECK((words.find(' ') != std::string::npos || words == "once"));
          ++count;
        }
      };
      try {
        read_tasks(document.text(), visitor);
      } catch (const Malformed&) {
        continue;
      }
    }
    const bool has_corpus = std::filesystem::exists(DRIVELAUNCH_CORPUS);
    CHECK((count > 100) == has_corpus);
  }
}

}  // namespace
}  // namespace taskxml::test
