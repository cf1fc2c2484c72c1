#include <doctest/doctest.h>

#include <stdexcept>
#include <string>
#include <string_view>

#include "taskxml/source/task_file_name.hpp"
#include "taskxml/source/task_store.hpp"

namespace taskxml::test {
namespace {

TaskPath path(std::string_view text) {
  const auto parsed = TaskPath::parse(text);
  REQUIRE(parsed);
  return *parsed;
}

TEST_SUITE("task path") {
  TEST_CASE("a path begins with a backslash, and no part of it is anything but a name") {
    CHECK(path("\\").is_root());
    CHECK(path("\\Backup\\Nightly").text() == "\\Backup\\Nightly");
    CHECK(path("\\Backup\\").text() == "\\Backup");
    CHECK(path("\\a b.c\\\u00C4").text() == "\\a b.c\\\u00C4");
    for (const std::string_view bad : {"", "Backup", "\\\\", "\\\\srv\\share", "\\a\\\\b", "\\.",
                                       "\\a\\..\\b", "\\a/b", "\\a:b", "\\a\nb", "\\a\\\\"}) {
      CAPTURE(bad);
      CHECK_FALSE(TaskPath::parse(bad));
    }
  }

  TEST_CASE("an INPUT means tasks by its prefix, whatever its case") {
    CHECK(TaskPath::parse_input("tasks:\\")->is_root());
    CHECK(TaskPath::parse_input("TASKS:\\Backup\\Nightly")->text() == "\\Backup\\Nightly");
    for (const std::string_view bad : {"tasks:", "tasks:/Backup", "tasks:\\a\\\\b"}) {
      CAPTURE(bad);
      CHECK(is_task_argument(bad));
      CHECK_FALSE(TaskPath::parse_input(bad));
    }
    for (const std::string_view file : {"tasks", "tasks.xml", "tasks:stream", "C:\\tasks:\\x", "-", ""}) {
      CAPTURE(file);
      CHECK_FALSE(is_task_argument(file));
      CHECK_FALSE(TaskPath::parse_input(file));
    }
  }

  TEST_CASE("names, folders and what is inside") {
    const TaskPath nightly = path("\\Backup\\Daily\\Nightly");
    CHECK(nightly.name() == "Nightly");
    CHECK(nightly.folder().text() == "\\Backup\\Daily");
    CHECK(nightly.folder().folder().folder().is_root());
    CHECK(TaskPath::root().folder().is_root());
    CHECK(TaskPath::root().name() == "");
    CHECK(nightly.is_inside(TaskPath::root()));
    CHECK(nightly.is_inside(path("\\BACKUP")));
    CHECK(nightly.is_inside(nightly));
    CHECK_FALSE(nightly.is_inside(path("\\Back")));
    CHECK_FALSE(nightly.is_inside(path("\\Backup\\Daily\\Nightly\\x")));
    CHECK(TaskPath::root().child("a").child("b").text() == "\\a\\b");
    CHECK_THROWS_AS(TaskPath::root().child("a\\b"), std::invalid_argument);
    CHECK_THROWS_AS(TaskPath::root().child(".."), std::invalid_argument);
    CHECK_THROWS_AS(TaskPath::root().child(""), std::invalid_argument);
  }

  TEST_CASE("the name of a task's file is valid on Windows, and no other task has it") {
    CHECK(task_file_name(path("\\Backup\\Nightly")) == "Backup\\Nightly.xml");
    CHECK(task_file_name(path("\\Nightly"), 2) == "Nightly~2.xml");
    CHECK(task_file_name(path("\\Nightly~2")) == "Nightly%7E2.xml");
    CHECK(task_file_name(path("\\a|b\\c?\"<>*")) == "a%7Cb\\c%3F%22%3C%3E%2A.xml");
    CHECK(task_file_name(path("\\ends.\\blank ")) == "ends%2E\\blank%20.xml");
    CHECK(task_file_name(path("\\con\\COM1.log\\lpt\u00B2\\comet")) ==
          "%63on\\%43OM1.log\\%6Cpt\u00B2\\comet.xml");
    CHECK(task_file_name(path("\\100%\\%63on")) == "100%25\\%2563on.xml");
    // A folder A.xml and the task A: the file of one must not be the folder of the other.
    CHECK(task_file_name(path("\\A")) == "A.xml");
    CHECK(task_file_name(path("\\A.XML\\b")) == "A%2EXML\\b.xml");
    const std::string longest(240, 'x');
    const std::string first = task_file_name(path("\\" + longest + "1"));
    const std::string second = task_file_name(path("\\" + longest + "2"));
    CHECK(first.size() < 230);
    CHECK(first != second);
    std::string wide = "\\";
    for (int i = 0; i < 101; ++i)
      wide += "\u00C4";
    CHECK(task_file_name(path(wide)).starts_with(wide.substr(1, 200) + "~"));
  }
}

}  // namespace
}  // namespace taskxml::test
