#include <doctest/doctest.h>
#include <fmt/format.h>

#include <string>
#include <string_view>
#include <vector>

#include "tests/unit/taskxml/command/live_runs.hpp"

// Tasks that store a password.

namespace taskxml::test {
namespace {

TEST_SUITE("live tasks, passwords") {
  std::string tasks_of_all_principals(FakeLiveTasks & machine) {
    machine.tasks.add("\\gmsa", definition("CONTOSO\\gmsa$", "Password"));
    machine.tasks.add("\\group", definition("S-1-5-32-545", ""));
    machine.tasks.add("\\interactive", definition("CONTOSO\\anna", "InteractiveToken"));
    machine.tasks.add("\\s4u", definition("CONTOSO\\anna", "S4U"));
    machine.tasks.add("\\service", definition("S-1-5-20", ""));
    machine.tasks.add("\\stored", kStored);
    machine.tasks.add("\\system", kSystem);
    machine.tasks.add("\\two", definition("contoso\\SVC", "InteractiveTokenOrPassword"));
    machine.tasks.passwords["contoso\\svc"] = "correct horse";
    return "Password of CONTOSO\\svc: ";
  }

  TEST_CASE("a password is asked for once for each account, and only for tasks that store one and change") {
    FakeLiveTasks machine;
    const std::string prompt = tasks_of_all_principals(machine);
    machine.asked.answers[prompt] = "correct horse";
    const Ran ran = run_on(machine, {"wrap", "--in-place", "--select", "all", "tasks:\\"});
    CHECK(contains(ran.streams.error, "8 tasks: 8 changed"));
    CHECK(machine.asked.prompts == std::vector<std::string>{prompt});
    CHECK(machine.tasks.task("\\stored").password == "correct horse");
    CHECK(machine.tasks.task("\\two").password == "correct horse");
    CHECK(machine.tasks.task("\\gmsa").password == "");
    run_on(machine, {"wrap", "--in-place", "--select", "all", "tasks:\\"});
    CHECK(machine.asked.prompts.size() == 1);
    CHECK_FALSE(contains(ran.streams.error + ran.streams.output, "horse"));
  }

  TEST_CASE("a refused password is tried once for thirty tasks, and the other tasks are done") {
    FakeLiveTasks machine;
    const std::string prompt = tasks_of_all_principals(machine);
    for (int i = 0; i < 30; ++i)
      machine.tasks.add(fmt::format("\\many\\{:02}", i), kStored);
    machine.asked.answers[prompt] = "wrong";
    const Ran ran = run_on(machine, {"wrap", "--in-place", "--select", "all", "tasks:\\"});
    CHECK(ran.exit_code == kRefused);
    CHECK(contains(ran.streams.error, "38 tasks: 6 changed, 0 unchanged, 32 refused"));
    CHECK(machine.asked.prompts.size() == 1);
    CHECK(machine.tasks.count("update \\many") + machine.tasks.count("update \\stored") +
              machine.tasks.count("update \\two") ==
          1);
    CHECK(contains(ran.streams.error, "the password of CONTOSO\\svc was refused (0x8007052E"));
    CHECK_FALSE(contains(ran.streams.error, "wrong"));
    CHECK(text_of(machine.tasks.task("\\stored").bytes) == kStored);
  }

  TEST_CASE("an account is one by its SID and by its name") {
    FakeLiveTasks machine;
    machine.tasks.add("\\a", definition("S-1-5-21-1-2-3-1105", "Password"));
    machine.tasks.add("\\b", kStored);
    machine.account_names["S-1-5-21-1-2-3-1105"] = "CONTOSO\\svc";
    machine.tasks.passwords["contoso\\svc"] = machine.tasks.passwords["s-1-5-21-1-2-3-1105"] = "pw";
    machine.asked.answers["Password of CONTOSO\\svc: "] = "pw";
    CHECK(run_on(machine, {"wrap", "--in-place", "--select", "all", "tasks:\\"}).exit_code == kDone);
    CHECK(machine.asked.prompts.size() == 1);
  }

  TEST_CASE("an empty answer and Ctrl-C at the prompt register nothing") {
    FakeLiveTasks machine;
    machine.tasks.add("\\a", kStored);
    CHECK(contains(run_on(machine, {"wrap", "--in-place", "tasks:\\a"}).streams.error,
                   "no password was given for CONTOSO\\svc"));
    CHECK(machine.tasks.count("update") == 0);
    machine.is_stopped = true;
    CHECK(contains(run_on(machine, {"wrap", "--in-place", "tasks:\\a"}).streams.error, "\\a: not done"));
  }

  TEST_CASE("--skip-passwords leaves those tasks alone and lists them") {
    FakeLiveTasks machine;
    tasks_of_all_principals(machine);
    const Ran ran =
        run_on(machine, {"wrap", "--in-place", "--skip-passwords", "--select", "all", "tasks:\\"});
    CHECK(ran.exit_code == kDone);
    CHECK(contains(ran.streams.error, "8 tasks: 6 changed, 2 unchanged, 0 refused"));
    CHECK(contains(ran.streams.error, "\\stored: left alone: it stores the password of CONTOSO\\svc"));
    CHECK(machine.asked.prompts.empty());
    CHECK(machine.asked.reads == 0);
    CHECK_FALSE(machine.backups.contains("stored.xml"));
  }

  TEST_CASE("where standard input is no console, its lines are the passwords") {
    FakeLiveTasks machine;
    machine.asked.is_on_console = false;
    machine.tasks.add("\\a", kStored);
    machine.tasks.add("\\b", definition("other@contoso.com", "Password"));
    machine.tasks.add("\\c", definition("CONTOSO\\third", "Password"));
    machine.tasks.passwords["contoso\\svc"] = " a=b ";
    machine.tasks.passwords["other@contoso.com"] = "p";
    machine.asked.input = "\xEF\xBB\xBF contoso\\SVC = a=b \r\n\r\nother@CONTOSO.com=p\n";
    const Ran ran = run_on(machine, {"wrap", "--in-place", "--select", "all", "tasks:\\"});
    CHECK(machine.asked.reads == 1);
    CHECK(machine.asked.prompts.empty());
    CHECK(contains(ran.streams.error, "3 tasks: 2 changed, 0 unchanged, 1 refused"));
    CHECK(contains(ran.streams.error, "standard input has no line CONTOSO\\third=PASSWORD"));
  }

  TEST_CASE("a line that is none is named by its number, never by its text") {
    for (const char* bad : {"secret\n", "=secret\n", "a=\n", "a=x\nA=secret\n", "a=secret\xFF\n"}) {
      CAPTURE(bad);
      FakeLiveTasks machine;
      machine.asked.is_on_console = false;
      machine.asked.input = bad;
      machine.tasks.add("\\a", kStored);
      const Ran ran = run_on(machine, {"wrap", "--in-place", "tasks:\\a"});
      CHECK(ran.exit_code == kRefused);
      CHECK(contains(ran.streams.error, " of standard input "));
      CHECK_FALSE(contains(ran.streams.error, "secret"));
    }
  }
}

}  // namespace
}  // namespace taskxml::test
