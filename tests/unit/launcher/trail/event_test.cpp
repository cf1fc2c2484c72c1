#include "launcher/trail/event.hpp"

#include <doctest/doctest.h>

#include <optional>
#include <string>

using namespace launcher;

namespace {

RunReport report_of(ExitCode exit_code, std::optional<ExitCode> program_code, bool failed, bool warned) {
  RunReport report{.program = R"(C:\p.exe)", .exit_code = exit_code, .program_code = program_code};
  if (failed) report.failures = {"cannot connect: S:"};
  if (warned) report.warnings = {"a drive stays"};
  return report;
}

const LogIdentity kIdentity{
    .process = 7, .session = "0x3e7", .account = R"(NT AUTHORITY\SYSTEM)", .name = {}};

}  // namespace

TEST_SUITE("event") {
  TEST_CASE("which end of a run is an event, for each value of event-log") {
    struct Row {
      RunReport report;
      std::optional<EventId> failures;
      std::optional<EventId> all;
    };
    const Row rows[] = {
        {report_of(0, 0U, false, false), std::nullopt, EventId::run_succeeded},
        {report_of(0, 3U, false, false), std::nullopt, EventId::run_succeeded},  // --success-codes names 3
        {report_of(0, 0U, false, true), EventId::run_warned, EventId::run_warned},
        {report_of(1, 1U, false, true), EventId::program_failed, EventId::program_failed},
        {report_of(0x80070035, std::nullopt, true, true), EventId::run_failed, EventId::run_failed},
    };
    for (const Row& row : rows) {
      CHECK(choose_event(row.report, EventLog::failures) == row.failures);
      CHECK(choose_event(row.report, EventLog::all) == row.all);
      CHECK(choose_event(row.report, EventLog::off) == std::nullopt);
    }
  }

  TEST_CASE("the texts of an event: run, what happened, account, session, exit code, log") {
    RunReport report = report_of(0x80070035, std::nullopt, true, true);
    report.name = "Nightly";
    report.log = R"(C:\log)";
    const Event event = make_event(EventId::run_failed, report, kIdentity);
    CHECK(event.id == EventId::run_failed);
    CHECK(event.texts == std::vector<std::string>{"Nightly", "cannot connect: S:\nwarning: a drive stays",
                                                  R"(NT AUTHORITY\SYSTEM)", "0x3e7", "0x80070035",
                                                  R"(C:\log)"});
  }

  TEST_CASE("the event has PROGRAM's own code, also where --success-codes makes it 0") {
    const Event event = make_event(EventId::run_succeeded, report_of(0, 33U, false, false), kIdentity);
    CHECK(event.texts.at(0) == R"(C:\p.exe)");
    CHECK(event.texts.at(1) ==
          R"(C:\p.exe ended with 33 (0x00000021), which --success-codes names as a success.)");
    const Event robocopy = make_event(EventId::run_warned, report_of(0, 3U, false, true), kIdentity);
    CHECK(robocopy.texts.at(1) ==
          "C:\\p.exe ended with 3 (0x00000003), which --success-codes names as a success.\nwarning: a drive "
          "stays");
    const Event plain = make_event(EventId::run_succeeded, report_of(0, 0U, false, false), kIdentity);
    CHECK(plain.texts.at(1) == R"(C:\p.exe ended with 0 (0x00000000).)");
    CHECK(event.texts.at(4) == "0x00000000");
    CHECK(event.texts.at(5) == "none");
  }

  TEST_CASE("PROGRAM's code has its name and meaning where they are known") {
    const auto text_of = [](ExitCode code) {
      return make_event(EventId::program_failed, report_of(code, code, false, false), kIdentity).texts.at(1);
    };
    CHECK(text_of(0xC0000005) ==
          R"(C:\p.exe ended with 3221225477 (0xC0000005 STATUS_ACCESS_VIOLATION); the program crashed.)");
    CHECK(text_of(5) == R"(C:\p.exe ended with 5 (0x00000005); mostly: access was denied.)");
    CHECK(text_of(0x80004005) == R"(C:\p.exe ended with 2147500037 (0x80004005 E_FAIL).)");
  }

  TEST_CASE("a run without a name and a program is called drivelaunch") {
    RunReport report = report_of(0x800700A0, std::nullopt, true, false);
    report.program.clear();
    CHECK(make_event(EventId::run_failed, report, kIdentity).texts.at(0) == "drivelaunch");
  }

  TEST_CASE("a % before a digit does not become an insertion, every other one stays") {
    RunReport report = report_of(1, std::nullopt, false, false);
    report.failures = {"fe80::1%12 and 100% and %PATH% and %%1 and %"};
    CHECK(make_event(EventId::run_failed, report, kIdentity).texts.at(1) ==
          "fe80::1% 12 and 100% and %PATH% and %% 1 and %");
  }

  TEST_CASE("a text is cut between characters") {
    RunReport report = report_of(1, std::nullopt, false, false);
    for (const std::size_t lead : {0U, 1U, 2U}) {
      std::string text(lead, 'a');
      while (text.size() < 9000)
        text += "\u20ac";
      report.failures = {text};
      const std::string cut = make_event(EventId::run_failed, report, kIdentity).texts.at(1);
      CAPTURE(lead);
      CHECK(cut.size() <= 8003);
      CHECK(cut.ends_with("\u20ac..."));
      CHECK((cut.size() - 3 - lead) % 3 == 0);
    }
  }
}
