#include "launcher/text/utf16.hpp"

#include <doctest/doctest.h>

#include <random>
#include <string>

#include "launcher/text/text_encoding.hpp"

using namespace launcher;

namespace {

std::string bytes_of(std::u16string_view units, ByteOrder order) {
  std::string bytes;
  for (const char16_t unit : units) {
    const auto low = static_cast<char>(unit & 0xFFU);
    const auto high = static_cast<char>(unit >> 8U);
    bytes += order == ByteOrder::little_endian ? std::string{low, high} : std::string{high, low};
  }
  return bytes;
}

/// The offset at which the bytes are refused, or npos.
std::size_t error_offset(std::string_view bytes, ByteOrder order) {
  try {
    utf8_from_utf16_bytes(bytes, order);
  } catch (const TextEncodingError& error) {
    return error.offset();
  }
  return std::string::npos;
}

constexpr ByteOrder kOrders[] = {ByteOrder::little_endian, ByteOrder::big_endian};

}  // namespace

TEST_SUITE("utf16") {
  TEST_CASE("text with long and short runs of ASCII comes back in both orders of bytes") {
    constexpr unsigned kSeed = 20261128;
    CAPTURE(kSeed);
    std::mt19937 random(kSeed);
    const std::u16string others[] = {u"\x80",   u"\x7FF",         u"\x800",
                                     u"\xFFFF", {0xD800, 0xDC00}, {0xDBFF, 0xDFFF}};
    for (int round = 0; round < 2000; ++round) {
      std::u16string units;
      for (std::size_t runs = random() % 5; runs > 0; --runs) {
        units.append(random() % 70, static_cast<char16_t>('a' + runs));
        if (random() % 4 != 0) units += others[random() % std::size(others)];
      }
      for (const ByteOrder order : kOrders) {
        const std::string bytes = bytes_of(units, order);
        const std::string text = utf8_from_utf16_bytes(bytes, order);
        REQUIRE(utf16_from_utf8(text) == units);
        std::string written;
        append_utf16_bytes(written, text, order);
        REQUIRE(written == bytes);
        REQUIRE(utf8_from_utf16(units) == text);
      }
    }
  }

  TEST_CASE("a lone surrogate and half a unit are refused where they are, behind a run of ASCII, too") {
    for (const ByteOrder order : kOrders) {
      for (const std::size_t length : {0U, 1U, 15U, 16U, 17U, 40U}) {
        CAPTURE(length);
        const std::u16string front(length, u'x');
        for (const std::u16string& lone :
             {std::u16string{0xD800}, std::u16string{0xDFFF, u'a'}, std::u16string{0xD800, u'a'}})
          CHECK(error_offset(bytes_of(front + lone + front, order), order) == length);
        CHECK(error_offset(bytes_of(front, order) + "y", order) == length);
        CHECK(error_offset(bytes_of(front, order), order) == std::string::npos);
      }
    }
  }

  TEST_CASE("a lone surrogate that is kept becomes three bytes among others") {
    const std::u16string units =
        std::u16string(20, u'x') + std::u16string{0xDC00, 0xD83D, 0xDE00, 0xD800} + u"y";
    for (const ByteOrder order : kOrders) {
      CHECK(utf8_from_utf16_bytes(bytes_of(units, order), order, LoneSurrogates::keep) ==
            std::string(20, 'x') + "\xED\xB0\x80\xF0\x9F\x98\x80\xED\xA0\x80y");
    }
  }

  TEST_CASE("only UTF-8 is written as UTF-16") {
    for (const char* text :
         {"ab\x80", "ab\xED\xA0\x80", "ab\xE0\x9F\xBF", "ab\xF4\x90\x80\x80", "ab\xE2\x82"}) {
      std::string bytes;
      CHECK_THROWS_AS(append_utf16_bytes(bytes, text, ByteOrder::little_endian), TextEncodingError);
    }
  }
}
