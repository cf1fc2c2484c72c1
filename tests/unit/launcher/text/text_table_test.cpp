#include "launcher/text/text_table.hpp"

#include <doctest/doctest.h>

using launcher::format_text_table;

TEST_SUITE("text-table") {
  TEST_CASE("the columns of a table are as wide as their widest cell, and nothing stands behind the last") {
    CHECK(format_text_table({{.cells = {"name", "path", "ms"}, .note = {}},
                             {.cells = {"S", "\\\\server\\share", "12"}, .note = {}},
                             {.cells = {"media", "", "5"}, .note = {}}}) ==
          "name   path            ms\n"
          "S      \\\\server\\share  12\n"
          "media                  5\n");
    CHECK(format_text_table({}).empty());
  }

  TEST_CASE("the width of a cell is counted in UTF-16 units, not in bytes") {
    CHECK(format_text_table({{.cells = {"Gr\xC3\xBC\xC3\x9F"
                                        "e",
                                        "a"},
                              .note = {}},
                             {.cells = {"12345", "b"}, .note = {}}}) ==
          "Gr\xC3\xBC\xC3\x9F"
          "e  a\n12345  b\n");
  }

  TEST_CASE("the note of a row stands below it and widens no column") {
    CHECK(format_text_table({{.cells = {"S", "no"}, .note = "cannot connect: a long reason"},
                             {.cells = {"T", "yes"}, .note = {}}}) ==
          "S  no\n    cannot connect: a long reason\nT  yes\n");
  }
}
