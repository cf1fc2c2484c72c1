#include "launcher/lease/leased_network.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <future>
#include <string>
#include <thread>

#include "launcher/connect/connector.hpp"
#include "tests/support/fake_lease_store.hpp"
#include "tests/support/fake_network.hpp"

using namespace launcher;
using launcher::test::FakeLeaseStore;
using launcher::test::FakeLetters;
using launcher::test::FakeNetwork;
using launcher::test::FakeServer;

namespace {

/// One logon session: what Windows has connected is what its letters say.
struct Session {
  FakeNetwork network;
  FakeLetters letters;
  FakeLeaseStore store;
  std::string log_text;
  Log log;

  Session() {
    log.add_sink([this](LogLevel, std::string_view line) { log_text += line; });
  }
  void set_letter(char letter, const std::string& remote) {
    letters.uses[DriveLetter::parse(std::string{letter})] = {.kind = LetterUse::Kind::network,
                                                             .remote = remote};
  }
  void free_letter(char letter) { letters.uses.erase(DriveLetter::parse(std::string{letter})); }
};

/// For a call that is not broken off: the test goes on and fails.
constexpr std::chrono::seconds kLongestWait{10};

/// Knows when a launcher waits for another one.
class WatchedStore : public FakeLeaseStore {
 public:
  LeaseState peek(const std::string& key) override {
    has_waiter_ = true;
    return FakeLeaseStore::peek(key);
  }
  /// False: nobody began to wait.
  bool wait_for_waiter() const {
    const auto end = std::chrono::steady_clock::now() + kLongestWait;
    while (!has_waiter_ && std::chrono::steady_clock::now() < end)
      std::this_thread::yield();
    return has_waiter_;
  }

 private:
  std::atomic<bool> has_waiter_ = false;
};

ConnectionSpec drive(const std::string& text) {
  return parse_drive_option(text);
}

const ConnectionSpec kDrive = drive(R"(S=\\a\x)");

/// Connects as the connector does.
bool connect(Session& session, LeasedNetwork& launcher, const ConnectionSpec& connection = kDrive) {
  const Claim claim = launcher.claim(connection);
  if (!claim.result.succeeded()) return false;
  if (claim.is_there) return true;
  if (!launcher.connect(connection).succeeded()) return false;
  if (connection.letter) session.set_letter(connection.letter->letter(), connection.path.text());
  return true;
}

}  // namespace

TEST_SUITE("leased network") {
  TEST_CASE(
      "G4: a drive that somebody else connected is used for a credential only when the user is the same") {
    Session session;
    LeasedNetwork launcher(session.network, session.letters, session.store, session.log);
    session.letters.uses[DriveLetter::parse("S")] = {
        .kind = LetterUse::Kind::network, .remote = R"(\\a\x)", .user = "PC\\me", .api = "x"};
    ConnectionSpec connection = kDrive;
    connection.credential = "backup";
    connection.user = "CORP\\svc";
    const Claim claim = launcher.claim(connection);
    CHECK(claim.result.code == 85);
    CHECK(claim.result.api == "WNetGetUserW");
    CHECK(claim.result.source == Source::letter_table);
    CHECK(claim.result.text == R"(S: is connected to \\a\x as PC\me, not as CORP\svc)");
    connection.user = "me";
    CHECK(launcher.claim(connection).is_there);
    CHECK(session.network.count("connect") == 0);
  }

  TEST_CASE("G5: the last one out disconnects") {
    Session session;
    LeasedNetwork first(session.network, session.letters, session.store, session.log);
    LeasedNetwork second(session.network, session.letters, session.store, session.log);
    CHECK(connect(session, first));
    const Claim claim = second.claim(kDrive);
    CHECK(claim.is_there);
    CHECK(claim.is_held);
    CHECK(session.network.count("connect") == 1);
    CHECK(first.disconnect(kDrive).text == "1 other runs use it");
    CHECK(session.network.count("disconnect") == 0);
    CHECK(second.disconnect(kDrive).text.empty());
    CHECK(session.network.count("disconnect") == 1);
    CHECK(session.store.records.empty());
    CHECK(session.store.leases.empty());
  }

  TEST_CASE("G5: a drive that a killed launcher left is taken over and removed") {
    Session session;
    session.set_letter('S', R"(\\A\X)");
    session.store.records["S"] = {.state = RecordState::connected, .path = R"(\\a\x)"};
    LeasedNetwork launcher(session.network, session.letters, session.store, session.log);
    CHECK(connect(session, launcher));
    CHECK(session.network.count("connect") == 0);
    CHECK(launcher.disconnect(kDrive).text.empty());
    CHECK(session.network.count("disconnect") == 1);
    CHECK(session.store.records.empty());
  }

  TEST_CASE("G5: what a killed launcher left on the letter for another path is disconnected first") {
    Session session;
    session.set_letter('S', R"(\\b\y)");
    session.store.records["S"] = {.state = RecordState::connected, .path = R"(\\b\y)"};
    LeasedNetwork launcher(session.network, session.letters, session.store, session.log);
    session.network.on_disconnect = [&] { session.free_letter('S'); };
    CHECK(connect(session, launcher));
    CHECK(session.network.calls() ==
          std::vector<std::string>{R"(disconnect S: \\a\x)", R"(connect S: \\a\x)"});
    CHECK(session.store.records["S"].path == R"(\\a\x)");
  }

  TEST_CASE("G4: what a killed launcher left and has open files stays, and is on record") {
    Session session;
    session.set_letter('S', R"(\\b\y)");
    session.store.records["S"] = {.state = RecordState::connected, .path = R"(\\b\y)"};
    session.network.servers["a"].disconnect_codes = {2401};
    LeasedNetwork launcher(session.network, session.letters, session.store, session.log);
    Claim claim;
    std::thread waiting([&] { claim = launcher.claim(kDrive); });
    session.network.wait_for_calls("disconnect", 2);
    launcher.cancel(kDrive);
    waiting.join();
    CHECK(claim.result.code == 2401);
    CHECK(claim.result.text.starts_with(R"(S: was left connected to \\b\y by a run that was killed: )"));
    CHECK(session.store.records["S"].state == RecordState::connected);
    CHECK(session.store.leases.empty());
  }

  TEST_CASE("G5: a drive that Windows reports as gone while its letter still has it is disconnected again") {
    // A launcher that was killed in the middle of its disconnect: a second one gets 2250, and the drive
    // stays.
    Session session;
    session.set_letter('S', R"(\\a\x)");
    session.store.records["S"] = {.state = RecordState::connected, .path = R"(\\a\x)"};
    session.network.servers["a"].disconnect_codes = {2250, 2250, 0};
    session.network.on_disconnect = [&] { session.free_letter('S'); };
    LeasedNetwork launcher(session.network, session.letters, session.store, session.log);
    CHECK(connect(session, launcher));
    const SystemResult told = launcher.disconnect(kDrive);
    CHECK(told.code == 2404);
    CHECK(told.text == "another call is disconnecting it, or was");
    CHECK(told.source == Source::letter_table);
    CHECK(told.api.empty());  // the fake names no function
    CHECK(session.store.records["S"].state == RecordState::connected);
    CHECK(session.store.leases.size() == 1);

    SUBCASE("by the run that has it") {
      session.network.servers["a"].disconnect_codes = {0};
      CHECK(launcher.disconnect(kDrive).succeeded());
      CHECK(session.store.records.empty());
      CHECK(session.store.leases.empty());
    }
    SUBCASE("once it is really gone, it is gone") {
      session.free_letter('S');
      CHECK(launcher.disconnect(kDrive).succeeded());
      CHECK(session.store.records.empty());
    }
    SUBCASE("by a run that wants another folder") {
      session.store.leases.clear();  // the first one is killed
      LeasedNetwork other(session.network, session.letters, session.store, session.log);
      CHECK(connect(session, other, drive(R"(S=\\a\y)")));
      CHECK(session.store.records["S"].path == R"(\\a\y)");
      CHECK(session.network.count("disconnect") == 4);  // the codes are counted for each path
    }
  }

  TEST_CASE("G4: a connection that was there before is used and left") {
    Session session;
    session.set_letter('S', R"(\\A\X\)");
    LeasedNetwork launcher(session.network, session.letters, session.store, session.log);
    const Claim claim = launcher.claim(kDrive);
    CHECK(claim.is_there);
    CHECK_FALSE(claim.is_held);
    CHECK(session.store.leases.empty());
    launcher.disconnect(kDrive);
    CHECK(session.network.calls().empty());
  }

  TEST_CASE(
      "G4: a letter with another connection is refused; on-conflict = replace disconnects it, not forced") {
    Session session;
    session.set_letter('S', R"(\\b\y)");
    LeasedNetwork launcher(session.network, session.letters, session.store, session.log);
    Claim claim = launcher.claim(kDrive);
    CHECK(claim.result.code == 85);
    CHECK(claim.result.text == R"(S: is connected to \\b\y)");

    ConnectionSpec replacing = kDrive;
    replacing.on_conflict = OnConflict::replace;
    session.network.on_disconnect = [&] { session.free_letter('S'); };
    CHECK(connect(session, launcher, replacing));
    CHECK(session.network.calls() ==
          std::vector<std::string>{R"(verify \\a\x)", R"(disconnect S: \\a\x)", R"(connect S: \\a\x)"});
  }

  TEST_CASE("G4: on-conflict = replace leaves the old connection when the new share cannot be reached") {
    Session session;
    session.set_letter('S', R"(\\b\y)");
    session.network.servers["a"].verify_codes = {53};
    LeasedNetwork launcher(session.network, session.letters, session.store, session.log);
    ConnectionSpec replacing = kDrive;
    replacing.on_conflict = OnConflict::replace;
    CHECK_FALSE(connect(session, launcher, replacing));
    CHECK(session.network.count("disconnect") == 0);
    CHECK(session.store.records.empty());
    CHECK(session.store.leases.empty());
  }

  TEST_CASE("G4: on-conflict = replace leaves a connection without a letter that is not its own") {
    Session session;
    session.set_letter('S', R"(\\b\y)");
    ConnectionSpec replacing = kDrive;
    replacing.on_conflict = OnConflict::replace;
    replacing.credential = "backup";
    bool is_left = true;
    SUBCASE("its own goes") {
      is_left = false;
    }
    SUBCASE("somebody else's") {
      session.letters.shares = {R"(\\a\x)"};
    }
    SUBCASE("nobody knows whose") {
      session.letters.is_list_cut_short = true;
    }
    SUBCASE("that of a run with a [share.NAME]") {
      ConnectionSpec share = kDrive;
      share.letter.reset();
      session.store.leases.insert(lease_key(share) + ".1");
    }
    session.network.on_disconnect = [&] { session.free_letter('S'); };
    LeasedNetwork launcher(session.network, session.letters, session.store, session.log);
    CHECK(launcher.claim(replacing).result.succeeded());
    CHECK(launcher.connect(replacing).succeeded());
    std::vector<std::string> expected{R"(connect \\a\x)", R"(verify \\a\x)", R"(disconnect \\a\x)",
                                      R"(disconnect S: \\a\x)", R"(connect S: \\a\x)"};
    if (is_left) expected.erase(expected.begin() + 2);
    CHECK(session.network.calls() == expected);
  }

  TEST_CASE("G11: a timeout of on-conflict = replace names the call that hangs") {
    Session session;
    session.set_letter('S', R"(\\b\y)");
    ConnectionSpec replacing = kDrive;
    replacing.on_conflict = OnConflict::replace;
    replacing.credential = "backup";
    replacing.timeout = std::chrono::milliseconds(300);
    FakeServer server{.cancellable = true, .cancelled_code = 995};
    std::string api;
    SUBCASE("the new share is connected") {
      server.hang_connect = true;
      api = "WNetAddConnection2W";
    }
    SUBCASE("the new share is opened") {
      server.hang_verify = true;
      api = "CreateFileW";
    }
    SUBCASE("what is in the way is disconnected") {
      server.hang_disconnect = true;
      api = "WNetCancelConnection2W";
    }
    session.network.servers["a"] = server;
    LeasedNetwork launcher(session.network, session.letters, session.store, session.log);
    const ConnectOutcome outcome = connect_all({replacing}, launcher, session.log, kLongestWait);
    CHECK_FALSE(outcome.call_left_behind);
    REQUIRE(outcome.results[0].failure);
    CHECK(outcome.results[0].failure->code == 1460);
    CHECK(outcome.results[0].failure->api == api);
  }

  TEST_CASE("G8: a cancel reaches the calls that make room for on-conflict = replace") {
    Session session;
    session.set_letter('S', R"(\\b\y)");
    ConnectionSpec replacing = kDrive;
    replacing.on_conflict = OnConflict::replace;
    std::string call;
    FakeServer server{.cancellable = true, .cancelled_code = 995};
    SUBCASE("while the new share is connected") {
      replacing.credential = "backup";
      server.hang_connect = true;
      call = "connect";
    }
    SUBCASE("while the new share is opened") {
      server.hang_verify = true;
      call = "verify";
    }
    SUBCASE("while the new share is opened, as another user") {
      replacing.credential = "backup";
      server.hang_verify = true;
      call = "verify";
    }
    SUBCASE("and the new share answers all the same") {
      server.hang_verify = true;
      server.cancelled_code = 0;
      call = "verify";
    }
    session.network.servers["a"] = server;
    LeasedNetwork launcher(session.network, session.letters, session.store, session.log);
    CHECK(launcher.claim(replacing).result.succeeded());
    std::future<SystemResult> connecting =
        std::async(std::launch::async, [&] { return launcher.connect(replacing); });
    session.network.wait_for_calls(call, 1);
    launcher.cancel(replacing);
    const bool is_broken_off = connecting.wait_for(kLongestWait) == std::future_status::ready;
    session.network.release_hanging();
    CHECK(is_broken_off);
    CHECK(connecting.get().code == 995);
    const std::vector<std::string> calls = session.network.calls();
    CHECK(std::count(calls.begin(), calls.end(), R"(disconnect S: \\a\x)") == 0);
    CHECK(session.store.leases.empty());
  }

  TEST_CASE(
      "G5: who waits for another launcher's connect goes on when that is done, not when its program ends") {
    Session session;
    WatchedStore store;
    session.network.servers["a"].hang_connect = true;
    LeasedNetwork first(session.network, session.letters, store, session.log);
    LeasedNetwork second(session.network, session.letters, store, session.log);
    CHECK(first.claim(kDrive).result.succeeded());
    auto connecting = std::async(std::launch::async, [&] { return first.connect(kDrive); });
    session.network.wait_for_calls("connect", 1);
    session.set_letter('S', kDrive.path.text());
    auto claiming = std::async(std::launch::async, [&] { return second.claim(kDrive); });
    CHECK(store.wait_for_waiter());
    session.network.release_hanging();
    CHECK(connecting.get().succeeded());
    const bool goes_on = claiming.wait_for(kLongestWait) == std::future_status::ready;
    second.cancel(kDrive);
    CHECK(goes_on);
    CHECK(claiming.get().is_held);
    CHECK(session.network.count("connect") == 1);
  }

  TEST_CASE("G5: a letter that another launcher uses for another path is waited for until it is cancelled") {
    Session session;
    LeasedNetwork first(session.network, session.letters, session.store, session.log);
    LeasedNetwork second(session.network, session.letters, session.store, session.log);
    CHECK(connect(session, first));
    const ConnectionSpec other = drive(R"(S=\\b\y)");
    Claim claim;
    std::thread waiting([&] { claim = second.claim(other); });
    second.cancel(other);
    waiting.join();
    CHECK(claim.result.code == 85);
    CHECK(claim.result.text == R"(S: is used by another drivelaunch, for \\a\x)");
    CHECK(claim.result.source == Source::other_launcher);
    CHECK(claim.result.api.empty());
    CHECK(session.network.count("disconnect") == 0);
  }

  TEST_CASE(
      "G5: a drive whose server has died, and that no longer shows its path, is disconnected all the same") {
    const LetterUse dead{.kind = LetterUse::Kind::other, .is_transient = true};
    Session session;
    LeasedNetwork launcher(session.network, session.letters, session.store, session.log);
    CHECK(connect(session, launcher));
    session.letters.uses[*kDrive.letter] = dead;
    CHECK(launcher.disconnect(kDrive).text.empty());
    CHECK(session.network.count("disconnect") == 1);
    CHECK(session.store.records.empty());

    // The same, left by a launcher that was killed.
    session.store.records["S"] = {.state = RecordState::connected, .path = R"(\\a\x)"};
    session.network.on_disconnect = [&] { session.free_letter('S'); };
    LeasedNetwork next(session.network, session.letters, session.store, session.log);
    CHECK(connect(session, next));
    CHECK(session.network.count("disconnect") == 2);
  }

  TEST_CASE("G5: a failed connect leaves no lease and no record, and may be tried again") {
    Session session;
    session.network.servers["a"].connect_codes = {53, 0};
    LeasedNetwork launcher(session.network, session.letters, session.store, session.log);
    CHECK_FALSE(connect(session, launcher));
    CHECK(session.store.records.empty());
    CHECK(session.store.leases.empty());
    CHECK(launcher.connect(kDrive).succeeded());
    CHECK(session.store.records["S"].state == RecordState::connected);
  }

  TEST_CASE("G5: a share is one connection, whatever folder of it each run wants") {
    Session session;
    ConnectionSpec share = kDrive;
    share.letter.reset();
    share.name = "media";
    ConnectionSpec folder = share;
    folder.path = UncPath::parse(R"(\\A\x\folder)");
    LeasedNetwork first(session.network, session.letters, session.store, session.log);
    LeasedNetwork second(session.network, session.letters, session.store, session.log);
    CHECK(connect(session, first, share));
    session.letters.shares = {R"(\\a\x)"};
    const Claim claim = second.claim(folder);
    CHECK(claim.is_there);
    CHECK(claim.is_held);
    CHECK(first.disconnect(share).text == "1 other runs use it");
    CHECK(second.disconnect(folder).text.empty());
    CHECK(session.network.count("disconnect") == 1);
  }

  TEST_CASE("G4: a share that may be connected already, as Windows does not say, is never disconnected") {
    Session session;
    session.letters.is_list_cut_short = true;
    ConnectionSpec share = kDrive;
    share.letter.reset();
    LeasedNetwork launcher(session.network, session.letters, session.store, session.log);
    CHECK(connect(session, launcher, share));
    CHECK(session.network.count("connect") == 1);
    CHECK(launcher.disconnect(share).text == "it was there before, or leases cannot be kept");
    CHECK(session.network.count("disconnect") == 0);
    CHECK(session.log_text.find(" no-leases ") != std::string::npos);
  }

  TEST_CASE("G5: a claim that is abandoned leaves no lease and no record") {
    Session session;
    LeasedNetwork launcher(session.network, session.letters, session.store, session.log);
    CHECK(launcher.claim(kDrive).result.succeeded());
    CHECK(session.store.records["S"].state == RecordState::connecting);
    launcher.abandon(kDrive);
    CHECK(session.store.records.empty());
    CHECK(session.store.leases.empty());
  }

  TEST_CASE("G5: a connect of a killed launcher that arrives late is on record as ours") {
    Session session;
    session.store.records["S"] = {.state = RecordState::connecting, .worker = "S.99", .path = R"(\\a\x)"};
    session.network.servers["a"].connect_codes = {85};
    LeasedNetwork launcher(session.network, session.letters, session.store, session.log);
    CHECK(launcher.claim(kDrive).result.succeeded());
    session.set_letter('S', R"(\\a\x)");
    CHECK(launcher.connect(kDrive).succeeded());
    CHECK(session.store.records["S"].state == RecordState::connected);
    CHECK(launcher.disconnect(kDrive).text.empty());
    CHECK(session.network.count("disconnect") == 1);
  }

  TEST_CASE("G4: without leases a run continues, and disconnects nothing") {
    Session session;
    session.store.is_broken = true;
    LeasedNetwork launcher(session.network, session.letters, session.store, session.log);
    CHECK(connect(session, launcher));
    CHECK_FALSE(launcher.disconnect(kDrive).text.empty());
    CHECK(session.network.count("disconnect") == 0);
    CHECK(session.log_text.find("no-leases") != std::string::npos);
  }

  TEST_CASE(
      "G5: a share without a letter is disconnected by the last one, and never when it was there before") {
    Session session;
    ConnectionSpec share = kDrive;
    share.letter.reset();
    share.name = "media";
    LeasedNetwork first(session.network, session.letters, session.store, session.log);
    LeasedNetwork second(session.network, session.letters, session.store, session.log);
    CHECK(connect(session, first, share));
    CHECK(connect(session, second, share));
    CHECK(session.network.count("connect") == 1);
    first.disconnect(share);
    CHECK(session.network.count("disconnect") == 0);
    second.disconnect(share);
    CHECK(session.network.count("disconnect") == 1);

    session.letters.shares.insert(R"(\\a\x)");
    CHECK(connect(session, first, share));
    first.disconnect(share);
    CHECK(session.network.count("disconnect") == 1);
  }

  TEST_CASE("a record is one line, and what is none is no record") {
    const LeaseRecord record{.state = RecordState::connecting,
                             .worker = "S.1-2-3",
                             .path = R"(\\a\x)",
                             .user = R"(CORP\svc)",
                             .late = {{R"(\\b\y)", ""}, {R"(\\c\z)", "svc@corp.example"}}};
    CHECK(parse_record(format_record(record)) == record);
    for (const char* bad : {"", "connected", "connected|", R"(gone||\\a\x|)", "connected||S:|",
                            R"(connected||\\a\x)", R"(connected||\\a\x||\\b\y)"}) {
      CAPTURE(bad);
      CHECK_FALSE(parse_record(bad));
    }
    CHECK(lease_key(kDrive) == "S");
    ConnectionSpec share = kDrive;
    share.letter.reset();
    ConnectionSpec same = drive(R"(T=\\A\X)");
    same.letter.reset();
    CHECK(lease_key(share) == lease_key(same));
    CHECK(lease_key(share).starts_with("share-"));
  }
}
