#include "launcher/failure.hpp"

#include <doctest/doctest.h>

#include <set>
#include <string>
#include <utility>

#include "launcher/connector.hpp"
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
  TEST_CASE("every row has a symbol and an advice, and stands once") {
    std::set<std::pair<Operation, std::uint32_t>> seen;
    for (const auto& meaning : launcher::failure_meanings()) {
      CAPTURE(meaning.code);
      CHECK_FALSE(meaning.symbol.empty());
      CHECK_FALSE(meaning.advice.empty());
      CHECK(seen.emplace(meaning.operation, meaning.code).second);
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

  TEST_CASE("G11: 1208 is told with the provider's own name, code and text, and never tried again") {
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
    const auto outcome = launcher::connect_all(
        {{.connection = launcher::parse_drive_option(R"(S=\\fs01\projects)")}}, network, log);
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
        {1909, FailureKind::credentials}, {1312, FailureKind::credentials},
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
    CHECK(format_failure(failure) ==
          "cannot connect: S: \\\\fs01\\projects: 53 ERROR_BAD_NETPATH (WNetAddConnection2W): The network "
          "path was not "
          "found. Check the name of the server in path, and that this machine can reach it: "
          "Test-NetConnection fs01 -Port "
          "445.");
  }
}
