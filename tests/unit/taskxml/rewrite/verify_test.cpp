#include "taskxml/rewrite/verify.hpp"

#include <doctest/doctest.h>

#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "launcher/text/utf16.hpp"
#include "taskxml/rewrite/verify_action.hpp"
#include "taskxml/rewrite/verify_bytes.hpp"
#include "taskxml/task/read_action.hpp"
#include "taskxml/xml/document.hpp"
#include "taskxml/xml/malformed.hpp"
#include "taskxml/xml/xml_text.hpp"
#include "tests/unit/taskxml/support.hpp"

namespace taskxml::test {
namespace {

TEST_SUITE("verify an action") {
  /// What cannot be read at all is not even given to verify_action.
  void verify(std::string_view before, std::string_view after) {
    try {
      verify_action(read_action(std::string(before)), read_action(std::string(after)));
    } catch (const Malformed& malformed) {
      throw std::logic_error(malformed.what());
    }
  }

  TEST_CASE(
      "G13 G14: an action that starts something else, is no XML or has another prefix does not verify") {
    const std::string before = "<Exec><Command>a.exe</Command></Exec>";
    const std::string good =
        R"(<Exec><Command>C:\x\drivelaunch.exe</Command><Arguments>-- "a.exe"</Arguments></Exec>)";
    CHECK_NOTHROW(verify(before, good));
    const auto changed = [&](std::string_view from, std::string_view to) {
      std::string text = good;
      text.replace(text.find(from), from.size(), to);
      return text;
    };
    for (const std::string& bad :
         {changed("a.exe", "b.exe"), changed("\"a.exe\"", "\"a.exe\" /x"),
          changed("-- ", "--chdir \"C:\\\" -- "), changed("</Command>", "</Comand>"),
          changed("</Exec>", "<t:x/></Exec>"), changed("</Exec>", "<x t:y=''/></Exec>"),
          changed("<Exec>", "<Exec xmlns=\"other\">"), changed("</Exec>", "<x xmlns:t='u'/></Exec>"),
          changed("</Exec>", ""), good + " ", good + good, changed("</Exec>", "<?i?></Exec>"),
          std::string("<Exe><Command>a.exe</Command></Exe>"), std::string()}) {
      CAPTURE(bad);
      CHECK_THROWS_AS(verify(before, bad), std::logic_error);
    }
  }

  TEST_CASE("G13: an action keeps the prefixes and declarations it has") {
    const std::string before = "<t:Exec xmlns:o='u'><t:Command>a.exe</t:Command><o:Note o:by='me'/></t:Exec>";
    CHECK_NOTHROW(verify(before, before));
    std::string other = before;
    other.replace(other.find("'u'"), 3, "'v'");
    CHECK_THROWS_AS(verify(before, other), std::logic_error);
  }
}

TEST_SUITE("verify bytes") {
  struct File {
    const char* name;
    std::string bytes;
    std::string before;  ///< the bytes of the action
    std::string after;
  };

  std::string utf16(std::string_view text, launcher::ByteOrder order) {
    std::string bytes;
    launcher::append_utf16_bytes(bytes, text, order);
    return bytes;
  }

  const std::string kHead = "<Task>\xC3\xBC\xF0\x9F\x92\xBE";
  const std::string kBefore = "<Exec>\xE8\xA1\xA8 old</Exec>";
  const std::string kAfter = "<Exec>n\xC3\xA9w \xF0\x9F\x92\xBE</Exec>";
  const std::string kTail = "\r\n\xC3\xA9</Task>";

  std::vector<File> files() {
    const std::string text = kHead + kBefore + kTail;
    std::vector<File> all{{"utf8", text, kBefore, kAfter},
                          {"utf8 with mark", "\xEF\xBB\xBF" + text, kBefore, kAfter},
                          {"8 bit", "<Task>\x81" + kBefore + kTail, kBefore, kAfter}};
    for (const auto order : {launcher::ByteOrder::little_endian, launcher::ByteOrder::big_endian}) {
      const std::string mark = utf16("\xEF\xBB\xBF", order);
      all.push_back(
          {"utf16 with mark", mark + utf16(text, order), utf16(kBefore, order), utf16(kAfter, order)});
      all.push_back({"utf16", utf16(text, order), utf16(kBefore, order), utf16(kAfter, order)});
    }
    return all;
  }

  std::vector<Edit> edits_of(const Document& document) {
    const std::size_t begin = document.text().find("<Exec>");
    return {{begin, begin + kBefore.size(), kAfter}};
  }

  TEST_CASE("G12: whichever byte is another than it has to be, the bytes do not verify") {
    for (const File& file : files()) {
      CAPTURE(file.name);
      const Document document = Document::decode(file.bytes, std::nullopt);
      const std::vector<Edit> edits = edits_of(document);
      std::string good = file.bytes;
      good.replace(good.find(file.before), file.before.size(), file.after);
      CHECK(document.apply(edits) == good);
      CHECK_NOTHROW(verify_bytes(document, edits, good));
      for (std::size_t at = 0; at < good.size(); ++at) {
        std::string bad = good;
        bad[at] = static_cast<char>(bad[at] ^ 1);
        CAPTURE(at);
        CHECK_THROWS_AS(verify_bytes(document, edits, bad), std::logic_error);
        CHECK_THROWS_AS(verify_bytes(document, edits, good.substr(0, at)), std::logic_error);
        CHECK_THROWS_AS(verify_bytes(document, edits, std::string(good).insert(at, 2, ' ')),
                        std::logic_error);
      }
      CHECK_THROWS_AS(verify_bytes(document, edits, good + " "), std::logic_error);
      CHECK_THROWS_AS(verify_bytes(document, edits, file.bytes), std::logic_error);
      CHECK_THROWS_AS(verify_bytes(document, {}, good), std::logic_error);
      CHECK_NOTHROW(verify_bytes(document, {}, file.bytes));
    }
  }

  TEST_CASE("G12: what is replaced must be what is there") {
    const Document document = Document::decode(
        utf16("<Task>\xC3\xBC<Exec>1</Exec></Task>", launcher::ByteOrder::little_endian), std::nullopt);
    const std::vector<Edit> edits{{8, 22, "<Exec>one</Exec>"}};
    CHECK_NOTHROW(verify_bytes(document, edits, document.apply(edits)));
    // From the middle of the character before it, so that its place in the bytes comes out as another.
    const std::vector<Edit> wrong{{7, 22, "<Exec>one</Exec>"}};
    CHECK_THROWS_AS(verify_bytes(document, wrong, document.apply(wrong)), std::logic_error);
  }

  TEST_CASE("G12: each of several actions has its place") {
    const std::string text = "<Task><Exec>1</Exec>-<Exec>2</Exec></Task>";
    for (const auto& bytes : {text, utf16(text, launcher::ByteOrder::little_endian)}) {
      const Document document = Document::decode(bytes, std::nullopt);
      const std::vector<Edit> edits{{6, 20, "<Exec>one</Exec>"}, {21, 35, "<Exec>two</Exec>"}};
      const std::vector<Edit> swapped{{6, 20, "<Exec>two</Exec>"}, {21, 35, "<Exec>one</Exec>"}};
      CHECK_NOTHROW(verify_bytes(document, edits, document.apply(edits)));
      CHECK_THROWS_AS(verify_bytes(document, edits, document.apply(swapped)), std::logic_error);
    }
  }
}

TEST_SUITE("verify") {
  std::vector<Span> execs_in(const std::string& text) {
    const std::size_t begin = text.find("<Exec>");
    return {{begin, text.find("</Exec>") + 7}};
  }

  TEST_CASE("G12 G13: a result that differs outside, starts something else or is no XML does not verify") {
    const std::string before = task_with("<Command>a.exe</Command>");
    const std::vector<Span> execs = execs_in(before);
    const std::string good = rewrite({"n", "n", "n"}, before, wrap_request()).bytes;
    CHECK_NOTHROW(verify_rewrite(before, execs, 0, good, 0));
    const auto changed = [&](std::string_view from, std::string_view to) {
      std::string text = good;
      text.replace(text.find(from), from.size(), to);
      return text;
    };
    CHECK_THROWS_AS(verify_rewrite(before, execs, 0, changed("version=\"1.2\"", "version='1.2'"), 0),
                    std::logic_error);
    CHECK_THROWS_AS(verify_rewrite(before, execs, 0, changed("-- \"a.exe\"", "-- \"b.exe\""), 0),
                    std::logic_error);
    CHECK_THROWS_AS(verify_rewrite(before, execs, 0, changed("-- \"a.exe\"", "-- \"a.exe\" /x"), 0),
                    std::logic_error);
    CHECK_THROWS_AS(verify_rewrite(before, execs, 0, changed("</Actions>", "</Action>"), 0),
                    std::logic_error);
    CHECK_THROWS_AS(
        verify_rewrite(before, execs, 0, changed("</Exec>", "</Exec><Exec><Command>c</Command></Exec>"), 0),
        std::logic_error);
    CHECK_THROWS_AS(verify_rewrite(before, execs, 0, changed("</Task>", "</Task><!-- -->"), 0),
                    std::logic_error);
    CHECK_THROWS_AS(verify_rewrite(before, execs, 0, changed("</Command>", "</Comand>"), 0),
                    std::logic_error);
    CHECK_THROWS_AS(verify_rewrite(before, execs, 0, changed("</Exec>", "<t:x/></Exec>"), 0),
                    std::logic_error);
    CHECK_THROWS_AS(verify_rewrite(before, execs, 0, changed("<Exec>", "<Exec xmlns=\"other\">"), 0),
                    std::logic_error);
    CHECK_THROWS_AS(verify_rewrite(before, execs, 0, good.substr(0, good.find("</Exec>")), 0),
                    std::logic_error);
    std::string other = good;
    for (std::size_t at = 0; (at = other.find("Exec>", at)) != std::string::npos; at += 6)
      other.replace(at, 4, "Execs");
    CHECK_THROWS_AS(verify_rewrite(before, execs, 0, other, 0), std::logic_error);
  }

  TEST_CASE("G12: an XML declaration that changed must be one") {
    const std::string before = task_with("<Command>a.exe</Command>");
    const std::string head = R"(<?xml version="1.0" encoding="UTF-16"?>)";
    const std::string bad = R"(<?xml version="1.0" encoding=UTF-16?>)";
    REQUIRE(declaration_length(before) == 0);
    CHECK_NOTHROW(verify_rewrite(before, execs_in(before), 0, head + before, head.size()));
    CHECK_THROWS_AS(verify_rewrite(before, execs_in(before), 0, bad + before, bad.size()), std::logic_error);
    CHECK_THROWS_AS(verify_rewrite(before, execs_in(before), 0, "<!-- -->" + before, 8), std::logic_error);
  }
}

}  // namespace
}  // namespace taskxml::test
