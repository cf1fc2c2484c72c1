#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "taskxml/task/effective_action.hpp"
#include "taskxml/task/select.hpp"

namespace taskxml {
namespace {

struct Case {
  std::string task = "\\Backup\\Nightly";
  std::string account = "CONTOSO\\svc-backup";
  std::string program = "S:\\tools\\backup.exe";
  std::string arguments = "/log:T:\\x";
  std::string directory;
};

bool takes(const std::vector<std::string>& expressions, const Case& of = {}) {
  EffectiveAction started;
  started.program = of.program;
  started.arguments = of.arguments;
  started.directory = of.directory;
  return Selection::parse(expressions).matches({of.task, of.account, started});
}

TEST_SUITE("select") {
  TEST_CASE("expressions: comma is or, repeated is and, case is ignored") {
    CHECK(takes({}));
    CHECK(takes({"all"}));
    CHECK(takes({"uses=S"}));
    CHECK(takes({"uses=t:"}));
    CHECK(takes({"uses=X,S"}));
    CHECK_FALSE(takes({"uses=X"}));
    CHECK_FALSE(takes({"uses=S", "uses=X"}));
    CHECK(takes({"command=BACKUP.EXE"}));
    CHECK(takes({"command=s:\\tools\\*"}));
    CHECK(takes({"command=robocopy*,b?ckup.exe"}));
    CHECK_FALSE(takes({"command=tools"}));
    CHECK(takes({"name=\\backup\\*"}));
    CHECK(takes({"name=Backup\\Nightly"}));
    CHECK_FALSE(takes({"name=Nightly"}));
    CHECK(takes({"name=*\\Nightly"}));
    CHECK(takes({"principal=contoso\\*"}));
    CHECK_FALSE(takes({"principal=SYSTEM", "all"}));
    CHECK(Selection::parse(std::vector<std::string>{"all", "name=x"}).has_name());
    CHECK_FALSE(Selection::parse(std::vector<std::string>{"all"}).has_name());
  }

  TEST_CASE("two commas are one that belongs to the name") {
    const Case with_comma{.task = "\\Reports, weekly"};
    CHECK(takes({"name=\\Reports,, weekly"}, with_comma));
    CHECK(takes({"name=x,Reports,, weekly"}, with_comma));
    CHECK(takes({"name=*,,*"}, with_comma));
    CHECK_FALSE(takes({"name=*,,*"}));
    CHECK_FALSE(takes({"name=Reports, weekly"}, with_comma));
    CHECK(takes({"name=a,,,b"}, {.task = "a,"}));
    CHECK(takes({"name=a,,,b"}, {.task = "b"}));
    CHECK(takes({"command=a,,b.exe"}, {.program = "C:\\a,b.exe"}));
  }

  TEST_CASE("an expression that means nothing is refused") {
    for (const std::string expression :
         {"", "al", "uses", "uses=", "uses=SS", "uses=S,", "name=", "letter=S", "ALL"}) {
      CAPTURE(expression);
      CHECK_THROWS_AS(Selection::parse(std::vector<std::string>{expression}), std::invalid_argument);
    }
  }

  TEST_CASE("a glob describes all of the text") {
    CHECK(matches_glob("", ""));
    CHECK(matches_glob("*", ""));
    CHECK(matches_glob("a*b*c", "aXXbYYc"));
    CHECK(matches_glob("*a*a*", "banana"));
    CHECK_FALSE(matches_glob("a*b", "ab c"));
    CHECK_FALSE(matches_glob("?", ""));
    CHECK(matches_glob("**", "x"));
    CHECK_FALSE(matches_glob("abc", "ab"));
  }

  TEST_CASE("the tasks of Windows are those below \\Microsoft\\") {
    CHECK(is_microsoft_task("\\Microsoft\\Windows\\Defrag\\ScheduledDefrag"));
    CHECK(is_microsoft_task("microsoft\\x"));
    CHECK_FALSE(is_microsoft_task("\\MicrosoftEdgeUpdate"));
    CHECK_FALSE(is_microsoft_task("\\Backup\\Microsoft\\x"));
  }
}

}  // namespace
}  // namespace taskxml
