#pragma once

#include <fmt/format.h>

#include <string>
#include <utility>

#include "taskxml/report/estate_file.hpp"
#include "taskxml/report/estate_report.hpp"

/// Estates for the tests of what `report` makes of them.
namespace taskxml::test {

/// A task as Task Scheduler exports it.
struct EstateSample {
  std::string uri = "\\Backup\\Nightly";
  std::string exec = "<Command>S:\\a.exe</Command>";
  std::string user = "CONTOSO\\svc";
  std::string logon_type = "Password";
  std::string enabled = "true";
  std::string triggers;
};

inline std::string text_of(const EstateSample& sample) {
  return fmt::format(
      "<Task version=\"1.2\" xmlns=\"http://schemas.microsoft.com/windows/2004/02/mit/task\">\n"
      "<RegistrationInfo><URI>{}</URI></RegistrationInfo>\n<Triggers>{}</Triggers>\n"
      "<Principals><Principal id=\"Author\"><UserId>{}</UserId><LogonType>{}</LogonType></Principal></Principals>\n"
      "<Settings><StopIfGoingOnBatteries>false</StopIfGoingOnBatteries><ExecutionTimeLimit>PT0S</ExecutionTimeLimit>"
      "<Enabled>{}</Enabled></Settings>\n<Actions Context=\"Author\">\n<Exec>{}</Exec>\n</Actions>\n</Task>\n",
      sample.uri, sample.triggers, sample.user, sample.logon_type, sample.enabled, sample.exec);
}

inline const std::string kWrappedExec =
    "<Command>C:\\Program Files\\DriveLaunch\\drivelaunch.exe</Command>"
    "<Arguments>--drive \"S=\\\\fs01\\projects\" -- \"S:\\a.exe\"</Arguments>";

/// Adds the tasks of a file to an estate.
inline void add_file(Estate& estate, const std::string& machine, const std::string& bytes) {
  const FileName name{machine + "/t.xml", machine + "\\t.xml", "t"};
  Estate part = read_estate_file(name, {}, bytes, {});
  for (EstateTask& task : part.tasks)
    estate.tasks.push_back(std::move(task));
  for (EstateRefusal& refusal : part.refusals)
    estate.refusals.push_back(std::move(refusal));
}

inline EstateReport report_of(Estate estate) {
  EstateReport report;
  report.title = "Tasks";
  report.made = *launcher::parse_time("2026-03-02T03:00:01Z");
  report.overview = overview_of(estate);
  report.estate = std::move(estate);
  return report;
}

}  // namespace taskxml::test
