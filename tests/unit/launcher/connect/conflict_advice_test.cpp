#include "launcher/connect/conflict_advice.hpp"

#include <doctest/doctest.h>

#include "launcher/base/failure.hpp"
#include "tests/support/fake_network.hpp"

using namespace launcher;
using launcher::test::FakeLetters;

namespace {

const ConnectionSpec kConnection = parse_drive_option(R"(S=\\nas\projects)");

void set_network(FakeLetters& letters, const char* letter, const char* remote) {
  letters.uses[DriveLetter::parse(letter)] = {
      .kind = LetterUse::Kind::network, .remote = remote, .api = "WNetGetConnectionW"};
}

std::string told(std::uint32_t code, FakeLetters& letters) {
  const SystemResult result{.code = code, .api = "WNetAddConnection2W", .text = "The system's text."};
  return format_failure(
      explain_conflict(describe_failure(Operation::connect, kConnection, result), kConnection, letters));
}

}  // namespace

TEST_SUITE("conflict") {
  TEST_CASE("G11: 1219 names the letters that are connected to the server, and the commands that end them") {
    FakeLetters letters;
    set_network(letters, "M", R"(\\NAS\in)");
    set_network(letters, "T", R"(\\nas\backup)");
    set_network(letters, "U", R"(\\nas.corp.example\in)");  // another name is another server
    set_network(letters, "V", "vboxsvr");
    CHECK(
        told(1219, letters) ==
        R"(cannot connect: S: \\nas\projects: 1219 ERROR_SESSION_CREDENTIAL_CONFLICT (WNetAddConnection2W): )"
        R"(The system's text. This session is connected to nas as another user, by M: \\NAS\in, T: \\nas\backup: )"
        R"(remove that with net use M: /delete and net use T: /delete, or use the same user.)");
  }

  TEST_CASE("G11: 1219 names connections without a letter, IPC$ among them, each once") {
    FakeLetters letters;
    set_network(letters, "M", R"(\\NAS\in)");
    letters.shares = {R"(\\nas\IPC$)", R"(\\NAS\ipc$)", R"(\\nasty\in)", R"(\\fs01\IPC$)", "nas", R"(\\nas)"};
    const std::string text = told(1219, letters);
    CAPTURE(text);
    CHECK(
        text.find(
            R"(connected to nas as another user, by M: \\NAS\in, \\NAS\ipc$: remove that with net use M: /delete )"
            R"(and net use \\NAS\ipc$ /delete, or use the same user.)") != std::string::npos);
  }

  TEST_CASE("G11: 1219 with nothing to be seen says what shows it, and invents no name") {
    FakeLetters letters;
    const std::string text = told(1219, letters);
    CAPTURE(text);
    CHECK(text.find("net use, run as the account of the task, shows connections without a letter as well") !=
          std::string::npos);
    CHECK(text.find("SHARE") == std::string::npos);
  }

  TEST_CASE("G11: 85 says what the letter is connected to, and the command that ends it") {
    FakeLetters letters;
    set_network(letters, "S", R"(\\media\in)");
    CHECK(
        told(85, letters) ==
        R"(cannot connect: S: \\nas\projects: 85 ERROR_ALREADY_ASSIGNED (WNetAddConnection2W): S: is connected to )"
        R"(\\media\in. Choose another letter, or remove what has it: net use S: /delete.)");
    letters.uses[DriveLetter::parse("S")] = {.kind = LetterUse::Kind::other,
                                             .description = "a local disk",
                                             .api = "GetDriveTypeW",
                                             .advice = "Choose another letter; this one cannot be freed"};
    CHECK(told(85, letters).find("S: is a local disk. Choose another letter; this one cannot be freed.") !=
          std::string::npos);
  }

  TEST_CASE("G11: 1202 says what the letter is remembered for") {
    FakeLetters letters;
    letters.uses[DriveLetter::parse("S")].remembered = R"(\\old\share)";
    CHECK(told(1202, letters)
              .find(R"(S: is remembered for \\old\share, which is not connected: remove that with net )"
                    "use S: /delete.") != std::string::npos);
  }

  TEST_CASE("a failure with nothing in the way stays as it is") {
    FakeLetters letters;
    for (const std::uint32_t code : {53U, 85U, 1202U}) {
      CAPTURE(code);
      const SystemResult result{.code = code, .api = "WNetAddConnection2W", .text = "The system's text."};
      CHECK(told(code, letters) == format_failure(describe_failure(Operation::connect, kConnection, result)));
    }
  }

  TEST_CASE(
      "G11: a finding that names what is in the way already stays as it is, whichever function reported it") {
    FakeLetters letters;
    set_network(letters, "S", R"(\\media\in)");
    set_network(letters, "T", R"(\\nas\in)");
    for (const Source source : {Source::check, Source::letter_table, Source::other_launcher,
                                Source::remembered_refusal, Source::deadline}) {
      for (const std::uint32_t code : {85U, 1219U}) {
        CAPTURE(code);
        const SystemResult found{
            .code = code, .api = "WNetAddConnection2W", .text = "What is in the way.", .source = source};
        const Failure failure = describe_failure(Operation::connect, kConnection, found);
        CHECK(failure.source == source);
        CHECK(format_failure(explain_conflict(failure, kConnection, letters)) == format_failure(failure));
      }
    }
  }
}
