#include "launcher/base/success_codes.hpp"

#include <doctest/doctest.h>

#include <stdexcept>
#include <string>
#include <vector>

using launcher::SuccessCodes;

TEST_SUITE("success_codes") {
  TEST_CASE("a list names single codes and ranges, decimal or hexadecimal, both ends included") {
    struct Row {
      std::string list;
      std::vector<std::uint32_t> inside;
      std::vector<std::uint32_t> outside;
    };
    const Row rows[] = {
        {"0", {0}, {1, 0xFFFFFFFF}},
        {"0-3,7", {0, 1, 2, 3, 7}, {4, 6, 8}},
        {"0x41301", {0x41301}, {41301, 0x41300, 0x41302}},
        {"0X10-0x1f", {16, 31}, {15, 32}},
        {"4294967295", {0xFFFFFFFF}, {0, 0xFFFFFFFE}},
        {"0-0xffffffff", {0, 259, 0xC0000005, 0xFFFFFFFF}, {}},
        {"5-5,1", {5, 1}, {2, 4, 6}},
    };
    for (const Row& row : rows) {
      CAPTURE(row.list);
      const SuccessCodes codes = SuccessCodes::parse(row.list);
      for (const std::uint32_t code : row.inside)
        CHECK(codes.contains(code));
      for (const std::uint32_t code : row.outside)
        CHECK_FALSE(codes.contains(code));
    }
  }

  TEST_CASE("what is not such a list is refused with the reason") {
    for (const char* list : {"", ",", "1,", ",1", "1 ,2", "a", "0x", "0xg", "-1", "1-", "1--2", "1-2-3", "+1",
                             "4294967296", "0x100000000", "1;2", " 1"}) {
      CAPTURE(list);
      CHECK_THROWS_WITH_AS(SuccessCodes::parse(list),
                           "it is a list of codes and ranges, decimal or 0x: 0-3,7,0x41301",
                           std::invalid_argument);
    }
    CHECK_THROWS_WITH_AS(SuccessCodes::parse("7-3"), "a range goes from the smaller code to the larger",
                         std::invalid_argument);
  }
}
