#include "launcher/base/drive.hpp"

#include <doctest/doctest.h>

#include <stdexcept>
#include <string>

using launcher::ConnectionSpec;
using launcher::DriveLetter;
using launcher::format_duration;
using launcher::is_valid_name;
using launcher::parse_drive_option;
using launcher::parse_duration;
using launcher::UncPath;
using std::chrono::milliseconds;

namespace {

std::string repeat(std::string_view text, std::size_t times) {
  std::string out;
  for (std::size_t i = 0; i < times; ++i)
    out += text;
  return out;
}

}  // namespace

TEST_SUITE("drive") {
  TEST_CASE("a drive letter is one of A to Z, with or without a colon") {
    for (const char* text : {"S", "s", "S:", "s:"}) {
      CAPTURE(text);
      const DriveLetter letter = DriveLetter::parse(text);
      CHECK(letter.letter() == 'S');
      CHECK(letter.device() == "S:");
      CHECK(letter.root() == "S:\\");
    }
    CHECK(DriveLetter::parse("a").letter() == 'A');
    CHECK(DriveLetter::parse("Z").letter() == 'Z');
    for (const char* text : {"", ":", "S:\\", "SS", "S ", " S", "1", "@", "[", "`", "{", "\u00c4", "S;"}) {
      CAPTURE(text);
      CHECK_THROWS_WITH_AS(DriveLetter::parse(text), "a drive letter is one of A to Z",
                           std::invalid_argument);
    }
  }

  TEST_CASE("a UNC path names a server and a share, slashes and a last backslash aside") {
    struct Row {
      std::string text;
      std::string path;
      std::string server;
      std::string share;
    };
    const Row rows[] = {
        {R"(\\fs01\projects)", R"(\\fs01\projects)", "fs01", "projects"},
        {R"(\\fs01\projects\)", R"(\\fs01\projects)", "fs01", "projects"},
        {R"(//fs01/projects//)", R"(\\fs01\projects)", "fs01", "projects"},
        {R"(\\fs01.example.org\d$\a b\c)", R"(\\fs01.example.org\d$\a b\c)", "fs01.example.org", "d$"},
        {R"(\\192.0.2.1\x)", R"(\\192.0.2.1\x)", "192.0.2.1", "x"},
        {R"(\\2001-db8--1.ipv6-literal.net\x)", R"(\\2001-db8--1.ipv6-literal.net\x)",
         "2001-db8--1.ipv6-literal.net", "x"},
        {R"(\\nas\backup#2024;a=b)", R"(\\nas\backup#2024;a=b)", "nas", "backup#2024;a=b"},
        {R"(\\nas\mail@home)", R"(\\nas\mail@home)", "nas", "mail@home"},
        {"\\\\nas\\\u00fc\U0001F600", "\\\\nas\\\u00fc\U0001F600", "nas", "\u00fc\U0001F600"},
        {R"(\\nas\.hidden\..data)", R"(\\nas\.hidden\..data)", "nas", ".hidden"},
        {R"(\\nas\pipes\ipc$)", R"(\\nas\pipes\ipc$)", "nas", "pipes"},
    };
    for (const Row& row : rows) {
      CAPTURE(row.text);
      const UncPath path = UncPath::parse(row.text);
      CHECK(path.text() == row.path);
      CHECK(path.server() == row.server);
      CHECK(path.share() == row.share);
    }
  }

  TEST_CASE("what is not a share of an SMB server is refused with the reason") {
    const std::string start = R"(a UNC path starts with two backslashes: \\server\share)";
    const std::string device = R"(device paths (\\?\ and \\.\) are not shares: write \\server\share)";
    const std::string missing = R"(the share is missing: \\server\share)";
    const std::string empty = "an empty name between two backslashes";
    const std::string port =
        "a port or an IPv6 address cannot be part of a server name (for IPv6 write "
        "2001-db8--1.ipv6-literal.net)";
    const std::string webdav = "@SSL and @PORT name a WebDAV server, not an SMB server";
    const std::string reserved = "IPC$, pipe and mailslot are not folders";
    const std::string dots = R"("." and ".." are not allowed in a UNC path)";
    const std::string end = "a name that ends in a dot or a blank";
    struct Row {
      std::string text;
      std::string reason;
    };
    const Row rows[] = {
        {"", start},
        {"fs01\\projects", start},
        {"\\fs01\\projects", start},
        {"S:\\projects", start},
        {" \\\\fs01\\p", start},
        {R"(\\?\UNC\fs01\p)", device},
        {R"(\\.\pipe\x)", device},
        {"//?/UNC/fs01/p", device},
        {"\\\\", empty},
        {"\\\\\\", empty},
        {"\\\\fs01", missing},
        {"\\\\fs01\\", missing},
        {"\\\\\\share\\x", empty},
        {"\\\\fs01\\\\share", empty},
        {"\\\\fs01\\share\\\\x", empty},
        {"\\\\fs01:445\\x", port},
        {"\\\\2001:db8::1\\x", port},
        {"\\\\fs01@SSL\\x", webdav},
        {"\\\\fs01@8080\\x", webdav},
        {"\\\\fs01\\IPC$", reserved},
        {"\\\\fs01\\pipe\\x", reserved},
        {"\\\\fs01\\MailSlot", reserved},
        {"\\\\fs01\\a\\..\\b", dots},
        {"\\\\fs01\\.", dots},
        {"\\\\..\\a", dots},
        {"\\\\fs01\\a.", end},
        {"\\\\fs01 \\a", end},
        {"\\\\fs01\\a\\b \\", end},
        {"\\\\fs01\\a\x01", "a control character"},
        {"\\\\fs01\\a\x7F", "a control character"},
        {"\\\\fs01\\a\tb", "a control character"},
        {"\\\\fs01\\a:b", "the character : is not allowed in a UNC path"},
        {"\\\\fs01\\a*", "the character * is not allowed in a UNC path"},
        {"\\\\fs01\\\"a\"", "the character \" is not allowed in a UNC path"},
        {"\\\\fs01\\a\xFF", "not valid UTF-8"},
    };
    for (const Row& row : rows) {
      CAPTURE(row.text);
      CHECK_THROWS_WITH_AS(UncPath::parse(row.text), row.reason.c_str(), std::invalid_argument);
    }
  }

  TEST_CASE("a UNC path has at most 259 UTF-16 units") {
    const std::string server = "\\\\s\\";
    CHECK(UncPath::parse(server + std::string(255, 'x')).text().size() == 259);
    CHECK(UncPath::parse(server + std::string(255, 'x') + "\\\\").text().size() == 259);
    CHECK_THROWS_AS(UncPath::parse(server + std::string(256, 'x')), std::invalid_argument);
    CHECK_NOTHROW(UncPath::parse(server + repeat("\u20ac", 255)));
    CHECK_NOTHROW(UncPath::parse(server + repeat("\U0001F600", 127) + "x"));
    CHECK_THROWS_AS(UncPath::parse(server + repeat("\U0001F600", 128)), std::invalid_argument);
  }

  TEST_CASE("paths and servers are the same when only the case of ASCII letters differs") {
    const UncPath path = UncPath::parse(R"(\\FS01\Projects\a)");
    CHECK(path.is_same_as(UncPath::parse(R"(//fs01/projects/A/)")));
    CHECK_FALSE(path.is_same_as(UncPath::parse(R"(\\fs01\projects)")));
    CHECK_FALSE(path.is_same_as(UncPath::parse(R"(\\fs01.example.org\projects\a)")));
    CHECK(path.has_same_server_as(UncPath::parse(R"(\\fs01\other)")));
    CHECK_FALSE(path.has_same_server_as(UncPath::parse(R"(\\fs01.example.org\projects)")));
    CHECK_FALSE(UncPath::parse("\\\\a\\\u00fc").is_same_as(UncPath::parse("\\\\a\\\u00dc")));
  }

  TEST_CASE("--drive names a letter and a path, the rest has its default") {
    const ConnectionSpec spec = parse_drive_option("s:=//srv/share=1/");
    CHECK(spec.letter == DriveLetter::parse("S"));
    CHECK(spec.name == "S");
    CHECK(spec.path.text() == R"(\\srv\share=1)");
    CHECK(spec.subject() == R"(S: \\srv\share=1)");
    CHECK(spec.timeout == launcher::kDefaultTimeout);
    CHECK(spec.required);
    CHECK(spec.line == 0);
    for (const char* text :
         {"", "S", "S:\\\\srv\\share", "=\\\\srv\\share", "S=", "S=srv", "SS=\\\\srv\\share"}) {
      CAPTURE(text);
      CHECK_THROWS_AS(parse_drive_option(text), std::invalid_argument);
    }
  }

  TEST_CASE("the subject of a connection without a letter is its path") {
    ConnectionSpec spec = parse_drive_option("S=\\\\srv\\share");
    spec.letter.reset();
    CHECK(spec.subject() == R"(\\srv\share)");
  }

  TEST_CASE("a connection is known by its letter, or by its path where it has none") {
    const launcher::ConnectionSpec drive = launcher::parse_drive_option(R"(s=\\fs01\x)");
    CHECK(drive.id() == launcher::ConnectionId(DriveLetter::parse("S")));
    CHECK(drive.id().text() == "S");
    CHECK(launcher::parse_drive_option(R"(S=\\fs02\y)").id() == drive.id());
    CHECK(launcher::parse_drive_option(R"(T=\\fs01\x)").id() != drive.id());

    launcher::ConnectionSpec share = drive;
    share.letter.reset();
    CHECK(share.id() == launcher::ConnectionId(launcher::UncPath::parse(R"(\\FS01\X)")));
    CHECK_FALSE(share.id().is_letter());
    // Without a letter Windows connects shares, whatever folder of one is wanted.
    ConnectionSpec folder = share;
    folder.path = launcher::UncPath::parse(R"(\\Fs01\x\a\b)");
    CHECK(folder.id() == share.id());
    CHECK(folder.remote().text() == R"(\\Fs01\x)");
    CHECK(folder.subject() == R"(\\Fs01\x\a\b)");
    folder.letter = DriveLetter::parse("S");
    CHECK(folder.remote().text() == R"(\\Fs01\x\a\b)");
    CHECK(share.without_letter().id() == share.id());

    const launcher::ConnectionSpec bare = drive.without_letter();
    CHECK_FALSE(bare.letter);
    CHECK(bare.subject() == R"(\\fs01\x)");
    CHECK(bare.id() == drive.id());
  }

  TEST_CASE("a duration is a whole number and a unit, from 1ms to 24h") {
    struct Row {
      std::string text;
      long long ms;
      std::string shortest;
    };
    const Row rows[] = {
        {"1ms", 1, "1ms"},        {"1500ms", 1500, "1500ms"},  {"90s", 90000, "90s"},
        {"120s", 120000, "2m"},   {"2m", 120000, "2m"},        {"60m", 3600000, "1h"},
        {"24h", 86400000, "24h"}, {"86400s", 86400000, "24h"}, {"86400000ms", 86400000, "24h"},
        {"007s", 7000, "7s"},
    };
    for (const Row& row : rows) {
      CAPTURE(row.text);
      CHECK(parse_duration(row.text) == milliseconds(row.ms));
      CHECK(format_duration(milliseconds(row.ms)) == row.shortest);
      CHECK(parse_duration(row.shortest) == milliseconds(row.ms));
    }
    for (const char* text : {"", "5", "s", "5 s", " 5s", "5s ", "5S", "5min", "1h30m", "1.5s", "-5s", "-0s",
                             "+5s", "0x5s", "99999999999999999999s"}) {
      CAPTURE(text);
      CHECK_THROWS_WITH_AS(parse_duration(text),
                           "a duration is a whole number and a unit, ms, s, m or h: 90s, 2m",
                           std::invalid_argument);
    }
    for (const char* text : {"0s", "0ms", "25h", "1441m", "86401s", "86400001ms", "9223372036854775807h"}) {
      CAPTURE(text);
      CHECK_THROWS_WITH_AS(parse_duration(text), "a duration is at least 1ms and at most 24h",
                           std::invalid_argument);
    }
    CHECK(format_duration(milliseconds(0)) == "0ms");
  }

  TEST_CASE("a name has 1 to 64 plain characters and is not the name of a device") {
    for (const std::string& name : {std::string("S"), std::string("nas-backup"), std::string("a.b_c-9"),
                                    std::string(64, 'x'), std::string("com"), std::string("com10"),
                                    std::string("console"), std::string(".x"), std::string("lpt")}) {
      CAPTURE(name);
      CHECK(is_valid_name(name));
    }
    for (const std::string& name :
         {std::string(), std::string("a b"), std::string(65, 'x'), std::string("con"), std::string("NUL"),
          std::string("Com1"), std::string("LPT9.txt"), std::string("aux.a.b"), std::string("x."),
          std::string("."), std::string(".."), std::string("a/b"), std::string("a\\b"), std::string("a:b"),
          std::string("\u00e4"), std::string("a,b"), std::string("S="), std::string("a\0b", 3)}) {
      CAPTURE(name);
      CHECK_FALSE(is_valid_name(name));
    }
  }

  TEST_CASE("case is ignored for ASCII letters only") {
    CHECK(launcher::equals_ignoring_case("aZ", "Az"));
    CHECK_FALSE(launcher::equals_ignoring_case("a", "ab"));
    CHECK_FALSE(launcher::equals_ignoring_case("[", "{"));
    CHECK_FALSE(launcher::equals_ignoring_case("\u00e4", "\u00c4"));
    CHECK(launcher::to_lower_ascii("A@Z[\u00c4") == "a@z[\u00c4");
  }
}
