#include "launcher/command/setup.hpp"

#include <doctest/doctest.h>

#include <map>
#include <string>
#include <vector>

#include "tests/support/fake_machine.hpp"
#include "tests/support/sddl.hpp"

using namespace launcher;
using launcher::test::FakeConsole;
using launcher::test::read_sddl;

namespace {

class FakeSetupMachine : public SetupMachine {
 public:
  bool elevated = true;
  std::map<ProtectedFolder, FolderAction> folders;
  bool has_source = false;

  bool is_elevated() override { return elevated; }
  std::string path_of(ProtectedFolder folder) override {
    static const std::map<ProtectedFolder, std::string> paths{
        {ProtectedFolder::product, "P"},
        {ProtectedFolder::logs, "P\\logs"},
        {ProtectedFolder::credentials, "P\\credentials"},
        {ProtectedFolder::tasks, "P\\tasks"},
        {ProtectedFolder::probes, "P\\probes"},
    };
    return paths.at(folder);
  }
  FolderAction look_at(ProtectedFolder folder) override {
    return folders.contains(folder) ? folders.at(folder) : FolderAction::make;
  }
  void make(ProtectedFolder folder) override { folders[folder] = FolderAction::keep; }
  void protect(ProtectedFolder folder) override { folders[folder] = FolderAction::keep; }
  std::string move_aside(ProtectedFolder folder) override { return path_of(folder) + ".moved-1"; }
  void register_event_source() override { has_source = true; }
  void remove_event_source() override { has_source = false; }
};

std::string set_up(FakeSetupMachine& machine, const std::string& arguments) {
  FakeConsole console;
  launcher::set_up(parse_setup(arguments), machine, console);
  return console.output;
}

TrustedAccounts make_accounts() {
  return {.own = "S-1-5-21-1-2-3-500", .is_elevated = true, .is_administrator = [](const std::string&) {
            return false;
          }};
}

}  // namespace

TEST_SUITE("setup") {
  TEST_CASE("setup makes the folders, outermost first, and repeating it changes nothing") {
    FakeSetupMachine machine;
    CHECK(set_up(machine, "") ==
          "made: P\nmade: P\\logs\nmade: P\\credentials\nmade: P\\tasks\nmade: P\\probes\n"
          "registered: the event source DriveLaunch\n");
    CHECK(machine.has_source);
    CHECK(set_up(machine, "") ==
          "in order: P\nin order: P\\logs\nin order: P\\credentials\nin order: P\\tasks\n"
          "in order: P\\probes\nregistered: the event source DriveLaunch\n");
  }

  TEST_CASE("a folder of somebody else is renamed and named, one with open permissions is protected") {
    FakeSetupMachine machine;
    machine.folders = {{ProtectedFolder::product, FolderAction::protect},
                       {ProtectedFolder::logs, FolderAction::move_aside}};
    const std::string output = set_up(machine, "");
    CHECK(output.find("protected again: P\n") != std::string::npos);
    CHECK(output.find("renamed P\\logs to P\\logs.moved-1: another account owns it, or it is not a folder\n"
                      "made: P\\logs\n") != std::string::npos);
    CHECK(machine.folders.at(ProtectedFolder::logs) == FolderAction::keep);
  }

  TEST_CASE("setup without elevation changes nothing and says what to do") {
    FakeSetupMachine machine;
    machine.elevated = false;
    for (const std::string arguments : {"", "--remove"}) {
      try {
        set_up(machine, arguments);
        FAIL("not refused");
      } catch (const Error& error) {
        CHECK(error.exit_code() == 0x800702E4);
        CHECK(std::string(error.what()).find("Run as administrator") != std::string::npos);
      }
    }
    CHECK(machine.folders.empty());
    CHECK_FALSE(machine.has_source);
  }

  TEST_CASE("setup --remove removes the event source, keeps the folders and says how to find wrapped tasks") {
    FakeSetupMachine machine;
    set_up(machine, "");
    const std::string output = set_up(machine, "--remove");
    CHECK_FALSE(machine.has_source);
    CHECK(machine.folders.size() == launcher::kProtectedFolders.size());
    CHECK(output.find(
              "kept: P, with drives.ini, logs, credentials (drivelaunch credential list) and tasks, ") !=
          std::string::npos);
    CHECK(output.find("Get-ScheduledTask | Where-Object { $_.Actions.Execute -like '*drivelaunch*' }") !=
          std::string::npos);
  }

  TEST_CASE("setup takes no other words") {
    CHECK_THROWS_AS(parse_setup("--force"), Error);
    CHECK_THROWS_AS(parse_setup("-- x"), Error);
    CHECK(parse_setup("--remove").remove);
  }

  TEST_CASE("the owner of a folder decides whether it is kept, protected or renamed") {
    struct Row {
      std::string sddl;
      FolderAction action;
    };
    const Row rows[] = {
        {"O:BAD:P(A;OICI;FA;;;SY)(A;OICI;FA;;;BA)", FolderAction::keep},
        {"O:SYD:P(A;OICI;FA;;;SY)(A;OICI;FA;;;BA)(A;OICI;0x1200a9;;;BU)", FolderAction::keep},
        {"O:BAD:AI(A;OICIID;FA;;;SY)(A;OICIID;FA;;;BA)(A;CIID;DCLCRPCR;;;BU)", FolderAction::protect},
        {"O:BAD:NO_ACCESS_CONTROL", FolderAction::protect},
        {"O:S-1-5-21-1-2-3-1200D:P(A;OICI;FA;;;SY)(A;OICI;FA;;;BA)", FolderAction::move_aside},
        {"O:S-1-5-21-1-2-3-1200D:P(A;OICI;FA;;;S-1-5-21-1-2-3-1200)", FolderAction::move_aside},
    };
    for (const Row& row : rows) {
      CAPTURE(row.sddl);
      SecuredObject folder = read_sddl(TrustKind::folder, "P", row.sddl);
      CHECK(decide_folder(folder, true, make_accounts()) == row.action);
      CHECK(decide_folder(folder, false, make_accounts()) == FolderAction::move_aside);
      folder.is_name_surrogate = true;
      CHECK(decide_folder(folder, true, make_accounts()) == FolderAction::move_aside);
    }
    CHECK(decide_folder(std::nullopt, false, make_accounts()) == FolderAction::make);
  }
}
