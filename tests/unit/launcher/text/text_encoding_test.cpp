#include "launcher/text/text_encoding.hpp"

#include <doctest/doctest.h>

#include <random>
#include <string>

using launcher::count_utf16_units;
using launcher::decode_text_file;
using launcher::find_invalid_utf8;
using launcher::TextEncodingError;
using launcher::utf16_from_utf8;
using launcher::utf16_from_wtf8;
using launcher::utf8_from_utf16;
using launcher::wtf8_from_utf16;

namespace {

/// The offset a conversion reports, or npos when it accepts the text.
template <class Convert, class Text>
std::size_t error_offset(Convert convert, const Text& text) {
  try {
    convert(text);
  } catch (const TextEncodingError& error) {
    return error.offset();
  }
  return std::string::npos;
}

constexpr std::size_t kValid = std::string::npos;

}  // namespace

TEST_SUITE("text_encoding") {
  TEST_CASE("the first and last character of every length is converted both ways") {
    struct Row {
      std::string utf8;
      std::u16string utf16;
    };
    const Row rows[] = {
        {std::string(1, '\0'), std::u16string(1, u'\0')},
        {"\x7F", u"\x7F"},
        {"\xC2\x80", u"\x80"},
        {"\xDF\xBF", u"\x7FF"},
        {"\xE0\xA0\x80", u"\x800"},
        {"\xED\x9F\xBF", u"\xD7FF"},
        {"\xEE\x80\x80", u"\xE000"},
        {"\xEF\xBF\xBF", u"\xFFFF"},
        {"\xF0\x90\x80\x80", {0xD800, 0xDC00}},
        {"\xF4\x8F\xBF\xBF", {0xDBFF, 0xDFFF}},
        {"", u""},
    };
    for (const Row& row : rows) {
      CAPTURE(row.utf8);
      CHECK(find_invalid_utf8(row.utf8) == kValid);
      CHECK(utf16_from_utf8(row.utf8) == row.utf16);
      CHECK(utf8_from_utf16(row.utf16) == row.utf8);
      CHECK(utf16_from_wtf8(row.utf8) == row.utf16);
      CHECK(wtf8_from_utf16(row.utf16) == row.utf8);
      CHECK(count_utf16_units(row.utf8) == row.utf16.size());
    }
  }

  TEST_CASE("bytes that are not UTF-8 are refused where they start") {
    const std::string rows[] = {
        "\x80",              // a continuation byte alone
        "\xBF",              //
        "\xC0\x80",          // overlong
        "\xC1\xBF",          //
        "\xE0\x9F\xBF",      //
        "\xF0\x8F\xBF\xBF",  //
        "\xF4\x90\x80\x80",  // over U+10FFFF
        "\xF5\x80\x80\x80",  //
        "\xFF",              //
        "\xC3",              // cut short
        "\xE2\x82",          //
        "\xF0\x9F\x98",      //
        "\xC3(",             // not continued
        "\xE2\x82(",         //
        "\xF0\x9F\x98(",     //
    };
    for (const std::string& bytes : rows) {
      CAPTURE(bytes);
      CHECK(find_invalid_utf8(bytes) == 0);
      const std::string later = std::string("ab\u00fc").append(bytes);
      CHECK(find_invalid_utf8(later) == 4);
      CHECK(error_offset(utf16_from_utf8, later) == 4);
      CHECK(error_offset(utf16_from_wtf8, later) == 4);
    }
  }

  TEST_CASE("surrogates are not UTF-8, and as WTF-8 only when they are alone") {
    for (const char* bytes : {"\xED\xA0\x80", "\xED\xAF\xBF", "\xED\xB0\x80", "\xED\xBF\xBF"}) {
      CAPTURE(bytes);
      CHECK(find_invalid_utf8(bytes) == 0);
      CHECK(error_offset(utf16_from_utf8, std::string(bytes)) == 0);
      CHECK(utf16_from_wtf8(bytes).size() == 1);
    }
    CHECK(error_offset(utf16_from_wtf8, std::string("\xED\xA0\xBD\xED\xB8\x80")) == 3);
    CHECK(error_offset(utf16_from_wtf8, std::string("\xED\xB8\x80\xED\xA0\xBD")) == kValid);
  }

  TEST_CASE("unpaired surrogates are not UTF-16") {
    struct Row {
      std::u16string text;
      std::size_t offset;
    };
    const Row rows[] = {
        {{0xD800}, 0},
        {{u'a', 0xDBFF}, 1},
        {{0xDC00}, 0},
        {{u'a', 0xDFFF, u'b'}, 1},
        {{0xD800, u'a'}, 0},
        {{0xD800, 0xD800, 0xDC00}, 0},
        {{0xD800, 0xDC00, 0xDC00}, 2},
        {{0xD7FF, 0xE000}, kValid},
    };
    for (const Row& row : rows)
      CHECK(error_offset(utf8_from_utf16, row.text) == row.offset);
  }

  TEST_CASE("WTF-8 brings every sequence of 16-bit units back") {
    // Two units in a row decide everything: each of the interesting ones meets each.
    const char16_t interesting[] = {0,      0x7F,   0x80,   0x7FF,  0x800,  0xD7FF, 0xD800,
                                    0xDBFF, 0xDC00, 0xDFFF, 0xE000, 0xFEFF, 0xFFFF};
    for (const char16_t first : interesting) {
      for (const char16_t second : interesting) {
        const std::u16string units{first, second};
        CHECK(utf16_from_wtf8(wtf8_from_utf16(units)) == units);
      }
    }
    constexpr unsigned kSeed = 20240607;
    CAPTURE(kSeed);
    std::mt19937 random(kSeed);
    for (int round = 0; round < 20000; ++round) {
      std::u16string units;
      for (std::size_t length = random() % 8; length > 0; --length) {
        // Half of them surrogates, so that pairs and lone ones are common.
        const auto unit = static_cast<char16_t>(random());
        units.push_back(random() % 2 == 0 ? static_cast<char16_t>(0xD800 | (unit & 0x7FF)) : unit);
      }
      const std::string wtf8 = wtf8_from_utf16(units);
      REQUIRE(utf16_from_wtf8(wtf8) == units);
      if (find_invalid_utf8(wtf8) == kValid) REQUIRE(utf8_from_utf16(units) == wtf8);
    }
  }

  TEST_CASE("every character of Unicode comes back") {
    for (char32_t c = 0; c <= 0x10FFFF; ++c) {
      if (c >= 0xD800 && c <= 0xDFFF) continue;
      std::u16string units;
      if (c >= 0x10000) units.push_back(static_cast<char16_t>(0xD7C0 + (c >> 10U)));
      units.push_back(static_cast<char16_t>(c < 0x10000 ? c : 0xDC00 + (c & 0x3FFU)));
      const std::string utf8 = utf8_from_utf16(units);
      const bool same = utf16_from_utf8(utf8) == units && count_utf16_units(utf8) == units.size();
      if (!same) FAIL_CHECK("character number " << static_cast<unsigned>(c));
    }
  }

  TEST_CASE("a small text file is UTF-8 with or without byte order mark, or UTF-16LE with one") {
    CHECK(decode_text_file("a\u00fc\r\n") == "a\u00fc\r\n");
    CHECK(decode_text_file("\xEF\xBB\xBF"
                           "a\u00fc") == "a\u00fc");
    CHECK(decode_text_file(std::string("\xFF\xFE"
                                       "a\0\xFC\0\x3D\xD8\x00\xDE",
                                       10)) == "a\u00fc\U0001F600");
    CHECK(decode_text_file("").empty());
    CHECK(decode_text_file("\xEF\xBB\xBF").empty());
    CHECK(decode_text_file("\xFF\xFE").empty());
  }

  TEST_CASE("a file that is none of these is refused where it goes wrong") {
    struct Row {
      std::string bytes;
      std::size_t offset;
    };
    const Row rows[] = {
        {"ab\xFC", 2},
        {"\xEF\xBB\xBF"
         "ab\xFC",
         2},
        {std::string("ab\0c\xFC", 5), 2},
        {std::string("ab\xFC\0", 4), 2},
        {std::string("\xFF\xFE"
                     "a\0b",
                     5),
         1},
        {std::string("\xFF\xFE"
                     "a\0\0\xD8",
                     6),
         1},
        {std::string("\xFF\xFE"
                     "a\0\xFC\0\0\0",
                     8),
         2},
        {std::string("\xFE\xFF\0a", 4), 0},
        {std::string("a\0b\0", 4), 1},
    };
    for (const Row& row : rows) {
      CAPTURE(row.bytes);
      CHECK(error_offset(decode_text_file, row.bytes) == row.offset);
    }
  }
}
