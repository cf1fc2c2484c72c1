#include "launcher/connect/connector.hpp"

#include <doctest/doctest.h>

#include <chrono>
#include <string>
#include <utility>
#include <vector>

#include "tests/support/fake_network.hpp"

using launcher::connect_all;
using launcher::ConnectionSpec;
using launcher::ConnectOutcome;
using launcher::Log;
using launcher::parse_drive_option;
using launcher::test::FakeNetwork;
using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;

namespace {

/// A call that was left behind may log after its test.
Log test_log;

/// For calls that do end when they are asked to: on a loaded machine that, too, takes its time.
constexpr std::chrono::seconds kLongGrace{60};

ConnectionSpec make_drive(const std::string& text, std::chrono::milliseconds timeout = 60s) {
  ConnectionSpec connection = parse_drive_option(text);
  connection.timeout = timeout;
  return connection;
}

}  // namespace

TEST_SUITE("connector") {
  TEST_CASE("everything is connected, then verified") {
    FakeNetwork network;
    const ConnectOutcome outcome =
        connect_all({make_drive(R"(S=\\a\x)"), make_drive(R"(T=\\b\x)")}, network, test_log);
    CHECK(network.connected().size() == 2);
    CHECK(network.count("verify") == 2);
    CHECK_FALSE(outcome.call_left_behind);
    for (const auto& result : outcome.results) {
      CHECK(result.connected);
      CHECK(result.ours);
      CHECK(result.attempts == 1);
    }
  }

  TEST_CASE("G3: an exception in a call is a failure of its drive, and no end of the process") {
    FakeNetwork network;
    network.servers["a"].throws = true;
    ConnectionSpec optional = make_drive(R"(S=\\a\x)");
    optional.required = false;
    const ConnectOutcome outcome = connect_all({optional, make_drive(R"(T=\\b\x)")}, network, test_log);
    CHECK_FALSE(outcome.results[0].connected);
    CHECK(outcome.results[0].failure->code == 1359);
    CHECK(outcome.results[0].failure->text == "broken on purpose");
    CHECK(outcome.results[1].connected);
  }

  TEST_CASE("G4: a reused connection is verified and is not ours") {
    FakeNetwork network;
    ConnectionSpec drive = make_drive(R"(S=\\a\x)");
    const ConnectOutcome outcome = verify_all({drive}, network, test_log);
    CHECK(network.count("connect") == 0);
    CHECK(network.count("verify") == 1);
    CHECK(outcome.results[0].connected);
    CHECK_FALSE(outcome.results[0].ours);
  }

  TEST_CASE("verify = none opens nothing") {
    FakeNetwork network;
    ConnectionSpec drive = make_drive(R"(S=\\a\x)");
    drive.verify = launcher::Verify::none;
    CHECK(connect_all({drive}, network, test_log).results[0].connected);
    CHECK(network.count("verify") == 0);
  }

  TEST_CASE("a transient failure is retried, a wrong password is not") {
    FakeNetwork network;
    network.servers["a"].connect_codes = {53, 64, 0};
    network.servers["b"].connect_codes = {1326, 0};
    ConnectionSpec b = make_drive(R"(T=\\b\x)");
    b.required = false;
    const ConnectOutcome outcome = connect_all({make_drive(R"(S=\\a\x)"), b}, network, test_log);
    CHECK(outcome.results[0].connected);
    CHECK(outcome.results[0].attempts == 3);
    CHECK(outcome.results[1].attempts == 1);
    CHECK(outcome.results[1].failure->code == 1326);
  }

  TEST_CASE("a failed verify is reported as such, and the connection stays ours to disconnect") {
    FakeNetwork network;
    network.servers["a"].verify_codes = {5};
    const ConnectOutcome outcome = connect_all({make_drive(R"(S=\\a\x)")}, network, test_log);
    CHECK_FALSE(outcome.results[0].connected);
    CHECK(outcome.results[0].ours);
    CHECK(outcome.results[0].failure->what == "cannot open the connected folder");
  }

  TEST_CASE("G7: a refused identity is tried once per server, and other servers are not affected") {
    FakeNetwork network;
    network.servers["a"].connect_codes = {1326};
    std::vector<ConnectionSpec> drives;
    for (const char* drive : {R"(S=\\a\1)", R"(T=\\A\2)", R"(U=\\a\3)", R"(V=\\b\1)"}) {
      drives.push_back(make_drive(drive));
      drives.back().required = false;
    }
    const ConnectOutcome outcome = connect_all(drives, network, test_log);
    std::size_t logins_at_a = 0;
    for (const std::string& call : network.calls()) {
      if (call.starts_with("connect") && call.find(R"(\\b\)") == std::string::npos) ++logins_at_a;
    }
    CHECK(logins_at_a == 1);
    CHECK(outcome.results[3].connected);
    for (std::size_t i = 0; i < 3; ++i)
      CHECK(outcome.results[i].failure->code == 1326);
  }

  TEST_CASE(
      "G7, G11: a refused credential is tried once on all servers, and the message says how to fix it") {
    FakeNetwork network;
    network.servers["a"].connect_codes = {1326};
    network.servers["b"].connect_codes = {1326};
    std::vector<ConnectionSpec> drives;
    for (const char* drive : {R"(S=\\a\1)", R"(T=\\b\2)", R"(U=\\c\3)"}) {
      drives.push_back(make_drive(drive));
      drives.back().required = false;
      drives.back().credential = drives.size() == 2 ? "Backup" : "backup";
    }
    network.servers["c"].connect_codes = {1326};
    const ConnectOutcome outcome = connect_all(drives, network, test_log);
    CHECK(network.count("connect") == 1);
    for (const launcher::ConnectionResult& result : outcome.results)
      CHECK(result.failure->advice.starts_with("Give it the right password: drivelaunch credential set "));
  }

  TEST_CASE("G7: a refusal reaches a drive that still waits for another launcher") {
    FakeNetwork network;
    network.servers["a"].connect_codes = {1326};
    network.slow_claims.insert(R"(T: \\a\2)");
    std::vector<ConnectionSpec> drives;
    for (const char* drive : {R"(S=\\a\1)", R"(T=\\a\2)"}) {
      drives.push_back(make_drive(drive));
      drives.back().required = false;
    }
    const ConnectOutcome outcome = connect_all(drives, network, test_log);
    CHECK(network.count("connect") == 1);
    CHECK(network.count("abandon") == 1);
    CHECK(outcome.results[1].failure->code == 1326);
    CHECK(outcome.results[1].failure->what.starts_with("not tried"));
  }

  TEST_CASE(
      "G8: a claim that cannot be taken back in time, because another launcher has the lock, is left behind") {
    FakeNetwork network;
    network.servers["a"].connect_codes = {1326};
    network.slow_claims.insert(R"(T: \\a\2)");
    network.hanging_abandons.insert(R"(T: \\a\2)");
    std::vector<ConnectionSpec> drives{make_drive(R"(S=\\a\1)"), make_drive(R"(T=\\a\2)")};
    for (ConnectionSpec& drive : drives)
      drive.required = false;
    const ConnectOutcome outcome = connect_all(drives, network, test_log, 10ms);
    CHECK(outcome.call_left_behind);
    CHECK(network.count("abandon") == 1);
    CHECK(outcome.results[0].failure->code == 1326);
    CHECK_FALSE(outcome.results[1].connected);
  }

  TEST_CASE("G7: a refusal does not touch a connect of the same identity that is already under way") {
    const std::string first = R"(R: \\a\first)";
    const std::string under_way = R"(S: \\a\slow)";
    const std::string refused = R"(T: \\a\refused)";
    FakeNetwork network;
    network.claims_after = {{under_way, first}, {refused, under_way}};
    network.connects_after = {{under_way, refused}};
    network.servers[R"(\\a\refused)"].connect_codes = {1326};
    std::vector<ConnectionSpec> drives;
    for (const char* drive : {R"(R=\\a\first)", R"(S=\\a\slow)", R"(T=\\a\refused)"}) {
      drives.push_back(make_drive(drive));
      drives.back().required = false;
    }
    const ConnectOutcome outcome = connect_all(drives, network, test_log);
    CHECK(outcome.results[2].failure->code == 1326);
    for (std::size_t i = 0; i < 2; ++i) {
      CHECK(outcome.results[i].connected);
      CHECK(outcome.results[i].ours);
    }
    CHECK(network.connected() == std::set<std::string>{first, under_way});
  }

  TEST_CASE("G8: drives of different servers are connected at the same time") {
    FakeNetwork network;
    network.connects_together = 10;
    std::vector<ConnectionSpec> drives;
    for (char letter = 'K'; letter <= 'T'; ++letter)
      drives.push_back(make_drive(std::string{letter} + R"(=\\s)" + letter + R"(\x)"));
    connect_all(drives, network, test_log);
    CHECK(network.most_at_once() == 10);
  }

  TEST_CASE("once an identity is accepted, the other drives of its server are connected at the same time") {
    FakeNetwork network;
    network.connects_together = 3;
    network.is_first_alone = true;
    std::vector<ConnectionSpec> drives;
    for (char letter = 'K'; letter <= 'N'; ++letter)
      drives.push_back(make_drive(std::string{letter} + R"(=\\a\x)"));
    connect_all(drives, network, test_log);
    CHECK(network.most_at_once() == 3);
    CHECK(network.connected().size() == 4);
  }

  TEST_CASE("G8: a hanging connect is left behind at its timeout, and what arrives late is disconnected") {
    FakeNetwork network;
    network.servers["dead"].hang_connect = true;
    const auto begin = Clock::now();
    // With a short grace most of the two seconds is for a loaded machine.
    const ConnectOutcome outcome =
        connect_all({make_drive(R"(S=\\dead\x)", 300ms), make_drive(R"(T=\\b\x)")}, network, test_log, 100ms);
    const auto took = Clock::now() - begin;
    CHECK(took >= 300ms);
    CHECK(took < 300ms + 2s);
    CHECK(outcome.call_left_behind);
    REQUIRE(outcome.results[0].failure);
    CHECK(outcome.results[0].failure->code == 1460);
    CHECK(outcome.results[1].connected);
    network.release_hanging();
    network.wait_for_calls("disconnect", 1);
    network.wait_until_idle();
    CHECK(network.connected() == std::set<std::string>{R"(T: \\b\x)"});
  }

  TEST_CASE("G8: the time that a look has taken is spent of the timeout") {
    FakeNetwork network;
    network.servers["dead"].hang_connect = true;
    ConnectionSpec drive = make_drive(R"(S=\\dead\x)", 60s);
    drive.spent = 60s - 100ms;
    const auto begin = Clock::now();
    const ConnectOutcome outcome = connect_all({drive}, network, test_log, 10ms);
    CHECK(Clock::now() - begin < 30s);
    CHECK(outcome.results[0].failure->code == 1460);
    CHECK(outcome.results[0].failure->text == "Windows did not answer within 1m");
    network.release_hanging();
    network.wait_for_calls("disconnect", 1);
    network.wait_until_idle();
  }

  TEST_CASE(
      "G8: the log says what Windows answered when a call was to be broken off, and nothing counts on it") {
    // The call that is left behind logs once more when it arrives.
    static std::string text;
    static Log log;
    log.add_sink([](launcher::LogLevel, std::string_view line) { text += line; });
    for (const bool is_cancellable : {true, false}) {
      CAPTURE(is_cancellable);
      FakeNetwork network;
      network.servers["dead"] = {.hang_connect = true, .cancellable = is_cancellable};
      const ConnectOutcome outcome =
          connect_all({make_drive(R"(S=\\dead\x)", 100ms)}, network, log,
                      is_cancellable ? std::chrono::milliseconds(kLongGrace) : 100ms);
      CHECK(outcome.results[0].failure->code == 1460);
      CHECK(outcome.call_left_behind == !is_cancellable);
      const std::string answer =
          is_cancellable ? "answer=cancelled code=0\n" : "answer=\"not cancelled\" code=1168\n";
      CHECK(text.find(R"( cancel connection="S: \\\\dead\\x" call=WNetAddConnection2W )" + answer) !=
            std::string::npos);
      network.release_hanging();
      if (!is_cancellable) network.wait_for_calls("disconnect", 1);
      network.wait_until_idle();
    }
  }

  TEST_CASE("G8: a connection that comes after its timeout is not used, and is ours to disconnect") {
    FakeNetwork network;
    network.servers["slow"] = {.hang_connect = true, .cancellable = true, .cancelled_code = 0};
    const ConnectOutcome outcome =
        connect_all({make_drive(R"(S=\\slow\x)", 100ms)}, network, test_log, kLongGrace);
    CHECK_FALSE(outcome.results[0].connected);
    CHECK(outcome.results[0].ours);
    CHECK(outcome.results[0].failure->code == 1460);
    CHECK_FALSE(outcome.call_left_behind);
  }

  TEST_CASE("a hanging call that can be cancelled is not left behind, and is reported as a timeout") {
    for (const std::uint32_t code : {1460U, 995U}) {  // 995 is what CancelSynchronousIo leaves
      CAPTURE(code);
      FakeNetwork network;
      network.servers["dead"] = {.hang_connect = true, .cancellable = true, .cancelled_code = code};
      const ConnectOutcome outcome =
          connect_all({make_drive(R"(S=\\dead\x)", 100ms)}, network, test_log, kLongGrace);
      CHECK_FALSE(outcome.call_left_behind);
      CHECK(outcome.results[0].failure->code == 1460);
    }
  }

  TEST_CASE("G11: a timeout names the call that gave no answer, and none where nothing was called") {
    FakeNetwork network;
    network.servers["connects"].hang_connect = true;
    network.servers["opens"].hang_verify = true;
    network.servers["turns"].hang_connect = true;
    network.hanging_claims = {R"(U: \\claims\x)"};
    // Long enough for a loaded machine to get into the calls.
    std::vector<ConnectionSpec> drives;
    for (const char* drive :
         {R"(S=\\connects\x)", R"(T=\\opens\x)", R"(U=\\claims\x)", R"(V=\\turns\x)", R"(W=\\turns\y)"}) {
      drives.push_back(make_drive(drive, 1s));
      drives.back().required = false;
    }
    std::vector<launcher::Failure> found;
    for (const auto& result : connect_all(drives, network, test_log, 100ms).results) {
      found.push_back(result.failure.value());
      CHECK(found.back().code == 1460);
      CHECK(found.back().source == launcher::Source::deadline);
    }
    for (const auto i : {0U, 1U, 2U})
      CHECK(found[i].text == "Windows did not answer within 1s");
    CHECK(found[0].what == "cannot connect");
    CHECK(found[0].api == "WNetAddConnection2W");
    CHECK(found[1].what == "cannot open the connected folder");
    CHECK(found[1].api == "CreateFileW");
    CHECK(found[2].what == "cannot connect");
    CHECK(found[2].api.empty());
    // One of these two has its turn to log in.
    if (found[3].api.empty()) std::swap(found[3], found[4]);
    CHECK(found[3].api == "WNetAddConnection2W");
    CHECK(found[4].api.empty());
    CHECK(found[4].text == "another drive of this run was still logging in as the same user after 1s");
    // What was left behind uses the network once more: the late connects and the late claim are given back. The
    // other claim that is given back is of the drive that had no turn.
    network.release_hanging();
    network.wait_for_calls("disconnect", 2);
    network.wait_for_calls("abandon", 2);
    network.wait_until_idle();
  }

  TEST_CASE("a code above 16 bits is in the log in both notations") {
    FakeNetwork network;
    network.servers["a"].connect_codes = {0xC05D0003};
    Log log;
    std::string text;
    log.add_sink([&text](launcher::LogLevel, std::string_view line) { text += line; });
    const ConnectOutcome outcome = connect_all({make_drive(R"(S=\\a\x)")}, network, log);
    CHECK(outcome.results[0].attempts == 1);
    CHECK(text.find(" code=3227320323 ") != std::string::npos);
    CHECK(text.find(" hex=0xC05D0003\n") != std::string::npos);
  }

  TEST_CASE("after a timeout the last real error is reported") {
    FakeNetwork network;
    network.servers["a"].connect_codes = {53};
    const ConnectOutcome outcome = connect_all({make_drive(R"(S=\\a\x)", 3s)}, network, test_log, kLongGrace);
    CHECK(outcome.results[0].failure->code == 53);
    CHECK(outcome.results[0].attempts >= 2);
  }

  TEST_CASE(
      "G3: when a required connection fails for good, the others are broken off long before their timeout") {
    FakeNetwork network;
    network.servers["wrong"].connect_codes = {1326};
    network.servers["down"].connect_codes = {53};
    const auto begin = Clock::now();
    const ConnectOutcome outcome =
        connect_all({make_drive(R"(S=\\down\x)"), make_drive(R"(T=\\wrong\x)")}, network, test_log);
    CHECK(Clock::now() - begin < 20s);
    CHECK(outcome.results[1].failure->code == 1326);
    CHECK_FALSE(outcome.results[0].connected);
  }
}
