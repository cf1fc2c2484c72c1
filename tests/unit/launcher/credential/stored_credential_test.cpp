#include "launcher/credential/stored_credential.hpp"

#include <doctest/doctest.h>

#include <stdexcept>
#include <string>

#include "launcher/base/drive.hpp"
#include "tests/support/fake_credentials.hpp"

using namespace launcher;
using launcher::test::make_credential;

namespace {

std::string text_of(const Secret& secret) {
  return std::string(secret.view());
}

}  // namespace

TEST_SUITE("stored-credential") {
  TEST_CASE("a credential comes back from its text as it was, whatever its password holds") {
    for (const std::string password :
         {"swordfish", " ", "a=b\tc", "\"quoted\" \\", "p\xC3\xA4ss \xF0\x9F\x94\x91", "password=x"}) {
      CAPTURE(password);
      const StoredCredential credential = make_credential("CORP\\svc", {"nas", "nas.corp.example"}, password);
      const auto back = parse_credential(print_credential(credential).view());
      REQUIRE(back);
      CHECK(back->user == credential.user);
      CHECK(back->servers == credential.servers);
      CHECK(back->set_at == credential.set_at);
      CHECK(text_of(back->password) == password);
    }
  }

  TEST_CASE("what is no credential is none") {
    const std::string good = text_of(print_credential(make_credential("u", {"nas"})));
    REQUIRE(parse_credential(good));
    CHECK_FALSE(parse_credential(""));
    CHECK_FALSE(parse_credential("garbage"));
    CHECK_FALSE(parse_credential(good + "\nsecond line"));
    for (std::size_t size = 0; size + std::string("swordfish").size() <= good.size(); ++size) {
      CAPTURE(size);
      CHECK_FALSE(parse_credential(good.substr(0, size)));
    }
    std::string other_version = good;
    other_version[other_version.find('1')] = '2';
    CHECK_FALSE(parse_credential(other_version));
  }

  TEST_CASE("G10: a credential is for the servers it was set for, as they are spelled, case aside") {
    const StoredCredential credential = make_credential("u", {"nas", "fs01.corp.example"});
    CHECK(credential.is_for("NAS"));
    CHECK(credential.is_for("fs01.corp.example"));
    CHECK_FALSE(credential.is_for("fs01"));
    CHECK_FALSE(credential.is_for("nas.corp.example"));
    CHECK_FALSE(credential.is_for("nas2"));
    CHECK_FALSE(credential.is_for(""));
  }

  TEST_CASE("servers are names that a path could have, each once") {
    CHECK(parse_servers("nas") == std::vector<std::string>{"nas"});
    CHECK(parse_servers("nas,NAS,10.0.0.7,n-1.corp.example") ==
          std::vector<std::string>{"nas", "10.0.0.7", "n-1.corp.example"});
    for (const char* text : {"", ",", "nas,", ",nas", "nas\\share", "\\\\nas", "nas/x", "nas:445", "nas@ssl",
                             "a,b\\c", "*", "n?s"}) {
      CAPTURE(text);
      CHECK_THROWS_AS(parse_servers(text), std::invalid_argument);
    }
  }

  TEST_CASE("a user is any name of one line") {
    for (const std::string text : {"svc", "CORP\\svc", "svc@corp.example", "J\xC3\xBCrgen M\xC3\xBCller"})
      CHECK(parse_user(text) == text);
    for (const std::string& text : {std::string(), std::string("a\nb"), std::string("a\tb"),
                                    std::string("\xFF"), std::string(513, 'x')})
      CHECK_THROWS_AS(parse_user(text), std::invalid_argument);
  }

  TEST_CASE("a password is one line of UTF-8, its byte order mark and line end aside") {
    struct Row {
      std::string input;
      std::string password;
    };
    const Row rows[] = {
        {"swordfish", "swordfish"},
        {"swordfish\n", "swordfish"},
        {"swordfish\r\n", "swordfish"},
        {"\xEF\xBB\xBFswordfish\r\n", "swordfish"},
        {" sword fish ", " sword fish "},
        {"p\xC3\xA4ss\n", "p\xC3\xA4ss"},
        {std::string(256, 'x'), std::string(256, 'x')},
    };
    for (const Row& row : rows) {
      CAPTURE(row.input);
      CHECK(text_of(parse_password(row.input)) == row.password);
    }
  }

  TEST_CASE("G10: a password that is refused is not in the reason") {
    for (const std::string& input :
         {std::string(), std::string("\r\n"), std::string("\xEF\xBB\xBF"), std::string("swordfish\nsecond"),
          std::string("swordfish\n\n"), std::string("sword\rfish"), std::string("swordfish\xFF"),
          std::string("sword\0fish", 10), "swordfish" + std::string(256, 'x')}) {
      CAPTURE(input);
      try {
        parse_password(input);
        FAIL_CHECK("it was taken");
      } catch (const std::invalid_argument& reason) {
        CHECK(std::string(reason.what()).find("fish") == std::string::npos);
      }
    }
  }

  TEST_CASE("G10: wiping leaves no character") {
    char memory[] = "swordfish";
    Secret::wipe(memory);
    for (const char c : memory)
      CHECK(c == '\0');
  }

  TEST_CASE("G10: a secret that is moved leaves nothing behind") {
    Secret one(std::string_view("swordfish"));
    const char* const place = one.view().data();
    const Secret other(std::move(one));
    CHECK(other.view().data() == place);  // the same memory, so nothing was copied
    CHECK(one.view().empty());            // NOLINT(bugprone-use-after-move,clang-analyzer-cplusplus.Move)
  }

  TEST_CASE("a group that everybody is in is no account to allow a credential to") {
    for (const char* sid : {"S-1-1-0", "S-1-5-3", "S-1-5-6", "S-1-5-11", "S-1-5-32-545", "S-1-5-113",
                            "S-1-5-21-1-2-3-513", "S-1-5-21-1-2-3-514", "S-1-5-21-1-2-3-515"}) {
      CAPTURE(sid);
      CHECK(launcher::is_everybody(sid));
    }
    for (const char* sid : {"", "S-1-5-18", "S-1-5-19", "S-1-5-20", "S-1-5-32-544", "S-1-5-21-1-2-3-1513",
                            "S-1-5-21-1-2-3-512", "S-1-5-80-513", "S-1-5-82-1-513"}) {
      CAPTURE(sid);
      CHECK_FALSE(launcher::is_everybody(sid));
    }
  }
}
