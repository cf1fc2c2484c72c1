#include "taskxml/diagnose/here_rules.hpp"

#include <doctest/doctest.h>

#include <string>

#include "tests/unit/taskxml/diagnose/diagnose_samples.hpp"

namespace taskxml::test {
namespace {

TEST_SUITE("diagnose") {
  TEST_CASE("what only the machine can show is looked up with --here") {
    const FakeHere here = machine_here();
    const auto ids = [&](const std::string& exec, const ThisMachine* machine) {
      return joined(ids_of(diagnose_bytes(text_of({.exec = exec}), machine)));
    };
    CHECK(ids("<Command>D:\\a.exe</Command>", nullptr) == "letter-desktop");
    CHECK(ids("<Command>D:\\a.exe</Command>", &here) == "here-local-disk");
    CHECK(ids(kScript, nullptr).empty());
    CHECK(ids(kScript, &here) == "here-script-letters");
    const Diagnosis script = diagnose_bytes(text_of({.exec = kScript}), &here);
    CHECK(script.tasks.front().problems.front().about == "C:\\jobs\\n.cmd: line 2 T:, line 4 S: T:");
    CHECK(ids(wrapped(""), &here) == "here-config-missing here-launcher-missing");
    FakeHere complete;
    complete.files["C:\\Program Files\\DriveLaunch\\drivelaunch.exe"] = "";
    complete.files["C:\\ProgramData\\DriveLaunch\\drives.ini"] = "";
    CHECK(ids(wrapped(""), &complete).empty());
    CHECK(ids(wrapped("--config C:\\other.ini"), &complete) == "here-config-missing");
    CHECK(ids(wrapped("--drive S=\\\\a\\b"), &complete).empty());
  }

  TEST_CASE(
      "G9: a launcher or a drives.ini that others could change is named, with who, which right and the "
      "commands") {
    const std::string launcher = "C:\\Program Files\\DriveLaunch\\drivelaunch.exe";
    const std::string config = "C:\\ProgramData\\DriveLaunch\\drives.ini";
    FakeHere here;
    here.files[launcher] = "";
    here.files[config] = "";
    here.trust_problems["config " + config] = {
        {config + ": Everyone (S-1-1-0) has WRITE_DATA", {"icacls a", "icacls b"}}, {"it is a link", {}}};
    const auto problems = [&](const Sample& sample) {
      return diagnose_bytes(text_of(sample), &here).tasks.front().problems;
    };
    const auto found = problems({.exec = wrapped("")});
    REQUIRE(found.size() == 2);
    CHECK(found[0].rule->id == "here-not-protected");
    CHECK(found[0].about == config + ": Everyone (S-1-1-0) has WRITE_DATA. icacls a & icacls b");
    CHECK(found[1].about == "it is a link");
    CHECK(problems({.exec = wrapped("--drive S=\\\\a\\b")}).empty());  // reads no file
    here.trust_problems.clear();
    here.trust_problems["launcher " + launcher] = {{"the folder", {}}};
    REQUIRE(problems({.exec = wrapped("--drive S=\\\\a\\b")}).size() == 1);
    CHECK(problems({.exec = "<Command>C:\\a.exe</Command>"}).empty());
  }

  TEST_CASE("G9: whom the launcher trusts depends on the account of the task") {
    struct Row {
      std::string principal;
      std::string name;
      bool is_elevated;
    };
    const std::string highest = "<RunLevel>HighestAvailable</RunLevel>";
    for (const Row& row : {Row{account("SYSTEM"), "S-1-5-18", true},
                           {account("LocalService"), "S-1-5-19", false},
                           {account("NT AUTHORITY\\NETWORK SERVICE"), "S-1-5-20", false},
                           {"<GroupId>S-1-5-32-545</GroupId>", "", false},
                           {account("CONTOSO\\u", "Password"), "CONTOSO\\u", false},
                           {account("CONTOSO\\u", "Password") + highest, "CONTOSO\\u", true}}) {
      CAPTURE(row.principal);
      FakeHere here;
      here.files["C:\\Program Files\\DriveLaunch\\drivelaunch.exe"] = "";
      diagnose_bytes(text_of({.exec = wrapped("--drive S=\\\\a\\b"), .principal = row.principal}), &here);
      REQUIRE(here.asked.size() == 1);
      CHECK(here.asked[0].name == row.name);
      CHECK(here.asked[0].is_elevated == row.is_elevated);
    }
  }
}

}  // namespace
}  // namespace taskxml::test
