#include "launcher/network/encryption.hpp"

#include <doctest/doctest.h>

using launcher::Encryption;
using launcher::judge_encryption;
using launcher::RemoteProtocol;

TEST_SUITE("encryption") {
  TEST_CASE("only SMB 3 with the privacy flag, said by a structure that knows it, is encrypted") {
    struct Row {
      RemoteProtocol protocol;
      Encryption expected;
    };
    const Row rows[] = {
        {{4, 0x20000, 3, 0x08}, Encryption::yes},
        {{2, 0x20000, 3, 0x08 | 0x10 | 0x20}, Encryption::yes},
        {{4, 0x20000, 3, 0x10 | 0x20}, Encryption::no},  // signed, mutual authentication
        {{4, 0x20000, 3, 0x01}, Encryption::no},         // this machine
        {{4, 0x20000, 2, 0x08}, Encryption::no},
        {{4, 0x20000, 1, 0x08}, Encryption::no},
        {{4, 0x2E0000, 3, 0x08}, Encryption::no},  // WebDAV
        {{1, 0x20000, 3, 0x08}, Encryption::not_known},
        {{0, 0, 0, 0}, Encryption::not_known},
        {{4, 0x20000, 3, 0x08 | 0x02}, Encryption::not_known},  // offline files
    };
    for (const Row& row : rows) {
      CAPTURE(row.protocol.flags);
      CAPTURE(row.protocol.major_version);
      CHECK(judge_encryption(row.protocol) == row.expected);
    }
  }
}
