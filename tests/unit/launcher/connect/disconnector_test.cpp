#include "launcher/connect/disconnector.hpp"

#include <doctest/doctest.h>

#include <chrono>
#include <vector>

#include "tests/support/fake_network.hpp"

using launcher::ConnectionSpec;
using launcher::disconnect_all;
using launcher::Log;
using launcher::parse_drive_option;
using launcher::part_from_all;
using launcher::test::FakeNetwork;
using namespace std::chrono_literals;

namespace {

/// A call that was left behind may log after its test.
Log test_log;

}  // namespace

TEST_SUITE("disconnector") {
  TEST_CASE(
      "all drives are disconnected at the same time, without force, and one that is gone is no failure") {
    FakeNetwork network;
    network.servers["gone"].disconnect_codes = {2250};
    const std::vector<ConnectionSpec> drives{parse_drive_option(R"(S=\\a\x)"),
                                             parse_drive_option(R"(T=\\gone\x)")};
    const auto outcome = disconnect_all(drives, network, test_log);
    CHECK(outcome.results[0].gone);
    CHECK(outcome.results[1].gone);
    CHECK_FALSE(outcome.results[1].failure);
  }

  TEST_CASE("G2: an exception in a disconnect is a warning about its drive, and no end of the process") {
    FakeNetwork network;
    network.servers["a"].throws = true;
    const auto outcome = disconnect_all({parse_drive_option(R"(S=\\a\x)"), parse_drive_option(R"(T=\\b\x)")},
                                        network, test_log);
    CHECK_FALSE(outcome.results[0].gone);
    CHECK(outcome.results[0].failure->code == 1359);
    CHECK(outcome.results[1].gone);
  }

  TEST_CASE("G6: a drive with open files is waited for") {
    FakeNetwork network;
    network.servers["soon"].disconnect_codes = {2401, 2401, 0};
    const auto outcome = disconnect_all({parse_drive_option(R"(S=\\soon\x)")}, network, test_log, 60s);
    CHECK(outcome.results[0].gone);
    CHECK(network.count("disconnect") == 3);
  }

  TEST_CASE("G6: a drive whose files stay open stays, with a clear message, and the others go") {
    FakeNetwork network;
    network.servers["never"].disconnect_codes = {2401};
    const std::vector<ConnectionSpec> drives{parse_drive_option(R"(S=\\a\x)"),
                                             parse_drive_option(R"(T=\\never\x)")};
    const auto outcome = disconnect_all(drives, network, test_log, 300ms, 60s);
    CHECK(outcome.results[0].gone);
    CHECK_FALSE(outcome.results[1].gone);
    CHECK(outcome.results[1].failure->code == 2401);
  }

  TEST_CASE("G8: a hanging disconnect is left behind") {
    FakeNetwork network;
    network.servers["dead"].hang_disconnect = true;
    const auto outcome = disconnect_all({parse_drive_option(R"(S=\\dead\x)")}, network, test_log, 200ms);
    CHECK(outcome.call_left_behind);
    CHECK(outcome.results[0].failure->code == 1460);
    network.release_hanging();
    network.wait_until_idle();
  }

  TEST_CASE("a drive that does not answer any more is lost, and is disconnected all the same") {
    FakeNetwork network;
    network.servers["gone"].verify_codes = {53};
    const auto outcome = part_from_all({{.connection = parse_drive_option(R"(S=\\gone\x)"), .look = true},
                                        {.connection = parse_drive_option(R"(T=\\a\x)"), .look = true}},
                                       network, test_log);
    REQUIRE(outcome.results[0].lost);
    CHECK(launcher::format_failure(*outcome.results[0].lost)
              .starts_with(R"(lost while PROGRAM ran: S: \\gone\x: 53 ERROR_BAD_NETPATH (CreateFileW): )"));
    CHECK(outcome.results[0].gone);
    CHECK_FALSE(outcome.results[1].lost);
    CHECK(outcome.results[1].gone);
    CHECK(network.count("disconnect") == 2);
  }

  TEST_CASE("a letter that is gone may have been disconnected by PROGRAM: the message says how") {
    FakeNetwork network;
    network.servers["a"].verify_codes = {3};
    const auto outcome =
        part_from_all({{.connection = parse_drive_option(R"(S=\\a\x)"), .look = true}}, network, test_log);
    REQUIRE(outcome.results[0].lost);
    CHECK(outcome.results[0].lost->advice.find("net use S: /delete") != std::string::npos);
  }

  TEST_CASE("G4: a drive of somebody else is looked at and stays") {
    FakeNetwork network;
    network.servers["gone"].verify_codes = {64};
    const auto outcome = part_from_all(
        {{.connection = parse_drive_option(R"(S=\\gone\x)"), .look = true, .disconnect = false}}, network,
        test_log);
    CHECK(outcome.results[0].lost);
    CHECK(network.count("disconnect") == 0);
  }

  TEST_CASE("G8: a look that hangs is broken off after half of the time, and the drive is disconnected") {
    FakeNetwork network;
    network.servers["dead"] = {.hang_verify = true, .cancellable = true, .cancelled_code = 995};
    const auto outcome = part_from_all({{.connection = parse_drive_option(R"(S=\\dead\x)"), .look = true}},
                                       network, test_log, 2s, 60s);
    REQUIRE(outcome.results[0].lost);
    CHECK(outcome.results[0].lost->code == 1460);
    CHECK(outcome.results[0].lost->text == "Windows did not answer within 1s");
    CHECK(outcome.results[0].lost->source == launcher::Source::deadline);
    CHECK(outcome.results[0].lost->api == "CreateFileW");
    CHECK(outcome.results[0].gone);
    CHECK(outcome.results[0].took < 2s);
    CHECK_FALSE(outcome.call_left_behind);
  }

  TEST_CASE("G8: a look that cannot be broken off is left behind, and the drive counts as lost") {
    FakeNetwork network;
    network.servers["dead"].hang_verify = true;
    const auto outcome = part_from_all({{.connection = parse_drive_option(R"(S=\\dead\x)"), .look = true}},
                                       network, test_log, 200ms, 100ms);
    CHECK(outcome.call_left_behind);
    REQUIRE(outcome.results[0].lost);
    CHECK(outcome.results[0].lost->code == 1460);
    CHECK_FALSE(outcome.results[0].gone);
    CHECK(outcome.results[0].failure);
    network.release_hanging();
    network.wait_until_idle();
    CHECK(network.count("disconnect") == 0);
  }
}
