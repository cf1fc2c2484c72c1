#include "taskxml/xml/plain_content.hpp"

#include <doctest/doctest.h>

#include <string>

namespace taskxml::test {
namespace {

TEST_SUITE("plain content") {
  TEST_CASE("G14: text and tags without attributes can be read in one way only") {
    for (const char* const content :
         {"", "text", "\r\n  ", "<a></a>", "<a/>", "<a />", "<a>x<b>y</b><b/>z</a>\n<a>&lt;b&gt;</a>",
          "a > b", "<days><Monday /><Friday/></days>", "it's \"quoted\" = text!?"}) {
      CAPTURE(content);
      CHECK(count_plain_tags(content));
    }
  }

  TEST_CASE("every tag counts, also the one that closes another") {
    CHECK(count_plain_tags("text") == 0U);
    CHECK(count_plain_tags("<a>x<b/></a> > <c />") == 4U);
  }

  TEST_CASE("G14: what can hide a tag, or the end of one, is not plain") {
    for (const char* const content :
         {"<!-- c -->", "x<![CDATA[<a>]]>", "<?i?>", "<!DOCTYPE a>", "<a b='c'/>", "<a b=\"c\"></a>",
          "<a b=c></a>", "<a b='>'/>", "<a b/>", "<a b></a>", "< a/>", "<a//>", "</a/>", "<>", "</>", "<></>",
          "<a", "<", "<a<b></a>"}) {
      CAPTURE(content);
      CHECK_FALSE(count_plain_tags(content));
    }
    CHECK_FALSE(count_plain_tags(std::string("a\0b", 3)));
  }

  TEST_CASE("G14: tags that do not close each other are not plain") {
    for (const char* const content : {"<a>", "</a>", "<a></a></b>", "</a><a>", "<a></b>", "<a><b></a></b>",
                                      "<a></a ></a>", "<a></A>", "<a/></a>"}) {
      CAPTURE(content);
      CHECK_FALSE(count_plain_tags(content));
    }
    const auto nested = [](int depth) {
      std::string text;
      for (int i = 0; i < depth; ++i)
        text += "<a>";
      for (int i = 0; i < depth; ++i)
        text += "</a>";
      return text;
    };
    CHECK(count_plain_tags(nested(16)));
    CHECK_FALSE(count_plain_tags(nested(17)));
  }
}

}  // namespace
}  // namespace taskxml::test
