#include "launcher/disconnector.hpp"

#include <doctest/doctest.h>

#include <chrono>
#include <vector>

#include "tests/support/fake_network.hpp"

using launcher::ConnectionSpec;
using launcher::disconnect_all;
using launcher::Log;
using launcher::parse_drive_option;
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
}
