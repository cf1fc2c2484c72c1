// drivelaunch setup: what it makes on a machine, and what it leaves there.
#include <doctest/doctest.h>
#include <windows.h>

#include <cstdint>
#include <string>

#include "support/files.hpp"
#include "support/launcher.hpp"
#include "support/permissions.hpp"
#include "support/rig.hpp"
#include "support/text.hpp"

using namespace e2e;

namespace {

constexpr std::uint32_t kElevationRequired = 740;  // ERROR_ELEVATION_REQUIRED
constexpr const char* kProduct = "C:\\ProgramData\\DriveLaunch";

std::string in_product(const std::string& name) {
  return std::string(kProduct) + "\\" + name;
}

/// A value of the event source; empty: there is none.
std::string source_value(const wchar_t* name) {
  wchar_t text[1024];
  DWORD size = sizeof text;
  const LSTATUS code = RegGetValueW(
      HKEY_LOCAL_MACHINE, L"SYSTEM\\CurrentControlSet\\Services\\EventLog\\Application\\DriveLaunch", name,
      RRF_RT_REG_SZ | RRF_RT_REG_EXPAND_SZ | RRF_NOEXPAND, nullptr, text, &size);
  return code == ERROR_SUCCESS ? narrow(text) : std::string();
}

/// Its kind; 0: there is none.
DWORD source_kind(const wchar_t* name) {
  DWORD kind = 0;
  RegGetValueW(HKEY_LOCAL_MACHINE, L"SYSTEM\\CurrentControlSet\\Services\\EventLog\\Application\\DriveLaunch",
               name, RRF_RT_ANY | RRF_NOEXPAND, &kind, nullptr, nullptr);
  return kind;
}

/// The rig's machine without what an earlier test set up.
class CleanMachine {
 public:
  CleanMachine() { clean(); }
  ~CleanMachine() { clean(); }
  CleanMachine(const CleanMachine&) = delete;
  CleanMachine& operator=(const CleanMachine&) = delete;

 private:
  static void clean() {
    remove_folder(kProduct);
    remove_folder(in_product("..\\DriveLaunch.moved-1"));
  }
};

}  // namespace

TEST_SUITE("setup") {
  TEST_CASE("setup makes what a machine needs, can be repeated, and --remove keeps what is not its own") {
    NEEDS_RIG();  // never on a machine that somebody uses
    NEEDS_RIGHTS(Rights::elevated);
    const CleanMachine machine;
    const auto first = launch("setup", Rights::elevated);
    CHECK(first.exit_code == 0);
    CHECK(first.errors == "");
    CHECK(contains(first.output, "made: C:\\ProgramData\\DriveLaunch\n"));
    CHECK(exists(in_product("logs")));
    CHECK(exists(in_product("credentials")));
    CHECK(exists(in_product("tasks")));
    CHECK(exists(in_product("probes")));
    CHECK(source_value(L"EventMessageFile") == launcher_path());

    write_file(in_product("drives.ini"), "; mine\n");
    write_file(in_product("tasks\\Nightly.xml"), "the original");
    const auto second = launch("setup", Rights::elevated);
    CHECK(second.exit_code == 0);
    CHECK(contains(second.output, "in order: C:\\ProgramData\\DriveLaunch\\logs\n"));

    const auto removed = launch("setup --remove", Rights::elevated);
    CHECK(removed.exit_code == 0);
    CHECK(source_value(L"EventMessageFile") == "");
    CHECK(contains(removed.output, "tasks, the definitions as they were before taskxml changed them"));
    CHECK(read_file(in_product("drives.ini")) == "; mine\n");
    CHECK(read_file(in_product("tasks\\Nightly.xml")) == "the original");
    CHECK(launch("setup --remove", Rights::elevated).exit_code == 0);
  }

  TEST_CASE("setup registers events also for a program whose path has a % of its own") {
    NEEDS_RIG();
    NEEDS_RIGHTS(Rights::elevated);
    const CleanMachine machine;
    CHECK(launch("setup", Rights::elevated).exit_code == 0);
    CHECK(source_kind(L"EventMessageFile") == REG_EXPAND_SZ);
    const TemporaryFolder temporary;
    make_folder(temporary.file("100%TEMP%"));
    const std::string copy = temporary.file("100%TEMP%\\drivelaunch.exe");
    REQUIRE(CopyFileW(widen(launcher_path()).c_str(), widen(copy).c_str(), TRUE) != 0);
    ProcessRequest request;
    request.line = widen(in_quotes(copy) + " setup");
    request.rights = Rights::elevated;
    CHECK(run_process(request).exit_code == 0);
    CHECK(source_value(L"EventMessageFile") == copy);
    CHECK(source_kind(L"EventMessageFile") == REG_SZ);
    CHECK(launch("setup --remove", Rights::elevated).exit_code == 0);
  }

  TEST_CASE("setup protects a folder that everybody may change, and renames what is not a folder") {
    NEEDS_RIG();
    NEEDS_RIGHTS(Rights::elevated);
    const CleanMachine machine;
    make_folder(kProduct);
    set_permissions(kProduct, "(A;OICI;FA;;;WD)");
    write_file(in_product("logs"), "not a folder");
    const auto result = launch("setup", Rights::elevated);
    CHECK(result.exit_code == 0);
    CHECK(contains(result.output, "protected again: C:\\ProgramData\\DriveLaunch\n"));
    CHECK(contains(
        result.output,
        "renamed C:\\ProgramData\\DriveLaunch\\logs to C:\\ProgramData\\DriveLaunch\\logs.moved-1: "));
    CHECK(read_file(in_product("logs.moved-1")) == "not a folder");
    CHECK(contains(launch("setup", Rights::elevated).output, "in order: C:\\ProgramData\\DriveLaunch\n"));
  }

  TEST_CASE("setup without elevation changes nothing and says how it is done") {
    NEEDS_RIG();
    NEEDS_RIGHTS(Rights::limited);
    const CleanMachine machine;
    const auto result = launch("setup", Rights::limited);
    CHECK(result.exit_code == launcher_code(kElevationRequired));
    CHECK(contains(result.errors, "cannot set up: this machine: 740 ERROR_ELEVATION_REQUIRED"));
    CHECK(contains(result.errors, "Run as administrator"));
    CHECK_FALSE(exists(kProduct));
  }

  TEST_CASE("setup refuses words it does not know") {
    CHECK(launch("setup --all").exit_code == launcher_code(ERROR_BAD_ARGUMENTS));
  }
}
