#include <doctest/doctest.h>

#include <array>
#include <deque>
#include <optional>
#include <set>
#include <string>
#include <unordered_set>
#include <vector>

#include "launcher/lease.hpp"

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

struct Participant {
  std::string wanted;
  OnConflict on_conflict = OnConflict::fail;
  At at = At::idle;
  bool has_lease = false;
  bool was_foreign = false;  ///< the letter, when it was decided to disconnect it
};

struct World {
  std::vector<Participant> participants;
  std::string letter;  ///< what it is connected to; empty: free
  std::optional<LeaseRecord> record;
  std::set<std::string> late_connects;  ///< of dead ones: may still arrive
  bool late_disconnect = false;
  int deaths_left = 0;
  int meddling_left = 0;  ///< what somebody else may still do
  int failures_left = 0;  ///< calls Windows may still refuse
  int meddled = 0;
  bool foreign_was_there = false;

  std::string key() const {
    std::string text = letter + '|' + std::to_string(deaths_left) + std::to_string(meddling_left) +
                       std::to_string(failures_left) + (late_disconnect ? "L" : "-") +
                       std::to_string(meddled);
    if (record) {
      text += std::to_string(static_cast<int>(record->state)) + record->worker + record->path;
      for (const std::string& path : record->late_paths)
        text += '>' + path;
    }
    for (const std::string& path : late_connects)
      text += '<' + path;
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
    if (!world.letter.empty()) view.use = {.kind = LetterUse::Kind::network, .remote = world.letter};
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
      if (participant.at == At::running && world.meddled == 0 && world.letter != participant.wanted)
        violations.push_back("a child's drive is gone: " + world.key());
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
    after.participants.push_back({.wanted = kPathA});
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
    if (!after.letter.empty() && after.letter != kForeign && !is_in_doubt)
      violations.push_back("a drive is left: " + after.key() + " after " + world.key());
  }

  std::vector<World> next(const World& world) {
    std::vector<World> worlds;
    for (std::size_t i = 0; i < world.participants.size(); ++i) {
      move(world, i, worlds);
      die(world, i, worlds);
    }
    for (const std::string& path : world.late_connects) {
      World arrived = world;
      if (arrived.letter.empty()) arrived.letter = path;
      arrived.late_connects.clear();  // the others find the letter taken
      worlds.push_back(arrived);
    }
    if (world.late_disconnect) {
      World arrived = world;
      arrived.late_disconnect = false;
      if (arrived.letter != kForeign) arrived.letter.clear();
      worlds.push_back(arrived);
    }
    if (world.meddling_left > 0) {
      World meddled = world;
      --meddled.meddling_left;
      ++meddled.meddled;
      if (meddled.letter.empty()) {
        meddled.letter = kForeign;
        meddled.foreign_was_there = true;
      } else {
        meddled.letter.clear();
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
    const UncPath wanted = UncPath::parse(self.wanted);
    switch (self.at) {
      case At::idle:
        claim(result, index);
        break;
      case At::connecting: {
        // What is still under way of a dead one arrives before a later call is answered, or never.
        for (const std::string& path : world.late_connects) {
          if (result.letter.empty()) result.letter = path;
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
        result.letter.clear();
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
        self.was_foreign = self.has_lease && world.letter == kForeign;
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

  static void claim(World& world, std::size_t index) {
    Participant& self = world.participants[index];
    const ClaimDecision decision =
        decide_claim(view_of(world, index), UncPath::parse(self.wanted), self.on_conflict, name_of(index));
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
        self.was_foreign = world.letter == kForeign;
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

Explorer explore(std::vector<std::string> wanted, int deaths, int meddling, int failures,
                 std::string letter = {}) {
  World world;
  for (std::string& path : wanted)
    world.participants.push_back({.wanted = std::move(path)});
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

}  // namespace

TEST_SUITE("lease exploration") {
  TEST_CASE("G5: three launchers that share a drive, two of them killed at any moment") {
    check(explore({kPathA, kPathA, kPathA}, 2, 0, 1));
  }

  TEST_CASE("G5: launchers that want different paths on one letter, two of them killed at any moment") {
    check(explore({kPathA, kPathB, kPathA}, 2, 0, 1));
  }

  TEST_CASE("G5: four launchers, three of them killed at any moment") {
    check(explore({kPathA, kPathB, kPathA, kPathB}, 3, 0, 2));
  }

  TEST_CASE("G4: somebody else connects or disconnects the letter at any moment") {
    for (const int meddling : {1, 2}) {
      check(explore({kPathA, kPathB, kPathA}, 2, meddling, 1));
      check(explore({kPathA, kPathA, kPathA}, 2, meddling, 1));
    }
  }

  TEST_CASE("G4: a drive that was there before stays") {
    const Explorer explorer = explore({kPathA, kPathA, kPathB}, 2, 0, 1, kForeign);
    for (const std::string& violation : explorer.violations)
      FAIL_CHECK(violation);
    CHECK(explorer.ends > 0);
  }
}
