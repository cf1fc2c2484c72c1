#include "launcher/connect/plan.hpp"

#include <doctest/doctest.h>

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
  return make_plan({connection}, {{.use = use, .record = {}}}, {credential});
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
}
