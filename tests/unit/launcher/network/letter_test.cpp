#include "launcher/network/letter.hpp"

#include <doctest/doctest.h>

#include <array>

using launcher::DriveLetter;
using launcher::judge_letter;
using launcher::LetterFacts;
using launcher::LetterUse;
using launcher::parse_redirected_device;

namespace {

const DriveLetter kLetter = DriveLetter::parse("S");
/// This session and the one linked with it.
constexpr std::array<std::uint64_t, 2> kOwn{0x12345, 0x12300};

LetterUse judge(const std::string& target, const std::string& remote = R"(\\fs01\projects)") {
  LetterFacts facts;
  facts.is_there = true;
  facts.target = target;
  if (!remote.empty()) facts.remote = remote;
  return judge_letter(kLetter, facts, kOwn);
}

}  // namespace

TEST_SUITE("letter") {
  TEST_CASE("the device of a network drive shows provider, session and path") {
    struct Row {
      const char* target;
      const char* provider;
      std::optional<std::uint64_t> session;
      const char* remote;
    };
    const Row rows[] = {
        {R"(\Device\LanmanRedirector\;S:00000000000003e7\fs01\projects)", "LanmanRedirector", 0x3e7,
         R"(\\fs01\projects)"},
        {R"(\device\LanmanRedirector\;s:0000000000012345\fs01\projects\sub)", "LanmanRedirector", 0x12345,
         R"(\\fs01\projects\sub)"},
        {R"(\Device\Mup\;LanmanRedirector\;S:00000001000003E7\fs01\projects)", "LanmanRedirector",
         0x1000003e7, R"(\\fs01\projects)"},
        {R"(\Device\WinDfs\S:00000000000003e7\corp.example\dfs)", "WinDfs", 0x3e7, R"(\\corp.example\dfs)"},
        {R"(\Device\VBoxMiniRdr\;S:\vboxsvr\share)", "VBoxMiniRdr", std::nullopt, R"(\\vboxsvr\share)"},
        {R"(\Device\LanmanRedirector\;S:00000000000003e7)", "LanmanRedirector", 0x3e7, ""},
    };
    for (const Row& row : rows) {
      CAPTURE(row.target);
      const auto device = parse_redirected_device(row.target, kLetter);
      REQUIRE(device.has_value());
      CHECK(device->provider == row.provider);
      CHECK(device->session == row.session);
      CHECK(device->remote == row.remote);
    }
  }

  TEST_CASE("what has another form is not read as the device of a network drive") {
    for (const char* target :
         {"", R"(\Device\HarddiskVolume3)", R"(\Device\CdRom0)", R"(\??\C:\data)", R"(\??\UNC\fs01\projects)",
          R"(\Device\LanmanRedirector\;T:00000000000003e7\fs01\projects)",
          R"(\Device\LanmanRedirector\;S:00000000000003g7\fs01\projects)",
          R"(\Device\LanmanRedirector\;S:100000000000003e7\fs01\projects)",
          R"(\Device\LanmanRedirector\fs01\;S:3e7\projects)", R"(\Device\LanmanRedirector\fs01\projects)",
          R"(LanmanRedirector\;S:00000000000003e7\fs01\projects)"}) {
      CAPTURE(target);
      CHECK_FALSE(parse_redirected_device(target, kLetter).has_value());
    }
  }

  TEST_CASE(
      "G4: a drive of this session, of the linked one, or of nobody knows which is this session's own") {
    for (const char* target : {R"(\Device\LanmanRedirector\;S:0000000000012345\fs01\projects)",
                               R"(\Device\LanmanRedirector\;S:0000000000012300\fs01\projects)",
                               R"(\Device\Mup\;LanmanRedirector\;S:0000000000012345\fs01\projects)",
                               R"(\Device\DfsClient\;S:0000000000012345\fs01\projects)",
                               R"(\Device\LanmanRedirector\fs01\projects)", R"(\??\UNC\fs01\projects)", ""}) {
      CAPTURE(target);
      const LetterUse use = judge(target);
      CHECK(use.kind == LetterUse::Kind::network);
      CHECK(use.remote == R"(\\fs01\projects)");
      CHECK(use.api == "WNetGetConnectionW");
    }
  }

  TEST_CASE("G4: a letter of SYSTEM or of another session is never used, although it shows the right share") {
    const LetterUse global = judge(R"(\Device\LanmanRedirector\;S:00000000000003e7\fs01\projects)");
    CHECK(global.kind == LetterUse::Kind::other);
    CHECK(global.description ==
          R"(a drive letter of SYSTEM for the whole machine that is connected to \\fs01\projects)");
    CHECK(global.advice.find("net use S: /delete") != std::string::npos);
    const LetterUse foreign = judge(R"(\Device\LanmanRedirector\;S:00000000000abcde\fs01\projects)");
    CHECK(foreign.kind == LetterUse::Kind::other);
    CHECK(foreign.description ==
          R"(a drive letter of another logon session (0xabcde) that is connected to \\fs01\projects)");
    // For SYSTEM itself the global letter is its own.
    LetterFacts facts;
    facts.is_there = true;
    facts.target = R"(\Device\LanmanRedirector\;S:00000000000003e7\fs01\projects)";
    facts.remote = R"(\\fs01\projects)";
    CHECK(judge_letter(kLetter, facts, std::array<std::uint64_t, 1>{0x3e7}).kind == LetterUse::Kind::network);
  }

  TEST_CASE("G4: a drive of another network is not an SMB drive, although its path reads like one") {
    const LetterUse use = judge(R"(\Device\WebDavRedirector\;S:0000000000012345\fs01\projects)");
    CHECK(use.kind == LetterUse::Kind::other);
    CHECK(use.description ==
          R"(a drive of another network, WebDavRedirector that is connected to \\fs01\projects)");
    CHECK(judge(R"(\Device\VBoxMiniRdr\;S:\vboxsvr\x)", "").kind == LetterUse::Kind::other);
  }

  TEST_CASE("a letter that is not a network drive is described in words") {
    CHECK(judge(R"(\??\C:\data)", "").description == R"(another name (subst) for C:\data)");
    CHECK(judge(R"(\??\C:\data)", "").advice == "Choose another letter, or remove this one: subst S: /d");
    struct Row {
      LetterFacts::Drive drive;
      const char* words;
    };
    for (const Row& row :
         {Row{LetterFacts::Drive::fixed, "a local disk"},
          Row{LetterFacts::Drive::removable, "a removable disk"},
          Row{LetterFacts::Drive::cd, "a CD or DVD drive"}, Row{LetterFacts::Drive::ram, "a RAM disk"},
          Row{LetterFacts::Drive::remote, "a network drive of another kind"},
          Row{LetterFacts::Drive::unknown, "in use by another device"}}) {
      LetterFacts facts;
      facts.is_there = true;
      facts.target = R"(\Device\Something0)";
      facts.drive = row.drive;
      const LetterUse use = judge_letter(kLetter, facts, kOwn);
      CHECK(use.kind == LetterUse::Kind::other);
      CHECK(use.description == row.words);
      const bool may_be_half_there =
          row.drive == LetterFacts::Drive::remote || row.drive == LetterFacts::Drive::unknown;
      CHECK(use.is_transient == may_be_half_there);
    }
  }

  TEST_CASE("a letter that is only remembered is free, and says for what it is remembered") {
    LetterFacts facts;
    facts.remembered = R"(\\old\share)";
    CHECK(judge_letter(kLetter, facts, kOwn).kind == LetterUse::Kind::free);
    CHECK(judge_letter(kLetter, facts, kOwn).remembered == R"(\\old\share)");
    facts.is_there = true;
    facts.is_unavailable = true;
    facts.drive = LetterFacts::Drive::remote;
    CHECK(judge_letter(kLetter, facts, kOwn).kind == LetterUse::Kind::free);
    CHECK(judge_letter(kLetter, {}, kOwn).kind == LetterUse::Kind::free);
  }
}
