#include <doctest/doctest.h>

#include <deque>
#include <optional>
#include <set>
#include <string>
#include <tuple>
#include <unordered_set>
#include <vector>

#include "launcher/lease/letter_rules.hpp"

using namespace launcher;

// Every interleaving of some launchers on one letter, with deaths at any moment, calls that arrive late, and
// somebody else who connects or disconnects the letter. The rules are the real ones; the machine is a model.

namespace {

constexpr const char* kPathA = R"(\\fs01\a)";
constexpr const char* kPathB = R"(\\fs01\b)";
constexpr const char* kForeign = R"(\\other\x)";

enum class At {
  idle,           ///< has not begun
  connecting,     ///< asked Windows to connect
  connected,      ///< Windows has answered: connected
  not_connected,  ///< Windows has answered: not connected
  clearing,       ///< asked Windows to disconnect what a dead one left
  cleared,
  not_cleared,
  running,  ///< the child runs
  running_foreign,
  disconnecting,
  disconnected,
  not_disconnected,
  done,
  dead,
};

/// What a launcher wants, and what the letter is. Windows tells the path alone.
struct Drive {
  std::string path;  ///< empty: the letter is free
  std::string user;  ///< empty: the identity of the session
  bool operator<(const Drive& other) const { return std::tie(path, user) < std::tie(other.path, other.user); }
  std::string key() const { return path + '@' + user; }
  bool empty() const { return path.empty(); }
};

struct Participant {
  Drive wanted;
  OnConflict on_conflict = OnConflict::fail;
  At at = At::idle;
  bool has_lease = false;
  bool was_foreign = false;  ///< the letter, when it was decided to disconnect it
};

struct World {
  std::vector<Participant> participants;
  Drive letter;
  std::optional<LeaseRecord> record;
  std::set<Drive> late_connects;  ///< of dead ones: may still arrive
  bool late_disconnect = false;
  int deaths_left = 0;
  int meddling_left = 0;  ///< what somebody else may still do
  int failures_left = 0;  ///< calls Windows may still refuse
  int meddled = 0;
  bool foreign_was_there = false;

  std::string key() const {
    std::string text = letter.key() + '|' + std::to_string(deaths_left) + std::to_string(meddling_left) +
                       std::to_string(failures_left) + (late_disconnect ? "L" : "-") +
                       std::to_string(meddled);
    if (record) {
      text += std::to_string(static_cast<int>(record->state)) + record->worker + record->path + '@' +
              record->user;
      for (const LeaseRecord::Late& late : record->late)
        text += '>' + late.path + '@' + late.user;
    }
    for (const Drive& drive : late_connects)
      text += '<' + drive.key();
    for (const Participant& participant : participants) {
      text += ';' + std::to_string(static_cast<int>(participant.at)) + (participant.has_lease ? "l" : "-") +
              (participant.was_foreign ? "f" : "");
    }
    return text;
  }
};

std::string name_of(std::size_t index) {
  return std::to_string(index);
}

class Explorer {
 public:
  std::size_t states = 0;
  std::size_t ends = 0;
  std::vector<std::string> violations;

  void explore(World start) {
    std::deque<World> open{std::move(start)};
    std::unordered_set<std::string> seen{open.front().key()};
    while (!open.empty() && violations.empty()) {
      const World world = std::move(open.front());
      open.pop_front();
      ++states;
      check(world);
      const std::vector<World> successors = next(world);
      bool has_moved = false;
      for (const World& successor : successors) {
        std::string key = successor.key();
        has_moved = has_moved || key != world.key();
        if (seen.insert(std::move(key)).second) open.push_back(successor);
      }
      if (!has_moved) end(world);
    }
  }

 private:
  static LeaseView view_of(const World& world, std::size_t me) {
    LeaseView view;
    if (!world.letter.empty()) view.use = {.kind = LetterUse::Kind::network, .remote = world.letter.path};
    view.record = world.record;
    for (std::size_t i = 0; i < world.participants.size(); ++i) {
      if (i == me || !world.participants[i].has_lease) continue;
      ++view.others;
      if (world.record && world.record->worker == name_of(i)) view.is_worker_alive = true;
    }
    return view;
  }

  static void apply(World& world, const RecordChange& change) {
    if (change.kind == RecordChange::Kind::write) world.record = change.record;
    if (change.kind == RecordChange::Kind::erase) world.record.reset();
  }

  void check(const World& world) {
    for (const Participant& participant : world.participants) {
      if (participant.at != At::running || world.meddled != 0) continue;
      if (world.letter.path != participant.wanted.path)
        violations.push_back("a child's drive is gone: " + world.key());
      if (!participant.wanted.user.empty() && world.letter.user != participant.wanted.user)
        violations.push_back("a child's drive is another user's: " + world.key());
    }
  }

  /// Nothing can happen any more: everybody is done, and one more run leaves nothing behind.
  void end(const World& world) {
    ++ends;
    for (const Participant& participant : world.participants) {
      if (participant.at != At::done && participant.at != At::dead)
        violations.push_back("somebody waits for ever: " + world.key());
    }
    World after = world;
    after.failures_left = after.deaths_left = 0;
    after.participants.push_back({.wanted = {.path = kPathA, .user = {}}});
    const std::size_t last = after.participants.size() - 1;
    for (int i = 0; i < 20 && after.participants[last].at != At::done; ++i) {
      std::vector<World> moves;
      move(after, last, moves);
      if (moves.empty()) break;
      after = moves.front();
    }
    if (after.record) violations.push_back("a record is left: " + after.key() + " after " + world.key());
    // When somebody else disconnects and connects the letter while a connect of a dead one is under way,
    // nobody can tell whose that is: in doubt it stays.
    const bool is_in_doubt = world.meddled > 1;
    if (!after.letter.empty() && after.letter.path != kForeign && !is_in_doubt)
      violations.push_back("a drive is left: " + after.key() + " after " + world.key());
  }

  std::vector<World> next(const World& world) {
    std::vector<World> worlds;
    for (std::size_t i = 0; i < world.participants.size(); ++i) {
      move(world, i, worlds);
      die(world, i, worlds);
    }
    for (const Drive& drive : world.late_connects) {
      World arrived = world;
      if (arrived.letter.empty()) arrived.letter = drive;
      arrived.late_connects.clear();  // the others find the letter taken
      worlds.push_back(arrived);
    }
    if (world.late_disconnect) {
      World arrived = world;
      arrived.late_disconnect = false;
      if (arrived.letter.path != kForeign) arrived.letter = {};
      worlds.push_back(arrived);
    }
    if (world.meddling_left > 0) {
      World meddled = world;
      --meddled.meddling_left;
      ++meddled.meddled;
      if (meddled.letter.empty()) {
        meddled.letter = {.path = kForeign, .user = {}};
        meddled.foreign_was_there = true;
      } else {
        meddled.letter = {};
      }
      worlds.push_back(meddled);
    }
    return worlds;
  }

  static void die(const World& world, std::size_t index, std::vector<World>& worlds) {
    const At at = world.participants[index].at;
    if (world.deaths_left == 0 || at == At::idle || at == At::done || at == At::dead) return;
    World dead = world;
    --dead.deaths_left;
    dead.participants[index].at = At::dead;
    dead.participants[index].has_lease = false;
    if (at == At::connecting && dead.letter.empty())
      dead.late_connects.insert(dead.participants[index].wanted);
    if ((at == At::clearing || at == At::disconnecting) && !dead.letter.empty()) dead.late_disconnect = true;
    worlds.push_back(dead);
  }

  /// What participant `index` may do next; a wait leads to the same world.
  void move(const World& world, std::size_t index, std::vector<World>& worlds) {
    World result = world;
    Participant& self = result.participants[index];
    const std::string me = name_of(index);
    const ConnectionSpec wanted = spec_of(self);
    switch (self.at) {
      case At::idle:
        claim(result, index);
        break;
      case At::connecting: {
        // What is still under way of a dead one arrives before a later call is answered, or never.
        for (const Drive& drive : world.late_connects) {
          if (result.letter.empty()) result.letter = drive;
        }
        result.late_connects.clear();
        if (world.failures_left > 0) {
          World failed = result;
          --failed.failures_left;
          failed.participants[index].at = At::not_connected;
          worlds.push_back(failed);
        }
        const bool was_free = result.letter.empty();
        if (was_free) result.letter = self.wanted;
        self.at = was_free ? At::connected : At::not_connected;
        break;
      }
      case At::connected:
      case At::not_connected: {
        const ClaimDecision decision =
            settle_connect(view_of(world, index), wanted, me, self.at == At::connected);
        apply(result, decision.change);
        self.has_lease = decision.step == ClaimStep::share;
        self.at = decision.step == ClaimStep::share  ? At::running
                  : decision.step == ClaimStep::wait ? At::idle
                                                     : At::done;
        break;
      }
      case At::clearing:
      case At::disconnecting: {
        const bool clearing = self.at == At::clearing;
        result.late_disconnect = false;
        if (world.failures_left > 0) {
          World failed = result;
          --failed.failures_left;
          failed.participants[index].at = clearing ? At::not_cleared : At::not_disconnected;
          worlds.push_back(failed);
        }
        if (self.was_foreign) violations.push_back("disconnects what is not ours: " + world.key());
        result.letter = {};
        self.at = clearing ? At::cleared : At::disconnected;
        break;
      }
      case At::cleared:
      case At::not_cleared:
        apply(result, settle_disconnect(view_of(world, index), me, self.at == At::cleared));
        self.has_lease = false;
        self.at = At::idle;
        break;
      case At::running: {
        const ReleaseDecision decision = decide_release(view_of(world, index), me);
        apply(result, decision.change);
        self.has_lease = decision.step == ReleaseDecision::Step::disconnect;
        self.was_foreign = self.has_lease && world.letter.path == kForeign;
        self.at = self.has_lease ? At::disconnecting : At::done;
        break;
      }
      case At::running_foreign:
        self.at = At::done;
        break;
      case At::disconnected:
      case At::not_disconnected:
        apply(result, settle_disconnect(view_of(world, index), me, self.at == At::disconnected));
        self.has_lease = false;
        self.at = At::done;
        break;
      case At::done:
      case At::dead:
        return;
    }
    worlds.push_back(std::move(result));
  }

  static ConnectionSpec spec_of(const Participant& self) {
    return {.name = "S",
            .path = UncPath::parse(self.wanted.path),
            .user = self.wanted.user,
            .on_conflict = self.on_conflict};
  }

  static void claim(World& world, std::size_t index) {
    Participant& self = world.participants[index];
    const ClaimDecision decision = decide_claim(view_of(world, index), spec_of(self), name_of(index));
    apply(world, decision.change);
    switch (decision.step) {
      case ClaimStep::wait:
        break;
      case ClaimStep::connect:
      case ClaimStep::replace:
        self.has_lease = true;
        self.at = At::connecting;
        break;
      case ClaimStep::share:
        self.has_lease = true;
        self.at = At::running;
        break;
      case ClaimStep::clear:
        self.has_lease = true;
        self.was_foreign = world.letter.path == kForeign;
        self.at = At::clearing;
        break;
      case ClaimStep::use_foreign:
        self.at = At::running_foreign;
        break;
      case ClaimStep::refuse:
        self.at = At::done;
        break;
    }
  }
};

Explorer explore(std::vector<Drive> wanted, int deaths, int meddling, int failures, Drive letter = {}) {
  World world;
  for (Drive& drive : wanted)
    world.participants.push_back({.wanted = std::move(drive)});
  world.letter = std::move(letter);
  world.deaths_left = deaths;
  world.meddling_left = meddling;
  world.failures_left = failures;
  Explorer explorer;
  explorer.explore(world);
  return explorer;
}

void check(const Explorer& explorer) {
  for (const std::string& violation : explorer.violations)
    FAIL_CHECK(violation);
  CHECK(explorer.states > 200);
  CHECK(explorer.ends > 0);
}

const Drive kA{.path = kPathA, .user = {}};
const Drive kB{.path = kPathB, .user = {}};
const Drive kAsUser{.path = kPathA, .user = R"(CORP\svc)"};
const Drive kAsOther{.path = kPathA, .user = R"(CORP\other)"};

}  // namespace

TEST_SUITE("lease exploration") {
  TEST_CASE("G5: three launchers that share a drive, two of them killed at any moment") {
    check(explore({kA, kA, kA}, 2, 0, 1));
  }

  TEST_CASE("G5: launchers that want different paths on one letter, two of them killed at any moment") {
    check(explore({kA, kB, kA}, 2, 0, 1));
  }

  TEST_CASE("G5: four launchers, three of them killed at any moment") {
    check(explore({kA, kB, kA, kB}, 3, 0, 2));
  }

  TEST_CASE("G5: launchers that want one path as different users never get each other's connection") {
    check(explore({kA, kAsUser, kAsOther}, 2, 0, 1));
    check(explore({kAsUser, kAsOther, kAsUser}, 2, 0, 1));
    check(explore({kAsUser, kAsOther, kB, kAsUser}, 3, 0, 1));
  }

  TEST_CASE("G4: somebody else connects or disconnects the letter at any moment") {
    for (const int meddling : {1, 2}) {
      check(explore({kA, kB, kA}, 2, meddling, 1));
      check(explore({kA, kA, kA}, 2, meddling, 1));
    }
  }

  TEST_CASE("G4: a drive that was there before stays") {
    const Explorer explorer = explore({kA, kA, kB}, 2, 0, 1, {.path = kForeign, .user = {}});
    for (const std::string& violation : explorer.violations)
      FAIL_CHECK(violation);
    CHECK(explorer.ends > 0);
  }
}
