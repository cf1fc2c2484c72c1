#include "launcher/connect/plan.hpp"

#include <doctest/doctest.h>

#include <chrono>
#include <optional>
#include <vector>

#include "tests/support/fake_credentials.hpp"
#include "tests/support/fake_lease_store.hpp"
#include "tests/support/fake_network.hpp"

using launcher::ClaimStep;
using launcher::ConnectionSpec;
using launcher::LetterUse;
using launcher::make_plan;
using launcher::parse_drive_option;
using launcher::Step;

namespace {

/// The plan for one connection whose letter has that use, and that no launcher has on record.
std::vector<Step> plan(const ConnectionSpec& connection, const LetterUse& use,
                       const launcher::CredentialUse& credential = {}) {
  return make_plan({connection}, {launcher::LeaseView{.use = use, .record = {}}}, {credential});
}

}  // namespace

TEST_SUITE("plan") {
  TEST_CASE("a free letter is connected, the very same connection reused, anything else refused") {
    struct Row {
      LetterUse use;
      ClaimStep kind;
    };
    const Row rows[] = {
        {{}, ClaimStep::connect},
        {{.kind = LetterUse::Kind::network, .remote = R"(\\FS01\Projects)"}, ClaimStep::use_foreign},
        {{.kind = LetterUse::Kind::network, .remote = R"(\\fs01\projects\)"}, ClaimStep::use_foreign},
        {{.kind = LetterUse::Kind::network, .remote = R"(\\fs01\projects\sub)"}, ClaimStep::refuse},
        {{.kind = LetterUse::Kind::network, .remote = R"(\\fs01.corp.example\projects)"}, ClaimStep::refuse},
        {{.kind = LetterUse::Kind::network, .remote = "vboxsvr"}, ClaimStep::refuse},
        {{.kind = LetterUse::Kind::other, .description = "a local disk"}, ClaimStep::refuse},
    };
    for (const Row& row : rows) {
      CAPTURE(row.use.remote);
      const auto steps = plan(parse_drive_option(R"(S=\\fs01\projects)"), row.use);
      REQUIRE(steps.size() == 1);
      CHECK(steps[0].kind == row.kind);
      CHECK(steps[0].failure.has_value() == (row.kind == ClaimStep::refuse));
    }
  }

  TEST_CASE("another path that the profile has for a letter is in the way of what is to be connected") {
    const auto remembered = [](const LetterUse& use) {
      auto connection = parse_drive_option(R"(S=\\fs01\projects)");
      connection.on_conflict = launcher::OnConflict::replace;
      return plan(connection, use)[0].remembered;
    };
    const std::string old = R"(\\old\x)";
    CHECK(remembered({.remembered = old}) == old);
    CHECK(remembered({.remembered = R"(\\FS01\Projects)"}).empty());
    CHECK(remembered({}).empty());
    // Disconnecting leaves it in the profile.
    CHECK(remembered({.kind = LetterUse::Kind::network, .remote = old, .remembered = old}) == old);
    CHECK(remembered({.kind = LetterUse::Kind::network, .remote = R"(\\fs01\projects)", .remembered = old})
              .empty());
  }

  TEST_CASE("G4: a refused letter says what holds it and how to free it") {
    const auto steps =
        plan(parse_drive_option(R"(S=\\fs01\projects)"),
             {.kind = LetterUse::Kind::network, .remote = R"(\\nas\in)", .api = "WNetGetConnectionW"});
    CHECK(format_failure(*steps[0].failure) ==
          "cannot connect: S: \\\\fs01\\projects: 85 ERROR_ALREADY_ASSIGNED (WNetGetConnectionW): S: is "
          "connected to "
          "\\\\nas\\in. Choose another letter, or remove what has it: net use S: /delete.");
  }

  TEST_CASE("a connection of a credential is reused only when its user is the same") {
    struct Row {
      const char* user;
      ClaimStep kind;
    };
    constexpr Row kRows[] = {
        {"CORP\\svc", ClaimStep::use_foreign},
        {"corp\\SVC", ClaimStep::use_foreign},
        {"svc", ClaimStep::use_foreign},
        {"svc@corp.example", ClaimStep::use_foreign},
        {"OTHER\\svc", ClaimStep::refuse},
        {"CORP\\other", ClaimStep::refuse},
        {"", ClaimStep::refuse},
    };
    for (const Row& row : kRows) {
      CAPTURE(row.user);
      auto connection = parse_drive_option(R"(S=\\nas\in)");
      connection.credential = "nas-in";
      const auto steps =
          plan(connection,
               {.kind = LetterUse::Kind::network, .remote = R"(\\nas\in)", .user = row.user, .api = "x"},
               {.user = "CORP\\svc"});
      CHECK(steps[0].kind == row.kind);
    }
  }

  TEST_CASE("G4: a connection of another user is an error that names both") {
    auto connection = parse_drive_option(R"(S=\\nas\in)");
    connection.credential = "nas-in";
    const auto steps = plan(
        connection, {.kind = LetterUse::Kind::network, .remote = R"(\\nas\in)", .user = "PC\\me", .api = "x"},
        {.user = "CORP\\svc"});
    CHECK(
        format_failure(*steps[0].failure) ==
        R"(cannot connect: S: \\nas\in: 85 ERROR_ALREADY_ASSIGNED (WNetGetUserW): S: is connected to \\nas\in as )"
        R"(PC\me, not as CORP\svc. Choose another letter, or remove what has it: net use S: /delete.)");
  }

  TEST_CASE("a credential that cannot be used is refused before the letter is looked at") {
    auto connection = parse_drive_option(R"(S=\\nas\in)");
    connection.credential = "nas-in";
    const auto steps = plan(connection, {}, {.failure = launcher::Failure{.what = "cannot use"}});
    CHECK(steps[0].kind == ClaimStep::refuse);
    CHECK(steps[0].failure->what == "cannot use");
    CHECK(describe_connection(connection) ==
          R"(S: \\nas\in timeout=2m verify=reachable required=yes credential=nas-in)");
  }

  TEST_CASE("a plan is one line per connection") {
    auto connection = parse_drive_option(R"(S=\\fs01\projects)");
    connection.required = false;
    CHECK(describe_connection(connection) == R"(S: \\fs01\projects timeout=2m verify=reachable required=no)");
  }

  TEST_CASE(
      "G8: a letter that Windows does not answer about is refused for good, and the call has its name") {
    launcher::ConnectionSpec drive = parse_drive_option(R"(S=\\fs01\projects)");
    drive.timeout = std::chrono::seconds(5);
    const Step step = make_plan({drive}, {std::nullopt}, {launcher::CredentialUse{}})[0];
    CHECK(step.is_final);
    CHECK(step.kind == ClaimStep::refuse);
    REQUIRE(step.failure);
    CHECK(launcher::format_failure(*step.failure)
              .starts_with(R"(cannot connect: S: \\fs01\projects: 1460 ERROR_TIMEOUT (WNetGetConnectionW): )"
                           "Windows did not answer within 5s"));
  }

  TEST_CASE("G8: letters are asked about at once, and the time that takes is spent of each timeout") {
    launcher::test::FakeLetters letters;
    launcher::test::FakeLeaseStore leases;
    launcher::test::FakeCredentialStore credentials;
    letters.hanging = {launcher::DriveLetter::parse("S"), launcher::DriveLetter::parse("U")};
    std::vector<ConnectionSpec> drives;
    for (const char* drive : {R"(S=\\a\x)", R"(T=\\b\x)", R"(U=\\c\x)"}) {
      drives.push_back(parse_drive_option(drive));
      drives.back().timeout = std::chrono::milliseconds(300);
    }
    drives[1].timeout = std::chrono::minutes(2);
    const auto begin = std::chrono::steady_clock::now();
    const launcher::Plan plan =
        plan_steps(drives, "", {.letters = letters, .leases = leases, .credentials = credentials});
    const auto took = std::chrono::steady_clock::now() - begin;
    CHECK(took >= std::chrono::milliseconds(300));
    CHECK(took < std::chrono::minutes(1));
    CHECK(plan.call_left_behind);
    CHECK(plan.steps[0].failure.value().code == 1460);
    CHECK(plan.steps[0].is_final);
    CHECK(plan.steps[2].is_final);
    CHECK(plan.steps[1].kind == ClaimStep::connect);
    CHECK(plan.steps[1].connection.spent < std::chrono::minutes(1));
    CHECK(plan.steps[0].connection.spent == std::chrono::milliseconds(300));
  }
}
