#include "launcher/failure.hpp"

#include <doctest/doctest.h>

#include <set>
#include <string>
#include <utility>

using launcher::explain_code;
using launcher::FailureKind;
using launcher::Operation;

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
