#include <doctest/doctest.h>

#include <string>

#include "taskxml/xml/xml_text.hpp"

namespace taskxml {
namespace {

TEST_SUITE("xml text") {
  TEST_CASE("a value is what the text says, without what says nothing") {
    CHECK(element_value("a&amp;b&#65;&#x1F4BE;<![CDATA[<&amp;>]]><!-- x --><?p i?>c") ==
          "a&bA\xF0\x9F\x92\xBE<&amp;>c");
    CHECK(element_value("a\r\nb\rc\r\r\nd\ne&#13;") == "a\nb\nc\n\nd\ne\r");
    CHECK(element_value("<![CDATA[a\r\nb]]>").ends_with("a\nb"));
    CHECK(element_value("").empty());
  }

  TEST_CASE("the part of a value is found as it is written") {
    const ElementText text("\"S:\\R&amp;D<!-- c -->\\<![CDATA[a b]]>\" x");
    REQUIRE(text.value() == "\"S:\\R&D\\a b\" x");
    CHECK(text.written(1, text.value().find("\" x")) == "S:\\R&amp;D<!-- c -->\\<![CDATA[a b]]>");
    CHECK(text.written(0, 2) == "\"S");
    CHECK(text.written(5, 6) == "&amp;");
    CHECK(text.written(0, text.value().size()) == "\"S:\\R&amp;D<!-- c -->\\<![CDATA[a b]]>\" x");
  }

  TEST_CASE("a cut through a CDATA section is no part") {
    const ElementText text("x<![CDATA[a b]]>y");
    CHECK_FALSE(text.written(0, 2));
    CHECK_FALSE(text.written(2, 5));
    CHECK(text.written(1, 4) == "<![CDATA[a b]]>");
  }

  TEST_CASE("text is escaped so that it says the same") {
    const std::string text = "a&b<c>]]>\"'\r\xC3\xBC\xF0\x9F\x92\xBE";
    CHECK(escape_text("a&b<c>", false) == "a&amp;b&lt;c&gt;");
    CHECK(escape_text("\xC3\xBC\xF0\x9F\x92\xBE", true) == "&#xFC;&#x1F4BE;");
    CHECK(element_value(escape_text(text, false)) == text);
    CHECK(element_value(escape_text(text, true)) == text);
  }
}

}  // namespace
}  // namespace taskxml
