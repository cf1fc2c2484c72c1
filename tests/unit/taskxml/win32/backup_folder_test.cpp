#include "taskxml/win32/backup_folder.hpp"

#include <doctest/doctest.h>
#include <windows.h>

#include <string>

#include "launcher/base/error.hpp"
#include "launcher/trust/trust.hpp"
#include "launcher/win32/security/accounts.hpp"
#include "launcher/win32/security/identity.hpp"
#include "launcher/win32/security/product_folder.hpp"
#include "launcher/win32/security/secured_object.hpp"
#include "support/files.hpp"
#include "support/permissions.hpp"
#include "support/rig.hpp"

using e2e::TemporaryFolder;
using taskxml::open_backup_folder;

namespace {

constexpr const char* kEveryoneChanges = "(A;OICI;FA;;;WD)";

/// The code of the failure; 0: there was none.
template <typename Act>
std::uint32_t failure_of(Act act) {
  try {
    act();
    return 0;
  } catch (const launcher::Error& error) {
    CHECK_FALSE(error.failure().advice.empty());
    return error.failure().code;
  }
}

}  // namespace

TEST_SUITE("backup folder") {
  TEST_CASE("a backup is there after it was written, in folders of its own, and nowhere else") {
    const TemporaryFolder temporary;
    const auto backups = open_backup_folder(temporary.file("kept"));
    CHECK(backups->path_of(R"(Backup\Nightly.xml)") == temporary.file(R"(kept\Backup\Nightly.xml)"));
    CHECK_FALSE(backups->has(R"(Backup\Nightly.xml)"));
    CHECK_FALSE(e2e::exists(temporary.file("kept")));
    backups->write(R"(Backup\Nightly.xml)", "the original");
    CHECK(backups->has(R"(Backup\Nightly.xml)"));
    CHECK(backups->read(R"(Backup\Nightly.xml)") == "the original");
    CHECK(e2e::list_folder(temporary.file(R"(kept\Backup)")) == std::vector<std::string>{"Nightly.xml"});
    CHECK(failure_of([&] { backups->read("Other.xml"); }) == ERROR_FILE_NOT_FOUND);
  }

  TEST_CASE("a backup is never written over, and what a killed run left is replaced") {
    const TemporaryFolder temporary;
    const auto backups = open_backup_folder(temporary.path() + "\\");
    e2e::write_file(temporary.file("Nightly.xml~new"), "half");
    backups->write("Nightly.xml", "the original");
    CHECK(failure_of([&] { backups->write("Nightly.xml", "another"); }) == ERROR_ALREADY_EXISTS);
    CHECK(backups->read("Nightly.xml") == "the original");
    CHECK(e2e::list_folder(temporary.path()) == std::vector<std::string>{"Nightly.xml"});
  }

  TEST_CASE("a backup can have a path of more than 260 characters") {
    const TemporaryFolder temporary;
    const auto backups = open_backup_folder(temporary.path());
    const std::string name =
        std::string(120, 'a') + "\\" + std::string(120, 'b') + "\\" + std::string(120, 'c');
    backups->write(name, "far below");
    CHECK(backups->has(name));
    CHECK(failure_of([&] { backups->write(name, "another"); }) == ERROR_ALREADY_EXISTS);
    // Wine's GetFinalPathNameByHandleW gives no path that is so long.
    if (!e2e::is_wine()) CHECK(backups->read(name) == "far below");
    DeleteFileW((L"\\\\?\\" + std::wstring(temporary.path().begin(), temporary.path().end()) + L"\\" +
                 std::wstring(name.begin(), name.end()))
                    .c_str());
  }

  TEST_CASE("G9: a backup is for SYSTEM, Administrators and its own account, whatever the folder grants") {
    const TemporaryFolder temporary;
    const auto backups = open_backup_folder(temporary.file("kept"));
    backups->write("Nightly.xml", "the original");
    for (const std::string& path : {temporary.file("kept"), temporary.file(R"(kept\Nightly.xml)")}) {
      CAPTURE(path);
      const auto object = launcher::win32::open_unfollowed(path, READ_CONTROL | FILE_READ_ATTRIBUTES);
      REQUIRE(object);
      const launcher::SecuredObject secured =
          launcher::win32::read_secured_object(object.get(), launcher::TrustKind::file);
      REQUIRE(secured.entries);
      for (const launcher::AccessEntry& entry : *secured.entries) {
        CAPTURE(entry.sid);
        const bool is_meant = entry.sid == "S-1-5-18" || entry.sid == "S-1-5-32-544" ||
                              entry.sid == launcher::win32::query_own_sid();
        CHECK((is_meant || entry.mask == 0));
      }
    }
  }

  TEST_CASE(
      "G9: a folder that others could change is refused before anything is written, a file before it is read") {
    const TemporaryFolder temporary;
    e2e::make_folder(temporary.file("open"));
    e2e::set_permissions(temporary.file("open"), kEveryoneChanges);
    CHECK_THROWS_AS(open_backup_folder(temporary.file("open"))->write("Nightly.xml", "x"),
                    launcher::TrustError);
    CHECK(e2e::list_folder(temporary.file("open")).empty());

    const auto backups = open_backup_folder(temporary.file("kept"));
    backups->write("Nightly.xml", "the original");
    e2e::set_permissions(temporary.file(R"(kept\Nightly.xml)"), kEveryoneChanges);
    CHECK_THROWS_AS(backups->read("Nightly.xml"), launcher::TrustError);
  }

  TEST_CASE("a file in the place of the folder, and a folder above that is not there, are named") {
    const TemporaryFolder temporary;
    e2e::write_file(temporary.file("file"), "x");
    CHECK(failure_of([&] { open_backup_folder(temporary.file("file"))->write("a.xml", "x"); }) ==
          ERROR_DIRECTORY);
    CHECK(failure_of([&] { open_backup_folder(temporary.file(R"(no\such)"))->write("a.xml", "x"); }) ==
          ERROR_PATH_NOT_FOUND);
  }

  TEST_CASE("G9: without --backup-dir the folder is setup's, and made like it where setup has not run") {
    if (!launcher::win32::is_elevated()) {
      MESSAGE("not run: only an elevated process makes the folder");
      return;
    }
    const std::string folder = launcher::win32::path_of(launcher::ProtectedFolder::tasks);
    const bool had_product = e2e::exists(launcher::win32::path_of(launcher::ProtectedFolder::product));
    const auto backups = open_backup_folder({});
    CHECK(backups->path_of("Nightly.xml") == folder + "\\Nightly.xml");
    backups->write("unit-test.xml", "the original");
    CHECK(backups->read("unit-test.xml") == "the original");
    e2e::set_permissions(folder, kEveryoneChanges);
    CHECK_THROWS_AS(open_backup_folder({})->write("second.xml", "x"), launcher::TrustError);
    CHECK_FALSE(e2e::exists(folder + "\\second.xml"));
    e2e::remove_folder(folder);
    if (!had_product) e2e::remove_folder(launcher::win32::path_of(launcher::ProtectedFolder::product));
  }
}
