#include "taskxml/report/overview.hpp"

#include <doctest/doctest.h>

#include <string>

#include "tests/unit/taskxml/report/estate_samples.hpp"

namespace taskxml::test {
namespace {

/// Two machines on which S: means different shares, and a third without a problem.
Estate sample_estate() {
  Estate estate;
  EstateSample calm;
  calm.exec = "<Command>C:\\a.exe</Command>";
  calm.user = "S-1-5-18";
  calm.logon_type = "Password";
  add_file(estate, "AAA", text_of(calm));
  EstateSample connecting;
  connecting.exec = kWrappedExec;
  add_file(estate, "SRV01", text_of(connecting));
  EstateSample other;
  other.exec =
      "<Command>cmd.exe</Command><Arguments>/c net use S: \\\\FS01\\Other &amp; S:\\a.exe</Arguments>";
  other.user = "contoso\\SVC";
  add_file(estate, "srv02", text_of(other));
  EstateSample plain;
  plain.logon_type = "S4U";
  add_file(estate, "SRV02", text_of(plain));
  add_file(estate, "SRV03", "<Task>");
  return estate;
}

TEST_SUITE("overview") {
  TEST_CASE("machines are the most troubled first, whatever the case of their names") {
    const Overview overview = overview_of(sample_estate());
    REQUIRE(overview.machines.size() == 4);
    CHECK(overview.machines[0].machine == "srv02");
    CHECK(overview.machines[0].tasks == TaskList{2, 3});
    CHECK(overview.machines[0].counts.errors > 0);
    CHECK(overview.machines[3].machine == "SRV03");
    CHECK(overview.machines[3].refused == 1);
    CHECK(overview.machines[3].tasks.empty());
    for (const MachineOverview& machine : overview.machines) {
      if (machine.machine == "SRV01") CHECK(machine.wrapped == 1);
    }
  }

  TEST_CASE("findings are counted by rule, errors first") {
    const Estate estate = sample_estate();
    const Overview overview = overview_of(estate);
    Counts counts;
    std::size_t findings = 0;
    for (const RuleOverview& rule : overview.rules)
      findings += rule.findings;
    for (const EstateTask& task : estate.tasks)
      counts.add(task.counts());
    CHECK(counts == overview.counts);
    CHECK(findings == counts.errors + counts.warnings + counts.notes);
    REQUIRE(overview.rules.size() > 1);
    CHECK(overview.rules.front().rule->severity == Severity::error);
    for (const RuleOverview& rule : overview.rules) {
      if (rule.rule->id == "s4u-network") CHECK(rule.tasks == TaskList{3});
    }
  }

  TEST_CASE("servers have their shares, with the tasks and accounts that need them") {
    const Overview overview = overview_of(sample_estate());
    REQUIRE(overview.servers.size() == 1);
    const ServerOverview& server = overview.servers.front();
    CHECK(server.server == "fs01");
    CHECK(server.tasks == TaskList{1, 2});
    CHECK(server.accounts == std::vector<std::string>{"CONTOSO\\svc"});
    REQUIRE(server.shares.size() == 2);
    CHECK(server.shares[0].share == "\\\\FS01\\Other");
    CHECK(server.shares[1].share == "\\\\fs01\\projects");
    CHECK(server.shares[1].tasks == TaskList{1});
  }

  TEST_CASE("a letter that means several shares says where") {
    const Overview overview = overview_of(sample_estate());
    REQUIRE(overview.letters.size() == 1);
    const LetterOverview& letter = overview.letters.front();
    CHECK(letter.letter == 'S');
    CHECK(letter.tasks == TaskList{1, 2, 3});
    REQUIRE(letter.meanings.size() == 2);
    CHECK(letter.meanings[0].share == "\\\\FS01\\Other");
    CHECK(letter.meanings[0].machines == std::vector<std::string>{"srv02"});
    CHECK(letter.meanings[1].machines == std::vector<std::string>{"SRV01"});
  }

  TEST_CASE("accounts whose password is stored come first, with the tasks that store it") {
    const Overview overview = overview_of(sample_estate());
    REQUIRE(overview.accounts.size() == 2);
    CHECK(overview.accounts[0].account == "CONTOSO\\svc");
    CHECK(overview.accounts[0].stores_password);
    CHECK(overview.accounts[0].tasks == TaskList{1, 2, 3});
    CHECK(overview.accounts[0].storing == TaskList{1, 2});
    CHECK(overview.accounts[0].machines == std::vector<std::string>{"SRV01", "srv02"});
    CHECK(overview.accounts[1].account == "S-1-5-18");
    CHECK_FALSE(overview.accounts[1].stores_password);
  }
}

}  // namespace
}  // namespace taskxml::test
