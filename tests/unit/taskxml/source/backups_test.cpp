#include "taskxml/source/backups.hpp"

#include <doctest/doctest.h>

#include <map>
#include <string>

#include "tests/unit/taskxml/fake_live_tasks.hpp"

namespace taskxml::test {
namespace {

TEST_SUITE("backups") {
  TEST_CASE("the first copy is the original and stays; what is none of the copies becomes one more") {
    std::map<std::string, std::string> files;
    FakeBackupFolder folder(files, "D:\\kept");
    Backups backups(folder);
    const TaskPath path = *TaskPath::parse("\\Backup\\Nightly");
    CHECK_FALSE(backups.read_original(path));
    CHECK(backups.keep(path, "one") == "Backup\\Nightly.xml");
    CHECK(backups.keep(path, "one") == "Backup\\Nightly.xml");
    CHECK(backups.keep(path, "two") == "Backup\\Nightly~2.xml");
    CHECK(backups.keep(path, "three") == "Backup\\Nightly~3.xml");
    CHECK(backups.keep(path, "two") == "Backup\\Nightly~2.xml");
    CHECK(backups.keep(path, "one") == "Backup\\Nightly.xml");
    CHECK(files.size() == 3);
    CHECK(files["Backup\\Nightly.xml"] == "one");
    CHECK(*backups.read_original(path) == "one");
    CHECK(backups.path_of("Backup\\Nightly.xml") == "D:\\kept\\Backup\\Nightly.xml");
  }
}

}  // namespace
}  // namespace taskxml::test
