#include "taskxml/command/probe.hpp"

#include <doctest/doctest.h>

#include <string>

#include "taskxml/report/show.hpp"
#include "taskxml/xml/document.hpp"
#include "tests/unit/taskxml/support.hpp"

namespace taskxml::test {
namespace {

std::string task_of(const std::string& principal, const std::string& actions) {
  return "<Task><Triggers><BootTrigger/></Triggers><Principals><Principal id=\"P\">" + principal +
         "</Principal></Principals><Actions Context=\"P\">" + actions + "</Actions></Task>";
}

const std::string kUser =
    "<UserId>CONTOSO\\a&amp;b</UserId><LogonType>Password</LogonType><RunLevel>HighestAvailable</RunLevel>";
const std::string kWrapped =
    "<Exec><Command>C:\\x\\drivelaunch.exe</Command><Arguments>--config \"D:\\d.ini\" --only S --name \"n\" "
    "--chdir "
    "\"S:\\\" -- \"S:\\a.exe\" x</Arguments></Exec>";

struct Probed {
  std::string text;
  std::vector<std::string> arguments;
  Principal principal;
};

Probed probe(const std::string& bytes, const ProbeRequest& request = {}) {
  const ProbeResult result = make_probe(bytes, request);
  REQUIRE_FALSE(result.refusal);
  CHECK(result.bytes.starts_with("\xFF\xFE"));
  Probed probed;
  const Document document = Document::decode(result.bytes, std::nullopt);
  probed.text = document.text();
  TaskVisitor visitor;
  visitor.on_task = [&](const Task& task) {
    probed.principal = task.principal;
    for (const Action& action : task.actions) {
      const ExecValues values =
          values_of(read_exec(std::string(document.text().substr(action.begin, action.end - action.begin))));
      probed.arguments.push_back(values.arguments.value_or(""));
    }
  };
  read_tasks(document.text(), visitor);
  return probed;
}

TEST_SUITE("probe") {
  TEST_CASE("the probe of a wrapped task checks its drives as the same principal, without triggers") {
    const Probed probed = probe(task_of(kUser, kWrapped + kWrapped));
    CHECK(probed.principal.user_id == "CONTOSO\\a&b");
    CHECK(probed.principal.logon_type == "Password");
    CHECK(probed.principal.run_level == "HighestAvailable");
    CHECK(probed.text.find("<Triggers />") != std::string::npos);
    REQUIRE(probed.arguments.size() == 1);  // the two ask for the same
    CHECK(probed.arguments[0] ==
          R"(check --config "D:\d.ini" --only S --log "%PUBLIC%\drivelaunch-probe.log" --name "n")");
    CHECK(probed.text.find("<Command>C:\\Program Files\\DriveLaunch\\drivelaunch.exe<") != std::string::npos);
  }

  TEST_CASE("a group, a service account and a task without principal stay what they are") {
    const std::string exec = "<Exec><Command>C:\\a.exe</Command></Exec>";
    CHECK(probe(task_of("<GroupId>S-1-5-32-545</GroupId>", exec)).principal.group_id == "S-1-5-32-545");
    const ProbeResult system = make_probe(task_of("<UserId>S-1-5-18</UserId>", exec), {});
    CHECK(system.account == "S-1-5-18");
    CHECK_FALSE(system.needs_password);
    CHECK(make_probe(task_of(kUser, exec), {}).needs_password);
    CHECK_FALSE(
        make_probe(task_of("<UserId>g$</UserId><LogonType>Password</LogonType>", exec), {}).needs_password);
  }

  TEST_CASE("what is asked for comes before what the task is wrapped with") {
    ProbeRequest request;
    request.options.drives = {"T=\\\\fs01\\x"};
    request.options.log = "D:\\p.log";
    request.options.timeout = "5s";
    request.launcher = "D:\\drivelaunch.exe";
    const Probed probed = probe(task_of(kUser, kWrapped), request);
    REQUIRE(probed.arguments.size() == 1);
    CHECK(probed.arguments[0] == R"(check --drive "T=\\fs01\x" --timeout 5s --log "D:\p.log")");
    CHECK(probed.text.find("<Command>D:\\drivelaunch.exe<") != std::string::npos);
    CHECK(probe(task_of(kUser, "<ComHandler/>")).arguments[0] ==
          R"(check --log "%PUBLIC%\drivelaunch-probe.log")");
  }

  TEST_CASE("no probe is made for a variable of Group Policy, which Task Scheduler would take for a name") {
    const std::string exec = "<Exec><Command>C:\\a.exe</Command></Exec>";
    for (const char* const principal :
         {"<UserId>%LogonDomain%\\%LogonUser%</UserId>", "<GroupId>%DomainName%\\Backup</GroupId>"}) {
      CAPTURE(principal);
      const ProbeResult result = make_probe(task_of(principal, exec), {});
      REQUIRE(result.refusal);
      CHECK(result.bytes.empty());
      CHECK(result.refusal->what == "the account is a variable of Group Policy");
      CHECK(result.refusal->advice ==
            "Probe the task that the policy has made on a machine: schtasks /query /tn NAME /xml");
    }
    CHECK_FALSE(make_probe(task_of("<UserId>CONTOSO\\100%</UserId>", exec), {}).refusal);
  }

  TEST_CASE("G14: no probe is made of what is not one task") {
    CHECK(make_probe("<Task>", {}).refusal.has_value());
    const std::string two = "<Tasks>" + task_of(kUser, kWrapped) + task_of(kUser, kWrapped) + "</Tasks>";
    CHECK(make_probe(two, {}).refusal->what == "2 tasks in one file");
    const std::string unknown = "<Exec><Command>drivelaunch.exe</Command><Arguments>--no</Arguments></Exec>";
    CHECK(make_probe(task_of(kUser, unknown), {}).refusal.has_value());
  }
}

}  // namespace
}  // namespace taskxml::test
