#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "launcher/text/text_encoding.hpp"
#include "taskxml/xml/document.hpp"
#include "taskxml/xml/malformed.hpp"
#include "tests/unit/taskxml/support.hpp"

namespace taskxml::test {
namespace {

std::string utf16(std::string_view text, bool little_endian, bool mark) {
  std::string bytes;
  const auto add = [&](char16_t unit) {
    const char low = static_cast<char>(unit & 0xFF);
    const char high = static_cast<char>(unit >> 8);
    bytes += little_endian ? std::string{low, high} : std::string{high, low};
  };
  if (mark) add(0xFEFF);
  for (const char16_t unit : launcher::utf16_from_utf8(text))
    add(unit);
  return bytes;
}

TEST_SUITE("document") {
  TEST_CASE("the bytes decide the encoding, and every form comes back as it was") {
    const std::string text = "<a>x\xC3\xBC\xE8\xA1\xA8\xF0\x9F\x92\xBE\r\r\n</a>";
    struct Row {
      std::string bytes;
      Encoding encoding;
    };
    const std::vector<Row> rows{
        {text, Encoding::utf8},
        {"\xEF\xBB\xBF" + text, Encoding::utf8},
        {utf16(text, true, true), Encoding::utf16_little_endian},
        {utf16(text, false, true), Encoding::utf16_big_endian},
        {utf16(text, true, false), Encoding::utf16_little_endian},
        {utf16("\r\n" + text, false, false), Encoding::utf16_big_endian},
    };
    for (const Row& row : rows) {
      const Document document = Document::decode(row.bytes, std::nullopt);
      CHECK(document.encoding() == row.encoding);
      CHECK(document.text().ends_with(text));
      CHECK(document.apply({}) == row.bytes);
    }
  }

  TEST_CASE("G12: an edit changes its own bytes and no others, in every encoding") {
    const std::string before = "<a>\xC3\xBC\xE8\xA1\xA8</a><b>old</b><c>\xF0\x9F\x92\xBE</c>";
    const std::string after =
        "<a>\xC3\xBC\xE8\xA1\xA8</a><b>n\xC3\xA9w \xF0\x9F\x92\xBE</b><c>\xF0\x9F\x92\xBE</c>";
    const std::size_t begin = before.find("old");
    const std::vector<Edit> edits{{begin, begin + 3, "n\xC3\xA9w \xF0\x9F\x92\xBE"}};
    for (const bool little_endian : {true, false}) {
      for (const bool mark : {true, false}) {
        const Document document = Document::decode(utf16(before, little_endian, mark), std::nullopt);
        CHECK(document.apply(edits) == utf16(after, little_endian, mark));
      }
    }
    CHECK(Document::decode(before, std::nullopt).apply(edits) == after);
    CHECK(Document::decode("\xEF\xBB\xBF" + before, std::nullopt).apply(edits) == "\xEF\xBB\xBF" + after);
    CHECK(Document::decode(before, std::nullopt).apply_to_text(edits) == after);
  }

  TEST_CASE("G12: bytes of an unknown code page survive an edit beside them") {
    const std::string bytes =
        "<a>Gr\x81\xE1"
        "e</a><b>old</b>";
    const Document document = Document::decode(bytes, std::nullopt);
    CHECK(document.encoding() == Encoding::unknown_8_bit);
    const std::size_t begin = bytes.find("old");
    CHECK(document.apply(std::vector<Edit>{{begin, begin + 3, "new"}}) ==
          "<a>Gr\x81\xE1"
          "e</a><b>new</b>");
  }

  TEST_CASE("G12: bytes of a known code page survive, and new text is written in it") {
    const std::string bytes =
        "<a>\x95\x5C\x83\x6F</a><b>old</b><c>\x94\xEF</c>";  // cp932: the 5C is no backslash
    const Document document = Document::decode(bytes, CodePage::parse("cp932"));
    CHECK(document.encoding() == Encoding::code_page);
    CHECK(document.text() == "<a>\xE8\xA1\xA8\xE3\x83\x90</a><b>old</b><c>\xE8\xB2\xBB</c>");
    CHECK(document.apply({}) == bytes);
    const std::size_t begin = document.text().find("old");
    CHECK(document.apply(std::vector<Edit>{{begin, begin + 3, "\xE8\xA1\xA8"}}) ==
          "<a>\x95\x5C\x83\x6F</a><b>\x95\x5C</b><c>\x94\xEF</c>");
    CHECK(document.survives(0, document.text().size()));
  }

  TEST_CASE("a character that the code page has twice does not survive being moved") {
    // cp932: NEC's and JIS's "because" sign, 879A and 81E6, are both U+2235.
    const Document document = Document::decode("<a>\x87\x9A</a><b>\x81\xE6</b>", CodePage::parse("cp932"));
    CHECK(document.text() == "<a>\xE2\x88\xB5</a><b>\xE2\x88\xB5</b>");
    const std::size_t second = document.text().find("<b>");
    CHECK(document.survives(0, second) != document.survives(second, document.text().size()));
    CHECK(document.apply({}) == "<a>\x87\x9A</a><b>\x81\xE6</b>");
  }

  TEST_CASE("--input-encoding is for 8-bit files alone") {
    const std::string marked = "\xEF\xBB\xBF<a>\xC3\xBC</a>";
    CHECK(Document::decode(marked, CodePage::parse("cp850")).encoding() == Encoding::utf8);
    CHECK(Document::decode(utf16("<a/>", true, false), CodePage::parse("cp850")).encoding() ==
          Encoding::utf16_little_endian);
    CHECK(Document::decode("<a/>", CodePage::parse("cp850")).encoding() == Encoding::code_page);
  }

  TEST_CASE("a byte that the code page does not have is refused with its line") {
    try {
      Document::decode("<a>\n\x81</a>", CodePage::parse("cp932"));
      FAIL("no refusal");
    } catch (const Malformed& malformed) {
      CHECK(malformed.line() == 2);
      CHECK(std::string(malformed.what()).find("--input-encoding") != std::string::npos);
    }
  }

  TEST_CASE("UTF-16LE with a mark is what Task Scheduler imports") {
    CHECK(encode_utf16_file("<\xC3\xBC\xF0\x9F\x92\xBE") == utf16("<\xC3\xBC\xF0\x9F\x92\xBE", true, true));
  }
}

TEST_SUITE("code page") {
  TEST_CASE("a code page is named by its number") {
    CHECK(CodePage::parse("cp932").number() == 932);
    CHECK(CodePage::parse("CP850").number() == 850);
    CHECK(CodePage::parse("1252").number() == 1252);
    for (const char* const text :
         {"", "cp", "utf-8", "cp65001", "cp1200", "cp500", "cp65000", "cp99999", "932x"}) {
      CAPTURE(text);
      CHECK_THROWS_AS(CodePage::parse(text), std::invalid_argument);
    }
  }

  TEST_CASE("what a console wrote is read back, character for character") {
    struct Row {
      const char* code_page;
      std::string bytes;
      std::string text;
    };
    const std::vector<Row> rows{
        {"cp437", "\x81\x84", "\xC3\xBC\xC3\xA4"},
        {"cp850",
         "Gr\x81\xE1"
         "e",
         "Gr\xC3\xBC\xC3\x9F"
         "e"},
        {"cp866", "\x8F\xE0\xA8", "\xD0\x9F\xD1\x80\xD0\xB8"},
        {"cp1251", "\xCF\xF0\xE8", "\xD0\x9F\xD1\x80\xD0\xB8"},
        {"cp932", "\x83\x65\x83\x58\x83\x67\xB1", "\xE3\x83\x86\xE3\x82\xB9\xE3\x83\x88\xEF\xBD\xB1"},
        {"cp936", "\xC8\xCE\xCE\xF1", "\xE4\xBB\xBB\xE5\x8A\xA1"},
        {"cp949", "\xC0\xDB\xBE\xF7", "\xEC\x9E\x91\xEC\x97\x85"},
        {"cp950", "\xA4\x75\xA7\x40", "\xE5\xB7\xA5\xE4\xBD\x9C"},
    };
    for (const Row& row : rows) {
      CAPTURE(row.code_page);
      const CodePage code_page = CodePage::parse(row.code_page);
      CHECK(decode_code_page(row.bytes, code_page).text == row.text);
      CHECK(encode_code_page(row.text, code_page) == row.bytes);
    }
  }

  TEST_CASE("half a character and a character that is not there are errors") {
    CHECK_THROWS_AS(decode_code_page("a\x83", CodePage::parse("cp932")), launcher::TextEncodingError);
    CHECK_THROWS_AS(encode_code_page("\xE8\xA1\xA8", CodePage::parse("cp850")), launcher::TextEncodingError);
  }
}

}  // namespace
}  // namespace taskxml::test
