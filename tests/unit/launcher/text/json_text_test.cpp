#include "launcher/text/json_text.hpp"

#include <doctest/doctest.h>

#include <vector>

using launcher::JsonWriter;

namespace {

std::string write_sample(std::size_t levels_on_lines) {
  JsonWriter json(levels_on_lines);
  json.object().key("rows").array();
  for (const char* name : {"a", "b"})
    json.object().member("name", name).member("tags", std::vector<std::string>{"x", "y"}).end();
  json.end().key("none").array().end().member("count", 2U).end();
  return json.text();
}

}  // namespace

TEST_SUITE("json-text") {
  TEST_CASE("JSON on one line has a blank behind each comma and colon") {
    CHECK(write_sample(0) ==
          R"({"rows": [{"name": "a", "tags": ["x", "y"]}, {"name": "b", "tags": ["x", "y"]}], )"
          R"("none": [], "count": 2})");
  }

  TEST_CASE("the members of the outer levels stand on a line each, what is deeper on one line") {
    CHECK(write_sample(1) == R"({
  "rows": [{"name": "a", "tags": ["x", "y"]}, {"name": "b", "tags": ["x", "y"]}],
  "none": [],
  "count": 2
})");
    CHECK(write_sample(2) == R"({
  "rows": [
    {"name": "a", "tags": ["x", "y"]},
    {"name": "b", "tags": ["x", "y"]}
  ],
  "none": [],
  "count": 2
})");
  }

  TEST_CASE("an empty list is two brackets, and the outermost one on lines ends on its own line") {
    CHECK(JsonWriter().array().end().text() == "[]");
    CHECK(JsonWriter(1).array().end().text() == "[\n]");
    CHECK(JsonWriter(2).array().array().end().end().text() == "[\n  []\n]");
  }

  TEST_CASE(
      "a value is a string, a number, true, false, null or a list, and text is never taken for a bool") {
    const std::optional<bool> not_known;
    const std::optional<std::string> text = "a\"\\";
    JsonWriter json;
    json.array().value("literal").value(std::string("true")).value(true).value(false).value(-1);
    json.value(18446744073709551615ULL).value(not_known).value(text).value(std::vector<int>{}).end();
    CHECK(json.text() == R"(["literal", "true", true, false, -1, 18446744073709551615, null, "a\"\\", []])");
  }
}
