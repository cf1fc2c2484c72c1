#include <doctest/doctest.h>
#include <fmt/format.h>

#include <string>
#include <vector>

#include "taskxml/xml/line_counter.hpp"
#include "taskxml/xml/malformed.hpp"
#include "taskxml/xml/scan.hpp"

namespace taskxml {
namespace {

std::string kinds_of(std::string_view text) {
  static constexpr std::string_view kLetters = "DIC<0>TX";  // in the order of TokenKind
  std::string kinds;
  Scanner scanner(text);
  std::size_t at = 0;
  while (scanner.next()) {
    CHECK_MESSAGE(scanner.token().begin == at, "tokens leave no gap");
    at = scanner.token().end;
    kinds += kLetters[static_cast<std::size_t>(scanner.token().kind)];
  }
  CHECK(at == text.size());
  return kinds;
}

std::string refusal_of(std::string_view text) {
  try {
    Scanner scanner(text);
    while (scanner.next()) {
    }
  } catch (const Malformed& malformed) {
    CHECK(malformed.offset() <= text.size());
    return malformed.what();
  }
  return "(accepted)";
}

TEST_SUITE("scan") {
  TEST_CASE("a document is split without gaps") {
    CHECK(kinds_of("<?xml version=\"1.0\"?><!-- c --><?p i?><a>t<b x='1'/><![CDATA[<]]>&amp;</a>\n") ==
          "DCI<T0XT>T");
    CHECK(kinds_of("<a></a>") == "<>");
    CHECK(kinds_of("<a\n b = '1'\tc=\"2\" ></a >") == "<>");
  }

  TEST_CASE("attributes are read as written, in either quotes") {
    Scanner scanner("<a b='x\"&lt;' c=\"it's\"/>");
    REQUIRE(scanner.next());
    REQUIRE(scanner.attributes().size() == 2);
    CHECK(scanner.attributes()[0].name == "b");
    CHECK(scanner.attributes()[0].value == "x\"&lt;");
    CHECK(scanner.attributes()[1].value == "it's");
  }

  TEST_CASE("a namespace holds for its element and what is inside, and no longer") {
    Scanner scanner("<a xmlns='u1' xmlns:p='u2'><p:b/><c xmlns=''/><d xmlns:p='u3'><p:e/></d><p:f/></a>");
    std::vector<std::string> found;
    while (scanner.next()) {
      const TokenKind kind = scanner.token().kind;
      if (kind == TokenKind::start_tag || kind == TokenKind::empty_tag) {
        found.push_back(fmt::format("{}={}", scanner.token().name, scanner.element_namespace()));
      }
    }
    CHECK(found == std::vector<std::string>{"a=u1", "p:b=u2", "c=", "d=u1", "p:e=u3", "p:f=u2"});
  }

  TEST_CASE("G14: names beyond ASCII follow XML 1.0") {
    CHECK(refusal_of("<\xC3\xA4/>") == "(accepted)");
    CHECK(refusal_of("<a\xC2\xB7/>") == "(accepted)");
    CHECK(refusal_of("<\xC2\xB7/>") == "a name is missing or starts with a character that names cannot have");
    CHECK(refusal_of("<a\xC3\x97/>") ==
          "a blank is missing inside a tag");  // U+00D7, the multiplication sign
    CHECK(refusal_of("<-a/>") == "a name is missing or starts with a character that names cannot have");
  }

  TEST_CASE("G14: what XML forbids and tinyxml2 would let pass is refused") {
    struct Row {
      std::string text;
      std::string_view what;
    };
    constexpr std::string_view kOfXml =
        "the prefix xml and its namespace go together, and cannot be declared otherwise";
    const std::vector<Row> rows{
        {"<a/><b/>", "a second root element"},
        {"<a/>x", "text outside the root element"},
        {"x<a/>", "text outside the root element"},
        {"<a/>&#32;", "text outside the root element"},
        {"<a/><![CDATA[]]>", "text outside the root element"},
        {std::string("<a>\0</a>", 8), "a NUL character"},
        {std::string("<a b='\0'/>", 10), "a NUL character"},
        {"<a><!-- \x01 --></a>", "a control character that XML does not allow"},
        {"<a><![CDATA[\x02]]></a>", "a control character that XML does not allow"},
        {"<a>R&D</a>", "a bare &"},
        {"<a>&</a>", "a bare &"},
        {"<a>&;</a>", "a bare &"},
        {"<a>& amp;</a>", "a bare &"},
        {"<a>&nbsp;</a>", "an unknown entity"},
        {"<a>&AMP;</a>", "an unknown entity"},
        {"<a>&#;</a>", "a character reference to no XML character"},
        {"<a>&#x;</a>", "a character reference to no XML character"},
        {"<a>&#xFFFE;</a>", "a character reference to no XML character"},
        {"<a>&#x110000;</a>", "a character reference to no XML character"},
        {"<a>&#-1;</a>", "a character reference to no XML character"},
        {"<a>&#4294967361;</a>", "a character reference to no XML character"},
        {"<a b='<'/>", "< in an attribute value"},
        {"<a b='&'/>", "a bare &"},
        {"<a b='1' b='2'/>", "an attribute that is there twice"},
        {"<a b/>", "an attribute without a value"},
        {"<a b=1/>", "an attribute value without quotes"},
        {"<a b='1/>", "an attribute value that does not end"},
        {"<a b='1'c='2'/>", "a blank is missing inside a tag"},
        {"<a / >", "a slash inside a tag"},
        {"<a/b>", "a slash inside a tag"},
        {"<a", "a tag that does not end"},
        {"<a></a", "a bad end tag"},
        {"<a></a b>", "a bad end tag"},
        {"</a>", "an end tag that does not match; the open element is none"},
        {"<a></b>", "an end tag that does not match; the open element is a"},
        {"<a></ a>", "a name is missing or starts with a character that names cannot have"},
        {"< a/>", "a name is missing or starts with a character that names cannot have"},
        {"<a>", "the file ends inside an element that is not closed"},
        {"", "no XML element: this is not a task"},
        {"<!-- only a comment -->", "no XML element: this is not a task"},
        {"<a>]]></a>", "]]> in text"},
        {"<a><!-- -- --></a>", "-- inside a comment"},
        {"<a><!-- ---></a>", "-- inside a comment"},
        {"<a><!-- </a>", "a comment that does not end"},
        {"<a><![CDATA[ </a>", "a CDATA section that does not end"},
        {"<a><?p </a>", "a processing instruction that does not end"},
        {"<a><?p?></a>", "(accepted)"},
        {"<a><?p+?></a>", "a blank is missing after the target of a processing instruction"},
        {"<a><?XML x?></a>", "an XML declaration that is not at the very start"},
        {"<?XML version='1.0'?><a/>", "an XML declaration that is not at the very start"},
        {" <?xml version='1.0'?><a/>", "an XML declaration that is not at the very start"},
        {"<?xml?><a/>", "a bad XML declaration"},
        {"<?xml version='1.1'?><a/>", "a bad XML declaration"},
        {"<?xml encoding='x'?><a/>", "a bad XML declaration"},
        {"<?xml version='1.0' standalone='maybe'?><a/>", "a bad XML declaration"},
        {"<?xml version='1.0' encoding=''?><a/>", "a bad XML declaration"},
        {"<?xml version='1.0'encoding='x'?><a/>", "a bad XML declaration"},
        {"<?xml version='1.0' extra='x'?><a/>", "a bad XML declaration"},
        {"<?xml version='1.0' encoding='x' standalone='yes' ?><a/>", "(accepted)"},
        {"<!DOCTYPE a><a/>", "DOCTYPE and other declarations are not accepted"},
        {"<a><!ENTITY x 'y'></a>", "DOCTYPE and other declarations are not accepted"},
        {"<p:a/>", "a prefix that is not declared"},
        {"<a p:b='1'/>", "a prefix that is not declared"},
        {"<a xmlns:p='u'><b/></a><!-- p -->", "(accepted)"},
        {"<a><b xmlns:p='u'/><p:c/></a>", "a prefix that is not declared"},
        {"<:a/>", "a bad name"},
        {"<a xmlns:p='u'><p:b:c/></a>", "a bad name"},
        {"<a xml:lang='en'/>", "(accepted)"},
        {"<a xmlns:p=''/>", "a prefix is declared as no namespace"},
        {"<a xmlns:xml='urn:z'/>", kOfXml},
        {"<a xmlns:p='http://www.w3.org/XML/1998/namespace'/>", kOfXml},
        {"<a xmlns='http://www.w3.org/XML/1998/namespac&#101;'/>", kOfXml},
        {"<a xmlns:xml='http://www.w3.org/XML/1998/namespace'/>", "(accepted)"},
        {"<a xmlns:xmlns='urn:z'/>", "xmlns cannot be declared"},
        {"<a xmlns='http://www.w3.org/2000/xmlns/'/>", "xmlns cannot be declared"},
        {"<xmlns:a/>", "a bad name"},
        {"<a xmlns:p='u' p:1='x'/>", "a bad name"},
        {"<a xmlns:a='u' xmlns:b='u' a:x='1' b:x='2'/>", "an attribute that is there twice"},
        {"<a xmlns:a='u' xmlns:b='&#x75;' a:x='1' b:x='2'/>", "an attribute that is there twice"},
        {"<a xmlns:a='u'><b xmlns:b='u' x='0' a:x='1' b:x='2'/></a>", "an attribute that is there twice"},
        {"<a xmlns='u' xmlns:a='u' xmlns:b='v' x='0' a:x='1' b:x='2'/>", "(accepted)"},
        {"<a><?p:q x?></a>", "a bad name"},
        {"<a>\xEF\xBF\xBF</a>", "a character XML does not allow"},
        {"<a b='\xEF\xBF\xBE'/>", "a character XML does not allow"},
        {"<a>\xEF\xBF\xBD</a>", "(accepted)"},
    };
    for (const Row& row : rows) {
      CAPTURE(row.text);
      CHECK(refusal_of(row.text) == row.what);
    }
  }

  TEST_CASE("G14: files made to exhaust memory meet a limit") {
    const auto nested = [](std::size_t depth) {
      std::string text;
      for (std::size_t i = 0; i < depth; ++i)
        text += "<a>";
      for (std::size_t i = 0; i < depth; ++i)
        text += "</a>";
      return text;
    };
    CHECK(refusal_of(nested(Scanner::kMaxDepth)) == "(accepted)");
    CHECK(refusal_of(nested(Scanner::kMaxDepth + 1)) == "elements nested more than 90 deep");
    std::string attributes;
    std::string namespaces;
    for (std::size_t i = 0; i <= Scanner::kMaxAttributes; ++i) {
      attributes += fmt::format(" a{}=''", i);
      namespaces += fmt::format(" xmlns:p{}='u'", i % 200);
      if (i == 199) namespaces += "><b";
    }
    CHECK(refusal_of("<a" + attributes + "/>") == "an element with more than 256 attributes");
    CHECK(refusal_of("<a" + namespaces + "/></a>") == "more than 256 namespace declarations");
  }

  TEST_CASE(
      "G14: documents one after the other are read where that is asked for, each with its declaration") {
    const auto read = [](std::string_view text) {
      try {
        Scanner scanner(text, Scanner::Prefixes::must_be_declared, Scanner::Documents::several);
        while (scanner.next()) {
        }
      } catch (const Malformed& malformed) {
        return fmt::format("{}: {}", malformed.offset(), malformed.what());
      }
      return std::string("(accepted)");
    };
    CHECK(read("<?xml version='1.0'?>\n<a/>\r\n\r\n<?xml version='1.0'?><b xmlns:p='u'/>\n") == "(accepted)");
    CHECK(read("<a/><?xml version='1.0'?><p:b/>") == "31: a prefix that is not declared");
    CHECK(read("<a/><b/>") == "4: a second root element");
    CHECK(read("<a/><?xml version='1.0'?>") == "25: no XML element: this is not a task");
    CHECK(read("<a/><?xml version='2.0'?><b/>") == "4: a bad XML declaration");
    CHECK(read("<a><?xml version='1.0'?></a>") == "3: an XML declaration that is not at the very start");
    CHECK(read("<!-- --><?xml version='1.0'?><a/>") == "8: an XML declaration that is not at the very start");
    CHECK(refusal_of("<a/><?xml version='1.0'?><b/>") == "an XML declaration that is not at the very start");
  }

  TEST_CASE("lines are counted by CR LF, CR and LF, each once") {
    const std::string text = "1\r\n2\n3\r4\r\r\n6\n\r8";
    LineCounter lines(text);
    CHECK(lines.line_at(text.find('1')) == 1);
    CHECK(lines.line_at(text.find('2')) == 2);
    CHECK(lines.line_at(text.find('3')) == 3);
    CHECK(lines.line_at(text.find('4')) == 4);
    CHECK(lines.line_at(text.find('6')) == 6);
    CHECK(lines.line_at(text.find('8')) == 8);
    CHECK(lines.line_at(1000) == 8);
  }
}

}  // namespace
}  // namespace taskxml
