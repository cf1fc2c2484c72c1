#include "launcher/base/failure.hpp"

#include <doctest/doctest.h>

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <utility>

#include "launcher/connect/connector.hpp"
#include "tests/support/expected_failures.hpp"
#include "tests/support/fake_network.hpp"

using launcher::describe_failure;
using launcher::describe_start_failure;
using launcher::explain_code;
using launcher::FailureKind;
using launcher::Operation;
using launcher::test::Consequence;

namespace {

Consequence consequence_of(FailureKind kind) {
  switch (kind) {
    case FailureKind::transient:
      return Consequence::tries_until_timeout;
    case FailureKind::ambiguous:
      return Consequence::three_tries;
    case FailureKind::credentials:
      return Consequence::identity_refused;
    default:
      return Consequence::one_try;
  }
}

}  // namespace

TEST_SUITE("failure") {
  TEST_CASE("every row has a symbol, and an advice unless the caller has it, and stands once") {
    std::set<std::pair<Operation, std::uint32_t>> seen;
    std::map<std::uint32_t, std::string_view> symbols;
    for (const auto& meaning : launcher::failure_meanings()) {
      CAPTURE(meaning.code);
      CHECK_FALSE(meaning.symbol.empty());
      CHECK(meaning.advice.empty() == (meaning.operation == Operation::system));
      CHECK(seen.emplace(meaning.operation, meaning.code).second);
      CHECK(symbols.emplace(meaning.code, meaning.symbol).first->second == meaning.symbol);
    }
  }

  TEST_CASE("G11: no advice has a placeholder left, with a letter or without, with a credential or without") {
    for (const auto& meaning : launcher::failure_meanings()) {
      if (meaning.operation == Operation::start || meaning.operation == Operation::system) continue;
      for (const bool has_letter : {true, false}) {
        for (const bool has_credential : {true, false}) {
          auto connection = launcher::parse_drive_option(R"(S=\\fs01\projects)");
          if (!has_letter) connection.letter.reset();
          if (has_credential) connection.credential = "nas-backup";
          const auto failure = describe_failure(meaning.operation, connection, {.code = meaning.code});
          CAPTURE(failure.advice);
          CHECK(failure.advice.find_first_of("{}") == std::string::npos);
          CHECK_FALSE(failure.advice.empty());
        }
      }
    }
  }

  TEST_CASE(
      "G11: every code of connecting has the name, the consequence and the advice that are expected of it") {
    std::set<std::uint32_t> expected{1208};
    for (const auto& row : launcher::test::kExpectedFailures) {
      CAPTURE(row.code);
      CHECK(expected.insert(row.code).second);
      const auto meaning = explain_code(Operation::connect, row.code);
      CHECK(meaning.symbol == row.symbol);
      CHECK(consequence_of(meaning.kind) == row.consequence);
      CAPTURE(meaning.advice);
      CHECK(meaning.advice.find(row.advice) != std::string_view::npos);
    }
    for (const auto& meaning : launcher::failure_meanings()) {
      CAPTURE(meaning.code);
      if (meaning.operation == Operation::connect) CHECK(expected.contains(meaning.code));
    }
  }

  TEST_CASE("G11: 1208 is reported with the provider's own name, code and text, and never tried again") {
    CHECK(explain_code(Operation::connect, 1208).kind == FailureKind::unknown);
    const auto failure = describe_failure(
        Operation::connect, launcher::parse_drive_option(R"(S=\\fs01\projects)"),
        {.code = 1208,
         .api = "WNetAddConnection2W",
         .text = launcher::describe_provider_error("Vendor Network", 4711, "The volume is asleep.\r\n")});
    CHECK(
        format_failure(failure) ==
        "cannot connect: S: \\\\fs01\\projects: 1208 ERROR_EXTENDED_ERROR (WNetAddConnection2W): Vendor "
        "Network "
        "says 4711: The volume is asleep. That text is the network provider's own; more is in the event log "
        "Microsoft-Windows-SmbClient/Connectivity.");

    launcher::test::FakeNetwork network;
    network.servers["fs01"].connect_codes = {1208};
    launcher::Log log;
    const auto outcome =
        launcher::connect_all({launcher::parse_drive_option(R"(S=\\fs01\projects)")}, network, log);
    CHECK(outcome.results.at(0).attempts == 1);
  }

  TEST_CASE("codes have the kind that decides about retries") {
    struct Row {
      std::uint32_t code;
      FailureKind kind;
    };
    const Row rows[] = {
        {53, FailureKind::transient},     {64, FailureKind::transient},
        {1231, FailureKind::transient},   {170, FailureKind::transient},
        {67, FailureKind::ambiguous},     {1203, FailureKind::ambiguous},
        {86, FailureKind::credentials},   {1326, FailureKind::credentials},
        {1909, FailureKind::credentials}, {1312, FailureKind::no_identity},
        {1314, FailureKind::no_identity}, {1244, FailureKind::no_identity},
        {2202, FailureKind::conflict},    {0x8009030E, FailureKind::no_identity},
        {5, FailureKind::access_denied},  {65, FailureKind::access_denied},
        {1272, FailureKind::policy},      {85, FailureKind::conflict},
        {1219, FailureKind::conflict},    {1204, FailureKind::configuration},
        {1208, FailureKind::unknown},     {9999, FailureKind::unknown},
    };
    for (const Row& row : rows) {
      CAPTURE(row.code);
      CHECK(explain_code(Operation::connect, row.code).kind == row.kind);
    }
  }

  TEST_CASE("G11: the advice for a code that is not in the table has its number") {
    const auto failure = describe_start_failure("cannot start", "p.exe",
                                                {.code = 4390, .api = "CreateProcessW", .text = "A text."});
    CHECK(format_failure(failure) ==
          "cannot start: p.exe: 4390 (CreateProcessW): A text. Look the number up with: net helpmsg 4390.");
    const auto beyond =
        describe_failure(Operation::connect, launcher::parse_drive_option(R"(S=\\fs01\projects)"),
                         {.code = 0xC05D0009, .api = "WNetAddConnection2W", .text = "unknown error"});
    CHECK(
        format_failure(beyond) ==
        R"(cannot connect: S: \\fs01\projects: 3227320329 0xC05D0009 (WNetAddConnection2W): unknown error. )"
        "Look the number up with: certutil -error 0xC05D0009.");
  }

  TEST_CASE("G11: where the system's text has a place for its subject, the subject stands there") {
    const auto text_of = [](const char* text, launcher::Source source) {
      return describe_start_failure("cannot start", "p.exe",
                                    {.code = 193, .api = "CreateProcessW", .text = text, .source = source})
          .text;
    };
    CHECK(text_of("%1 is not a valid Win32 application.", launcher::Source::call) ==
          "p.exe is not a valid Win32 application.");
    CHECK(text_of("A text.", launcher::Source::call) == "A text.");
    // An address with a zone, and a sentence of our own that holds what somebody has typed.
    CHECK(text_of("fe80::1%12", launcher::Source::call) == "fe80::1%12");
    CHECK(text_of("%1 is taken", launcher::Source::letter_table) == "%1 is taken");
  }

  TEST_CASE("G11: a code above 16 bits comes with its hexadecimal form, its name and its advice") {
    const auto failure =
        describe_failure(Operation::connect, launcher::parse_drive_option(R"(S=\\nas\backup)"),
                         {.code = 3227320323, .api = "WNetAddConnection2W", .text = "A text."});
    CHECK(
        format_failure(failure) ==
        R"(cannot connect: S: \\nas\backup: 3227320323 0xC05D0003 )"
        "STATUS_SMB_GUEST_LOGON_BLOCKED_SIGNING_REQUIRED (WNetAddConnection2W): A text. Signing is required "
        "here, as it is by default since Windows 11 24H2 and Server 2025, and a guest cannot sign: create a "
        "user on the server (a NAS has them in its settings, Windows New-LocalUser), store it with "
        "drivelaunch "
        "credential set, and name it with credential =.");
  }

  TEST_CASE("an HRESULT that was made of a Win32 code or of an NTSTATUS means what that one means") {
    CHECK(explain_code(Operation::connect, 0x80070035).symbol == "ERROR_BAD_NETPATH");
    CHECK(explain_code(Operation::connect, 0xD05D0003).kind == FailureKind::policy);
    CHECK(explain_code(Operation::start, 0x800711C7).symbol == "ERROR_SYSTEM_INTEGRITY_POLICY_VIOLATION");
    CHECK(explain_code(Operation::connect, 0x80080035).symbol.empty());
  }

  TEST_CASE("G11: what stops PROGRAM from starting has a name and an advice that fits it") {
    struct Row {
      std::uint32_t code;
      const char* symbol;
      FailureKind kind;
      const char* advice;
    };
    const Row rows[] = {
        {4551, "ERROR_SYSTEM_INTEGRITY_POLICY_VIOLATION", FailureKind::policy, "a signed build"},
        {1920, "ERROR_CANT_ACCESS_FILE", FailureKind::configuration, "path of the real program"},
        {577, "ERROR_INVALID_IMAGE_HASH", FailureKind::policy, "Get-AuthenticodeSignature"},
        {14001, "ERROR_SXS_CANT_GEN_ACTCTX", FailureKind::configuration, "sxstrace"},
        {32, "ERROR_SHARING_VIOLATION", FailureKind::configuration, "resmon.exe"},
        {1455, "ERROR_COMMITMENT_LIMIT", FailureKind::configuration, "page file"},
        {1314, "ERROR_PRIVILEGE_NOT_HELD", FailureKind::configuration, "secpol.msc"},
        {53, "ERROR_BAD_NETPATH", FailureKind::transient, "share with PROGRAM on it was lost"},
        {59, "ERROR_UNEXP_NET_ERR", FailureKind::transient, "share with PROGRAM on it was lost"},
        {64, "ERROR_NETNAME_DELETED", FailureKind::transient, "share with PROGRAM on it was lost"},
        {225, "ERROR_VIRUS_INFECTED", FailureKind::policy, "!ml"},
    };
    for (const Row& row : rows) {
      CAPTURE(row.code);
      const auto failure = describe_start_failure("cannot start", "p.exe", {.code = row.code});
      CHECK(failure.symbol == row.symbol);
      CHECK(failure.advice.find(row.advice) != std::string::npos);
      CHECK(explain_code(Operation::start, row.code).kind == row.kind);
    }
  }

  TEST_CASE("G11: a file or a registry key gets the symbol of the table and the advice of its own") {
    const auto failure = launcher::describe_system_failure(
        "cannot take a lease", "key", {.code = 5, .api = "RegOpenKeyExW", .text = "Access is denied."},
        "Check it: reg query");
    CHECK(format_failure(failure) ==
          "cannot take a lease: key: 5 ERROR_ACCESS_DENIED (RegOpenKeyExW): Access is denied. Check it: reg "
          "query.");
    CHECK(launcher::describe_system_failure("w", "s", {.code = 183}, "a").symbol == "ERROR_ALREADY_EXISTS");
    CHECK(launcher::describe_system_failure("w", "s", {.code = 54321}, "a").symbol.empty());
  }

  TEST_CASE("G7, G11: the advice for a credential is to set it again only where the server refused it") {
    struct Row {
      std::uint32_t code;
      const char* part;
      bool says_set;
    };
    const Row rows[] = {
        {86, "Give it the right password: drivelaunch credential set nas-backup", true},
        {1326, "Give it the right password: drivelaunch credential set nas-backup", true},
        {1326, "never a PIN", true},
        {0x8009030C, "Give it the right password: drivelaunch credential set nas-backup", true},
        {1331, "Enable-ADAccount or net user USER /active:yes. Then: drivelaunch credential set nas-backup",
         true},
        {2242, "Then: drivelaunch credential set nas-backup", true},
        {2202, "net use shows it", false},
        {1312, "DisableDomainCreds", false},
        {1312, R"(DOMAIN\user or SERVER\user)", false},
        {0x8009030E, "DisableDomainCreds", false},
        {1314, "secpol.msc", false},
        {1244, "Get-SmbShareAccess", false},
        {5, "Get-SmbShareAccess", false},
    };
    for (const Row& row : rows) {
      CAPTURE(row.code);
      auto connection = launcher::parse_drive_option(R"(S=\\fs01\projects)");
      connection.credential = "nas-backup";
      const auto failure = describe_failure(Operation::connect, connection, {.code = row.code});
      CAPTURE(failure.advice);
      CHECK(failure.advice.find(row.part) != std::string::npos);
      CHECK((failure.advice.find("credential set") != std::string::npos) == row.says_set);
    }
  }

  TEST_CASE("the same code means something else for another operation") {
    CHECK(explain_code(Operation::connect, 2250).kind == FailureKind::ambiguous);
    CHECK(explain_code(Operation::disconnect, 2250).kind == FailureKind::gone);
    CHECK(explain_code(Operation::verify, 53).kind == FailureKind::transient);
    CHECK(explain_code(Operation::disconnect, 53).kind == FailureKind::unknown);
  }

  TEST_CASE(
      "G11: the message of a failed connection names number, symbol, API, text, and a command with its own "
      "server") {
    const auto connection = launcher::parse_drive_option(R"(S=\\fs01\projects)");
    const auto failure = describe_failure(
        Operation::connect, connection,
        {.code = 53, .api = "WNetAddConnection2W", .text = "The network path was not found.\r\n"});
    CHECK(
        format_failure(failure) ==
        "cannot connect: S: \\\\fs01\\projects: 53 ERROR_BAD_NETPATH (WNetAddConnection2W): The network "
        "path was not "
        "found. Check the name of the server in path, and that this machine can reach it: "
        "Test-NetConnection fs01 -Port 445. If it can: Windows gives this code for a blocked guest as well, "
        "which no further try cures; create a user on the server and name it with credential =.");
  }
}
