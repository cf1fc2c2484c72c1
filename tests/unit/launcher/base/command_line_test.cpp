#include "launcher/base/command_line.hpp"

#include <doctest/doctest.h>

#include <stdexcept>
#include <string>

using launcher::quote_value;
using launcher::read_word;
using launcher::skip_program_name;
using launcher::split_line;

TEST_SUITE("command_line") {
  TEST_CASE("quotes group and are dropped, a backslash is always literal") {
    struct Row {
      std::string line;
      std::string value;
      bool quoted;
      std::size_t end;
    };
    const Row rows[] = {
        {"plain rest", "plain", false, 5},
        {"  plain", "plain", false, 7},
        {"\t\"two words\" rest", "two words", true, 12},
        {R"("D:\data\" rest)", R"(D:\data\)", true, 10},
        {R"(C:\"Program Files"\x.exe -v)", R"(C:\Program Files\x.exe)", true, 24},
        {R"("" rest)", "", true, 2},
        {R"(a\"b c" d)", R"(a\b c)", true, 7},
        {R"("never closed)", "never closed", true, 13},
        {"", "", false, 0},
        {"  ", "", false, 2},
        {"a\u00a0b c", "a\u00a0b", false, 4},
    };
    for (const Row& row : rows) {
      CAPTURE(row.line);
      const auto word = read_word(row.line, 0);
      CHECK(word.value == row.value);
      CHECK(word.quoted == row.quoted);
      CHECK(word.end == row.end);
    }
  }

  TEST_CASE("the first unquoted -- ends our part, everything after PROGRAM is the tail") {
    const std::string line = R"(--chdir "D:\data\" --name "--"  --  "C:\a b\x.exe"  "q\"  --  last )";
    const auto split = split_line(line);
    REQUIRE(split.words.size() == 4);
    CHECK(split.words[1].value == R"(D:\data\)");
    CHECK(split.words[3].value == "--");
    CHECK(split.has_separator);
    CHECK(split.program.value == R"(C:\a b\x.exe)");
    CHECK(split.tail == R"(  "q\"  --  last )");
  }

  TEST_CASE("a line without a program has an empty one") {
    CHECK_FALSE(split_line("--help").has_separator);
    const auto nothing_after = split_line("--name x --  ");
    CHECK(nothing_after.has_separator);
    CHECK(nothing_after.program.begin == nothing_after.program.end);
    CHECK(nothing_after.tail.empty());
    const auto empty_program = split_line(R"(-- "" x)");
    CHECK(empty_program.program.begin != empty_program.program.end);
    CHECK(empty_program.program.value.empty());
  }

  TEST_CASE("the name of our own program is skipped by the same rule") {
    CHECK(skip_program_name(R"("C:\Program Files\DriveLaunch\drivelaunch.exe" --help)") == " --help");
    CHECK(skip_program_name(R"(drivelaunch --help)") == " --help");
    CHECK(skip_program_name(" --help") == " --help");
    CHECK(skip_program_name("").empty());
  }

  TEST_CASE("a value is quoted, one that holds a quote is refused") {
    CHECK(quote_value(R"(D:\data\)") == R"("D:\data\")");
    CHECK(quote_value("") == R"("")");
    CHECK_THROWS_AS(quote_value(R"(a"b)"), std::invalid_argument);
  }
}
