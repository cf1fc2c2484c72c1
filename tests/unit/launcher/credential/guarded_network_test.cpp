#include "launcher/credential/guarded_network.hpp"

#include <doctest/doctest.h>

#include <atomic>
#include <chrono>
#include <string>
#include <thread>

#include "tests/support/fake_credentials.hpp"
#include "tests/support/fake_network.hpp"

using namespace launcher;
using launcher::test::FakeClock;
using launcher::test::FakeLoginRecords;
using launcher::test::FakeNetwork;
using std::chrono::minutes;

namespace {

ConnectionSpec drive(const std::string& option, const char* credential = "nas-backup") {
  ConnectionSpec spec = parse_drive_option(option);
  spec.credential = credential;
  return spec;
}

/// One machine; each run on it has a network of its own.
struct Machine {
  FakeNetwork network;
  FakeLoginRecords records;
  FakeClock clock;
  Log log;
  std::string log_text;

  Machine() {
    log.add_sink([this](LogLevel, std::string_view line) { log_text += line; });
  }
  SystemResult connect(const ConnectionSpec& connection) {
    GuardedNetwork guarded(network, records, clock, log);
    return guarded.connect(connection);
  }
};

}  // namespace

TEST_SUITE("guarded-network") {
  TEST_CASE("G7: a refused credential is not tried by later runs for 30 minutes, on whatever server") {
    Machine machine;
    machine.network.servers["nas"].connect_codes = {1326};
    CHECK(machine.connect(drive(R"(S=\\nas\a)")).code == 1326);
    CHECK(machine.network.count("connect") == 1);
    for (const char* option : {R"(S=\\nas\a)", R"(T=\\fs01\a)"}) {
      const SystemResult result = machine.connect(drive(option, "NAS-Backup"));
      CHECK(result.code == 1326);
      CHECK(result.source == Source::remembered_refusal);
      CHECK(result.api.empty());  // nothing was called
      CHECK(
          result.text ==
          "nas refused the credential NAS-Backup at 2026-03-02T03:00:01Z; so that the account is not locked, "
          "no run tries it before 2026-03-02T03:30:01Z unless it is set again");
    }
    machine.clock.time += minutes(29);
    CHECK(machine.connect(drive(R"(S=\\nas\a)")).code == 1326);
    CHECK(machine.network.count("connect") == 1);
    machine.clock.time += minutes(1);
    CHECK(machine.connect(drive(R"(T=\\fs01\a)")).succeeded());
    CHECK(machine.network.count("connect") == 2);
    CHECK(parse_login_record(machine.records.records["nas-backup"]).kind == LoginRecord::Kind::accepted);
  }

  TEST_CASE("G7: other failures, access denied above all, are not remembered") {
    for (const std::uint32_t code :
         {5U, 65U, 53U, 67U, 1219U, 2202U, 1312U, 1314U, 1244U, 0x8009030EU, 0xC05D0003U}) {
      CAPTURE(code);
      Machine machine;
      machine.network.servers["nas"].connect_codes = {code};
      CHECK(machine.connect(drive(R"(S=\\nas\a)")).code == code);
      CHECK(machine.connect(drive(R"(S=\\nas\a)")).code == code);
      CHECK(machine.network.count("connect") == 2);
      CHECK(machine.records.records["nas-backup"].empty());
    }
  }

  TEST_CASE("G7: what the server refuses is remembered by whatever number it comes") {
    for (const std::uint32_t code : {86U, 1326U, 1327U, 1328U, 1329U, 1330U, 1331U, 1793U, 1907U, 1909U,
                                     1938U, 1240U, 1317U, 2239U, 2240U, 2241U, 2242U, 0x8009030CU}) {
      CAPTURE(code);
      Machine machine;
      machine.network.servers["nas"].connect_codes = {code};
      CHECK(machine.connect(drive(R"(S=\\nas\a)")).code == code);
      CHECK(machine.connect(drive(R"(T=\\fs01\a)")).code == code);
      CHECK(machine.network.count("connect") == 1);
    }
  }

  TEST_CASE("G7: one credential's refusal is nothing to another, and to the session's own identity") {
    Machine machine;
    machine.network.servers["nas"].connect_codes = {1326};
    CHECK(machine.connect(drive(R"(S=\\nas\a)")).code == 1326);
    CHECK(machine.connect(drive(R"(T=\\fs01\a)", "other")).succeeded());
    CHECK(machine.connect(parse_drive_option(R"(U=\\fs01\a)")).succeeded());
  }

  TEST_CASE("the session's own identity is never recorded") {
    Machine machine;
    machine.network.servers["nas"].connect_codes = {1326};
    CHECK(machine.connect(parse_drive_option(R"(S=\\nas\a)")).code == 1326);
    CHECK(machine.records.records.empty());
  }

  TEST_CASE("G7: of twenty runs that start together one tries a wrong password") {
    Machine machine;
    machine.network.servers["nas"].connect_codes = {1326};
    machine.network.servers["nas"].connect_delay = std::chrono::milliseconds(20);
    std::vector<std::thread> runs;
    std::atomic<int> refused = 0;
    for (int i = 0; i < 20; ++i)
      runs.emplace_back([&] { refused += machine.connect(drive(R"(S=\\nas\a)")).code == 1326 ? 1 : 0; });
    for (std::thread& run : runs)
      run.join();
    CHECK(refused == 20);
    CHECK(machine.network.count("connect") == 1);
  }

  TEST_CASE("G8: runs that start together wait for one login, not for each other") {
    Machine machine;
    machine.network.connects_together = 7;
    machine.network.is_first_alone = true;
    std::vector<std::thread> runs;
    for (int i = 0; i < 8; ++i) {
      runs.emplace_back([&machine, i] {
        CHECK(
            machine.connect(drive(std::string(1, static_cast<char>('K' + i)) + R"(=\\slow\a)")).succeeded());
      });
    }
    for (std::thread& run : runs)
      run.join();
    CHECK(machine.network.count("connect") == 8);
    CHECK(machine.network.most_at_once() == 7);
    CHECK_FALSE(machine.records.is_taken("nas-backup"));
  }

  TEST_CASE("a turn that another launcher does not give back is waited for, then gone without") {
    Machine machine;
    const auto turn = machine.records.try_take_turn("nas-backup");
    GuardedNetwork guarded(machine.network, machine.records, machine.clock, machine.log,
                           std::chrono::milliseconds(60));
    CHECK(guarded.connect(drive(R"(S=\\nas\a)")).succeeded());
  }

  TEST_CASE("a call that waits for its turn can be broken off, and then connects nothing") {
    Machine machine;
    const auto turn = machine.records.try_take_turn("nas-backup");
    GuardedNetwork guarded(machine.network, machine.records, machine.clock, machine.log,
                           std::chrono::minutes(5));
    const ConnectionSpec connection = drive(R"(S=\\nas\a)");
    ConnectionSpec made = connection;
    SUBCASE("as itself") {}
    SUBCASE("as a copy") {
      made.timeout = std::chrono::seconds(1);
    }
    SUBCASE("without its letter, which something else still has") {
      made = connection.without_letter();
    }
    std::atomic<bool> done = false;
    std::thread call([&] {
      const SystemResult result = guarded.connect(made);
      CHECK(result.code == 1460);
      CHECK(result.source == Source::other_launcher);
      CHECK(result.api.empty());
      done = true;
    });
    while (!done)
      guarded.cancel(connection);
    call.join();
    CHECK(machine.network.count("connect") == 0);
  }

  TEST_CASE("a record that cannot be written is in the log, and the login counts") {
    Machine machine;
    machine.records.read_only = true;
    CHECK(machine.connect(drive(R"(S=\\nas\a)")).succeeded());
    CHECK(machine.log_text.find("cannot remember how a login ended: nas-backup: 5 ERROR_ACCESS_DENIED "
                                "(CreateFileW)") != std::string::npos);
  }

  TEST_CASE("an acceptance is written once for many runs") {
    Machine machine;
    CHECK(machine.connect(drive(R"(S=\\nas\a)")).succeeded());
    const std::string first = machine.records.records["nas-backup"];
    machine.clock.time += minutes(4);
    CHECK(machine.connect(drive(R"(T=\\nas\a)")).succeeded());
    CHECK(machine.records.records["nas-backup"] == first);
    machine.clock.time += minutes(2);
    CHECK(machine.connect(drive(R"(U=\\nas\a)")).succeeded());
    CHECK(machine.records.records["nas-backup"] != first);
  }
}
