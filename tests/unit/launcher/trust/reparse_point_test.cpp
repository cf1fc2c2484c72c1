#include "launcher/trust/reparse_point.hpp"

#include <doctest/doctest.h>

using launcher::decide_reparse_tag;
using launcher::is_name_surrogate_tag;

TEST_SUITE("reparse point") {
  // The tags of [MS-FSCC] 2.1.2.1. That a junction of this very machine is found is for the acceptance program to
  // show: Wine 8 has no reparse points.
  TEST_CASE(
      "G9: links, junctions and mount points stand for another path; files with other contents do not") {
    for (const std::uint32_t tag : {0xA0000003U, 0xA000000CU, 0xA0000019U, 0xA000001DU, 0xA0000022U}) {
      CAPTURE(tag);
      CHECK(is_name_surrogate_tag(tag));
    }
    // WOF (compact), deduplication, cloud files, OneDrive, AppExecLink, a socket.
    for (const std::uint32_t tag :
         {0x80000017U, 0x80000013U, 0x9000001AU, 0x80000021U, 0x8000001BU, 0x80000023U}) {
      CAPTURE(tag);
      CHECK_FALSE(is_name_surrogate_tag(tag));
    }
  }

  TEST_CASE(
      "G9: what cannot be found out counts as a link, and where nobody knows the question there are none") {
    CHECK_FALSE(decide_reparse_tag({.code = 0, .attributes = 0x10, .tag = 0xA000000C}));
    CHECK(decide_reparse_tag({.code = 0, .attributes = 0x410, .tag = 0x80000013}) == 0x80000013U);
    for (const std::uint32_t code : {1U, 50U, 87U, 120U}) {
      CAPTURE(code);
      CHECK_FALSE(decide_reparse_tag({.code = code}));
    }
    for (const std::uint32_t code : {5U, 6U, 59U, 64U, 1167U}) {
      CAPTURE(code);
      CHECK(is_name_surrogate_tag(decide_reparse_tag({.code = code}).value_or(0)));
    }
  }
}
