#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "taskxml/rewrite/diff.hpp"

namespace taskxml {
namespace {

std::string lines(int first, int last) {
  std::string text;
  for (int i = first; i <= last; ++i)
    text += std::to_string(i) + "\n";
  return text;
}

Edit edit_of(const std::string& text, std::string_view old_part, std::string new_part) {
  const std::size_t begin = text.find(old_part);
  return {begin, begin + old_part.size(), std::move(new_part)};
}

TEST_SUITE("diff") {
  TEST_CASE("a change is shown with three lines around it") {
    const std::string text = lines(1, 20);
    const std::vector<Edit> edits{edit_of(text, "10", "ten\nand more")};
    CHECK(unified_diff("a", "b", text, edits) ==
          "--- a\n+++ b\n@@ -7,7 +7,8 @@\n 7\n 8\n 9\n-10\n+ten\n+and more\n 11\n 12\n 13\n");
  }

  TEST_CASE("changes near each other share a hunk, and line numbers shift after one that adds lines") {
    const std::string text = lines(1, 40);
    const std::vector<Edit> edits{edit_of(text, "5\n6\n", ""), edit_of(text, "12", "twelve"),
                                  edit_of(text, "30", "x\ny")};
    CHECK(unified_diff("a", "b", text, edits) ==
          "--- a\n+++ b\n@@ -2,14 +2,12 @@\n 2\n 3\n 4\n-5\n-6\n 7\n 8\n 9\n 10\n 11\n-12\n+twelve\n 13\n "
          "14\n 15\n"
          "@@ -27,7 +25,8 @@\n 27\n 28\n 29\n-30\n+x\n+y\n 31\n 32\n 33\n");
  }

  TEST_CASE("a last line without its end is marked") {
    CHECK(unified_diff("a", "b", "1\n2", std::vector<Edit>{{2, 3, "two"}}) ==
          "--- a\n+++ b\n@@ -1,2 +1,2 @@\n 1\n-2\n\\ No newline at end of file\n+two\n\\ No newline at end "
          "of file\n");
  }

  TEST_CASE("a carriage return is part of its line") {
    CHECK(unified_diff("a", "b", "1\r\n2\r\n", std::vector<Edit>{{3, 4, "two"}}) ==
          "--- a\n+++ b\n@@ -1,2 +1,2 @@\n 1\r\n-2\r\n+two\r\n");
  }

  TEST_CASE("no change is no output") {
    CHECK(unified_diff("a", "b", "1\n2\n", {}).empty());
    CHECK(unified_diff("a", "b", "1\n2\n", std::vector<Edit>{{2, 3, "2"}}).empty());
  }
}

}  // namespace
}  // namespace taskxml
