#include "launcher/program/association.hpp"

#include <doctest/doctest.h>

using launcher::default_verb;
using launcher::expand_machine_variables;

TEST_SUITE("association") {
  TEST_CASE("the verb of a double click is the first of the list, and open without one") {
    CHECK(default_verb("") == "open");
    CHECK(default_verb("print") == "print");
    CHECK(default_verb("edit,open") == "edit");
    CHECK(default_verb("edit open") == "edit");
  }

  TEST_CASE(
      "what a command holds of the machine is filled in, its placeholders stay, and no other variable is taken") {
    const std::map<std::string, std::string> machine{{"systemroot", R"(C:\Windows)"},
                                                     {"programfiles(x86)", R"(C:\Program Files (x86))"}};
    struct Row {
      const char* command;
      std::optional<std::string> expanded;
    };
    const Row rows[] = {
        {R"("%SystemRoot%\System32\WScript.exe" "%1" %*)", R"("C:\Windows\System32\WScript.exe" "%1" %*)"},
        {R"(%systemroot%\a.exe %L%V)", R"(C:\Windows\a.exe %L%V)"},
        {R"("%ProgramFiles(x86)%\x.exe" %1%2)", R"("C:\Program Files (x86)\x.exe" %1%2)"},
        {"a.exe %1 100%", "a.exe %1 100%"},
        {R"(a.exe %1%SystemRoot%)", R"(a.exe %1C:\Windows)"},
        {"", ""},
        {R"(%TOOLS%\x.exe "%1")", std::nullopt},
        {R"(%SystemRoot%\x.exe %USERPROFILE%)", std::nullopt},
    };
    for (const Row& row : rows) {
      CAPTURE(row.command);
      CHECK(expand_machine_variables(row.command, machine) == row.expanded);
    }
  }
}
