// What --dry-run and doctor say about a letter, and what run and check then do with it.
#include <doctest/doctest.h>

#include <algorithm>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "launcher/command/check.hpp"
#include "launcher/command/doctor.hpp"
#include "launcher/command/run.hpp"
#include "launcher/lease/leased_network.hpp"
#include "tests/support/fake_machine.hpp"

using namespace launcher;
using launcher::test::FakeMachine;

namespace {

constexpr const char* kOtherLease = "S.another-launcher";

/// One state of letter S and of what launchers have on record for it.
struct State {
  std::string name;
  std::string said;    ///< the key of --dry-run
  std::string doctor;  ///< the state that doctor reports
  LetterUse use = {};
  std::optional<LeaseRecord> record = {};
  bool is_leased = false;       ///< by another launcher
  bool can_keep_leases = true;  ///< false: neither records nor leases are to be had
  const char* keys = "";        ///< further lines of the drive's section
  bool has_letter = true;       ///< false: a [share.S]
  bool is_share_there = false;  ///< connected without a letter
};

LetterUse network(const char* remote, const char* user = "") {
  return {.kind = LetterUse::Kind::network, .remote = remote, .user = user, .api = "WNetGetConnectionW"};
}

LetterUse local_disk() {
  return {.kind = LetterUse::Kind::other, .description = "a local disk", .api = "GetDriveTypeW"};
}

LeaseRecord record(RecordState state, const char* path, const char* user = "") {
  return {.state = state,
          .worker = state == RecordState::connected ? "" : kOtherLease,
          .path = path,
          .user = user};
}

constexpr const char* kReplace = "on-conflict = replace\n";
constexpr const char* kCredential = "credential = backup\n";
constexpr const char* kBoth = "credential = backup\non-conflict = replace\n";
constexpr const char* kUser = "CORP\\svc";  ///< of the credential

using enum RecordState;

const State kStates[] = {
    {"free", "connect", "missing"},
    {"free, no leases", "connect", "missing", {}, {}, false, false},
    {"the same path", "reuse", "there", network(R"(\\A\X\)")},
    {"the same path, no leases", "reuse", "there", network(R"(\\a\x)"), {}, false, false},
    {"the same path and user", "reuse", "there", network(R"(\\a\x)", kUser), {}, false, true, kCredential},
    {"the same path, another user",
     "refuse",
     "taken",
     network(R"(\\a\x)", "PC\\me"),
     {},
     false,
     true,
     kCredential},
    {"the same path, unknown user", "refuse", "taken", network(R"(\\a\x)"), {}, false, true, kCredential},
    {"the same path, another user, replace",
     "refuse",
     "taken",
     network(R"(\\a\x)", "PC\\me"),
     {},
     false,
     true,
     kBoth},
    {"another path", "refuse", "taken", network(R"(\\b\y)")},
    {"another path, replace", "replace", "other", network(R"(\\b\y)"), {}, false, true, kReplace},
    {"another path, replace, with a credential",
     "replace",
     "other",
     network(R"(\\b\y)"),
     {},
     false,
     true,
     kBoth},
    {"another path, replace, no leases", "refuse", "taken", network(R"(\\b\y)"), {}, false, false, kReplace},
    {"a disk", "refuse", "taken", local_disk()},
    {"a disk, replace", "refuse", "taken", local_disk(), {}, false, true, kReplace},
    {"half way, nobody's", "refuse", "taken", {.kind = LetterUse::Kind::other, .is_transient = true}},
    {"half way, ours",
     "connect",
     "other",
     {.kind = LetterUse::Kind::other, .is_transient = true},
     record(connected, R"(\\a\x)")},
    {"left by a run that was killed", "reuse", "there", network(R"(\\a\x)"), record(connected, R"(\\a\x)")},
    {"left with another path", "connect", "other", network(R"(\\b\y)"), record(connected, R"(\\b\y)")},
    {"left by another user", "connect", "other", network(R"(\\a\x)"), record(connected, R"(\\a\x)", "PC\\me"),
     false, true, kCredential},
    {"on record, and gone", "connect", "missing", {}, record(connected, R"(\\a\x)")},
    {"on record, and somebody else's now", "refuse", "taken", network(R"(\\b\y)"),
     record(connected, R"(\\a\x)")},
    {"on record, and somebody else's now, replace", "replace", "other", network(R"(\\b\y)"),
     record(connected, R"(\\a\x)"), false, true, kReplace},
    {"leased, and somebody else's now, replace", "refuse", "taken", network(R"(\\b\y)"),
     record(connected, R"(\\a\x)"), true, true, kReplace},
    {"shared", "reuse", "there", network(R"(\\a\x)"), record(connected, R"(\\a\x)"), true},
    {"shared with that user", "reuse", "there", network(R"(\\a\x)"), record(connected, R"(\\a\x)", kUser),
     true, true, kCredential},
    {"leased for another user", "wait", "busy", network(R"(\\a\x)"), record(connected, R"(\\a\x)"), true,
     true, kCredential},
    {"leased for another path", "wait", "busy", network(R"(\\b\y)"), record(connected, R"(\\b\y)"), true},
    {"leased for another path, replace", "wait", "busy", network(R"(\\b\y)"), record(connected, R"(\\b\y)"),
     true, true, kReplace},
    {"being connected", "wait", "busy", {}, record(connecting, R"(\\a\x)"), true},
    {"being disconnected", "wait", "busy", network(R"(\\a\x)"), record(disconnecting, R"(\\a\x)"), true},
    {"a share, not there", "connect", "missing", {}, {}, false, true, "", false},
    {"a share that is there", "reuse", "there", {}, {}, false, true, "", false, true},
};

/// A machine whose letter is in that state, with launchers as they are.
struct Machine : FakeMachine {
  explicit Machine(const State& state) {
    const DriveLetter letter = DriveLetter::parse("S");
    if (state.use.kind != LetterUse::Kind::free) letters.uses[letter] = state.use;
    if (state.record) leases.records["S"] = *state.record;
    if (state.is_leased) leases.leases.insert(kOtherLease);
    if (state.is_share_there) letters.shares.insert(R"(\\a\x)");
    leases.is_broken = !state.can_keep_leases;
    credentials.credentials.emplace("backup", test::make_credential(kUser, {"a"}));
    files.files["d.ini"] = std::string(state.has_letter ? "[drive.S]\n" : "[share.S]\n") +
                           "path = \\\\a\\x\n" + (state.said == "wait" ? "timeout = 200ms\n" : "") +
                           state.keys;
    network.on_disconnect = [this, letter] { letters.uses.erase(letter); };
  }

  RunServices leased_services() {
    const RunServices made = services();
    return {.network = leased,
            .letters = made.letters,
            .leases = made.leases,
            .program_files = made.program_files,
            .processes = made.processes,
            .files = made.files,
            .credentials = made.credentials,
            .trail = made.trail,
            .require_trusted_launcher = made.require_trusted_launcher,
            .judge_program = made.judge_program,
            .find_default_config = made.find_default_config};
  }

  /// What was done, by what was called and reported, as the key that --dry-run has for it.
  std::string find_deed(const std::string& report) const {
    if (report.find("85 ERROR_ALREADY_ASSIGNED") != std::string::npos ||
        report.find("1460 ERROR_TIMEOUT") != std::string::npos) {
      CHECK(network.calls().empty());
      return report.find("another drivelaunch") == std::string::npos ? "refuse" : "wait";
    }
    const std::vector<std::string> calls = network.calls();
    const auto position = [&](std::string_view call) {
      return std::find(calls.begin(), calls.end(), call) - calls.begin();
    };
    const bool is_share = files.files.at("d.ini").starts_with("[share.");
    const auto connect = position(is_share ? R"(connect \\a\x)" : R"(connect S: \\a\x)");
    if (connect == std::ssize(calls)) return "reuse";
    const bool is_reached_first = position(R"(verify \\a\x)") < connect;
    return is_reached_first ? "replace" : "connect";
  }

  LeasedNetwork leased{network, letters, leases, log};
};

std::string first_key(const std::string& plan) {
  const std::string line = plan.substr(plan.find('\n') + 1);  // behind that of drives.ini
  return line.substr(0, line.find(':'));
}

}  // namespace

TEST_SUITE("plan agrees") {
  TEST_CASE("G4, G5: --dry-run and doctor say of every state of a letter what run and check then do") {
    for (const State& state : kStates) {
      CAPTURE(state.name);
      const Invocation options = parse_invocation("--config d.ini -- C:\\p.exe");
      Machine looked(state);
      Invocation dry_run = options;
      dry_run.dry_run = true;
      CHECK(run(dry_run, looked.leased_services(), looked.log).exit_code == 0);
      CHECK(first_key(looked.console.output) == state.said);

      const Needs needs = collect_needs(options, looked.files, {});
      const std::vector<Step> steps =
          plan_steps(needs.connections, needs.config_file, looked.services().plan_sources()).steps;
      const std::string report = format_doctor_json({}, steps);
      CHECK(report.find(std::string(R"("state": ")") + state.doctor + '"') != std::string::npos);

      CHECK(looked.network.calls().empty());
      CHECK(looked.leases.records.count("S") == (state.record ? 1U : 0U));
      CHECK(looked.leases.leases.size() == (state.is_leased ? 1U : 0U));

      Machine ran(state);
      const bool is_refused = run(options, ran.leased_services(), ran.log).exit_code != 0;
      CHECK(ran.find_deed(ran.console.errors) == state.said);
      CHECK(ran.starter.started.empty() == is_refused);

      Machine checked(state);
      check(parse_check("--config d.ini"), checked.leased_services(), checked.log);
      CHECK(checked.find_deed(checked.console.output) == state.said);
    }
  }

  TEST_CASE("G5: --dry-run says what a run waits for, and what it disconnects first") {
    const auto foretell = [](std::string_view name) {
      const auto* const state = std::find_if(std::begin(kStates), std::end(kStates),
                                             [&](const State& one) { return one.name == name; });
      REQUIRE(state != std::end(kStates));
      Machine machine(*state);
      run(parse_invocation("--config d.ini --dry-run -- C:\\p.exe"), machine.leased_services(), machine.log);
      const std::string& plan = machine.console.output;
      const std::size_t begin = plan.find("warning: ");
      return begin == std::string::npos ? "" : plan.substr(begin, plan.find('\n', begin) - begin);
    };
    CHECK(foretell("leased for another path") ==
          R"(warning: S: is used by another drivelaunch, for \\b\y. A run waits for it until its timeout)");
    CHECK(foretell("leased for another user") ==
          R"(warning: S: is used by another drivelaunch, for \\a\x as the account of its session. )"
          R"(A run waits for it until its timeout)");
    CHECK(foretell("being connected") ==
          "warning: another drivelaunch is still connecting S:. A run waits for it until its timeout");
    CHECK(
        foretell("left with another path") ==
        R"(warning: S: was left connected to \\b\y by a run that was killed. A run disconnects that first)");
    CHECK(foretell("shared").empty());
  }

  TEST_CASE("a letter that no launcher can free is refused before any drive is connected") {
    FakeMachine machine;
    machine.letters.uses[DriveLetter::parse("S")] = local_disk();
    CHECK(run(parse_invocation(R"(--drive S=\\a\x --drive T=\\b\y -- C:\p.exe)"), machine.services(),
              machine.log)
              .exit_code == 0x80070055);
    CHECK(machine.network.calls().empty());
  }

  TEST_CASE("a run that claims at once looks at leases only where a local drive has the letter") {
    FakeMachine machine;
    machine.letters.uses[DriveLetter::parse("S")] = network(R"(\\b\y)");
    const auto plan = [&](const char* drive) {
      machine.leases.peeks = 0;
      return plan_claims({parse_drive_option(drive)}, "", machine.services().plan_sources()).wanted[0];
    };
    CHECK_FALSE(plan(R"(S=\\a\x)").refusal);
    CHECK_FALSE(plan(R"(T=\\a\x)").refusal);
    CHECK(machine.leases.peeks == 0);
    machine.letters.uses[DriveLetter::parse("S")] = local_disk();
    CHECK(plan(R"(S=\\a\x)").refusal->code == 85);
    CHECK(machine.leases.peeks == 1);
    // Another launcher is at work on it, and may free it.
    machine.leases.records["S"] = record(connecting, R"(\\a\x)", kOtherLease);
    machine.leases.leases.insert(kOtherLease);
    CHECK_FALSE(plan(R"(S=\\a\x)").refusal);
  }

  TEST_CASE("a connection without a letter is looked at by its claim only") {
    FakeMachine machine;
    ConnectionSpec share = parse_drive_option(R"(S=\\a\x)").without_letter();
    const std::vector<Wanted> wanted = plan_claims({share}, "", machine.services().plan_sources()).wanted;
    CHECK_FALSE(wanted[0].refusal);
    CHECK(machine.leases.peeks == 0);
    CHECK(machine.letters.share_looks == 0);
  }

  TEST_CASE("G4: what may change between plan and claim is decided by the claim") {
    FakeMachine machine;
    LeasedNetwork leased(machine.network, machine.letters, machine.leases, machine.log);
    ConnectionSpec drive = parse_drive_option(R"(S=\\a\x)");
    const auto plan = [&] { return plan_steps({drive}, "", machine.services().plan_sources()).steps[0]; };
    const DriveLetter letter = *drive.letter;

    CHECK(plan().kind == ClaimStep::connect);
    machine.letters.uses[letter] = network(R"(\\b\y)");
    CHECK(leased.claim(drive).result.code == 85);

    const Step refused = plan();
    CHECK(refused.kind == ClaimStep::refuse);
    CHECK_FALSE(refused.is_final);
    CHECK(find_connections_to_claim(plan_claims({drive}, "", machine.services().plan_sources()).wanted)
              .size() == 1);
    machine.letters.uses.erase(letter);
    CHECK(leased.claim(drive).result.succeeded());
    leased.abandon(drive);

    drive.on_conflict = OnConflict::replace;
    machine.letters.uses[letter] = network(R"(\\b\y)");
    CHECK(plan().kind == ClaimStep::replace);
    machine.leases.records["S"] = record(connected, R"(\\b\y)");
    machine.leases.leases.insert(kOtherLease);
    leased.cancel(drive);
    CHECK(leased.claim(drive).result.text == R"(S: is used by another drivelaunch, for \\b\y)");
    CHECK(machine.network.calls().empty());
  }
}
