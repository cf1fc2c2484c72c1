#include "launcher/command/capture.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "launcher/config/config.hpp"

using namespace launcher;

namespace {

SessionReport session_with_drives() {
  SessionReport session{.account = "CONTOSO\\u", .session = "0x5e9"};
  session.letters = {
      {DriveLetter::parse("C"), {.kind = LetterUse::Kind::other, .description = "a local disk"}},
      {DriveLetter::parse("S"), {.kind = LetterUse::Kind::network, .remote = "\\\\fs01\\a b"}},
      {DriveLetter::parse("W"), {.kind = LetterUse::Kind::network, .remote = "\\\\web@SSL\\dav"}}};
  session.remembered = {{"s", "\\\\fs01\\a b", "CONTOSO\\svc", "Microsoft Windows Network"},
                        {"T", "\\\\nas\\x", "", "Microsoft Windows Network"},
                        {"X", "\\\\sshfs\\u", "", "Windows File System Proxy"}};
  return session;
}

/// What `run` reads from it.
std::vector<std::string> captured(const std::string& text) {
  std::vector<std::string> drives;
  for (const ConnectionSpec& connection : parse_config(text, "drives.ini", {}).connections)
    drives.push_back(connection.subject());
  return drives;
}

using List = std::vector<std::string>;

}  // namespace

TEST_SUITE("capture") {
  TEST_CASE("connected and remembered drives become sections that run accepts; the others are named") {
    const std::string text = capture_drives({}, session_with_drives());
    CHECK(captured(text) == List{"S: \\\\fs01\\a b", "T: \\\\nas\\x"});
    CHECK(text.starts_with("; drives.ini for drivelaunch: the drives of CONTOSO\\u, logon session 0x5e9.\n"));
    CHECK(text.find("; Connected in this session.\n[drive.S]\npath = \\\\fs01\\a b\n; It was connected as "
                    "CONTOSO\\svc.") != std::string::npos);
    CHECK(text.find("; Remembered for this account, not connected in this session now.\n[drive.T]") !=
          std::string::npos);
    CHECK(text.find("; Not taken over: W \\\\web@SSL\\dav: ") != std::string::npos);
    CHECK(text.find("; Not taken over: X \\\\sshfs\\u: it is a drive of Windows File System Proxy") !=
          std::string::npos);
    CHECK(text.find("[drive.C]") == std::string::npos);
    CHECK(text.find("the letter is there already") == std::string::npos);
  }

  TEST_CASE("--only takes the letters it names, and a missing one is an error") {
    CHECK(captured(capture_drives(parse_capture("--only t"), session_with_drives())) ==
          List{"T: \\\\nas\\x"});
    CHECK_THROWS_WITH(
        capture_drives(parse_capture("--only S,Q"), session_with_drives()),
        "bad command line: --only Q: this session has no such network drive. Connect it first, or run "
        "capture without --only to see what there is.");
    CHECK_THROWS_AS(parse_capture("--only media"), Error);
    CHECK_THROWS_AS(parse_capture("--drive S=\\\\a\\b"), Error);
  }

  TEST_CASE("names that look like something else are written so that run reads them as they are, or named") {
    SessionReport session;
    const auto add = [&](const char* letter, const std::string& remote) {
      session.letters.push_back(
          {DriveLetter::parse(letter), {.kind = LetterUse::Kind::network, .remote = remote}});
    };
    add("P", "\\\\nas\\Project #1");
    add("Q", "\\\\nas\\in\\a ; b");
    add("R", "\\\\nas\\backup#2024");
    add("S", "\\\\nas\\%USERNAME%");
    add("T", "\\\\nas\\my\u00a0files");
    const std::string text = capture_drives({}, session);
    CHECK(captured(text) ==
          List{"P: \\\\nas\\Project #1", "Q: \\\\nas\\in\\a ; b", "R: \\\\nas\\backup#2024"});
    CHECK(text.find("path = \\\\nas\\Project #1\\\n") != std::string::npos);
    CHECK(text.find("path = \\\\nas\\backup#2024\n") != std::string::npos);
    CHECK(text.find("; Not taken over: S \\\\nas\\%USERNAME%: %VARIABLES% are not expanded in this file") !=
          std::string::npos);
    CHECK(text.find("; Not taken over: T \\\\nas\\my\u00a0files: its path holds <U+00A0>.") !=
          std::string::npos);
  }

  TEST_CASE("a session without drives gives a file of comments") {
    const std::string text = capture_drives({}, {});
    CHECK(captured(text).empty());
    CHECK(text.find("; There is no drive that can be taken over.") != std::string::npos);
  }
}
