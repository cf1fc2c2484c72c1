#include <doctest/doctest.h>
#include <sys/stat.h>
#include <sys/xattr.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <string>

#include "taskxml/source/file.hpp"
#include "tests/unit/taskxml/support.hpp"

namespace taskxml::test {
namespace {

namespace fs = std::filesystem;

struct stat status_of(const fs::path& path) {
  struct stat status {};
  REQUIRE(lstat(path.c_str(), &status) == 0);
  return status;
}

TEST_SUITE("posix file") {
  TEST_CASE("G15: mode, owner and extended attributes are kept") {
    const TemporaryFolder folder;
    const fs::path file = folder.path() / "a.xml";
    write_bytes(file, "old");
    REQUIRE(chmod(file.c_str(), 0640) == 0);
    if (geteuid() == 0) REQUIRE(chown(file.c_str(), 12345, 54321) == 0);
    const bool has_attributes = setxattr(file.c_str(), "user.note", "kept", 4, 0) == 0;
    if (!has_attributes) MESSAGE("no extended attributes here: " << std::strerror(errno));
    const struct stat before = status_of(file);
    replace_file(file, "new", read_file(file).stamp);
    const struct stat after = status_of(file);
    CHECK(read_bytes(file) == "new");
    CHECK(after.st_ino != before.st_ino);
    CHECK(after.st_mode == before.st_mode);
    CHECK(after.st_uid == before.st_uid);
    CHECK(after.st_gid == before.st_gid);
    if (has_attributes) {
      char value[16] = {};
      CHECK(getxattr(file.c_str(), "user.note", value, sizeof value) == 4);
      CHECK(std::string(value) == "kept");
    }
  }

  TEST_CASE("G15: a symbolic link is refused, and a folder's links to files too") {
    const TemporaryFolder folder;
    const fs::path file = folder.path() / "a.xml";
    write_bytes(file, "old");
    fs::create_symlink("a.xml", folder.path() / "link.xml");
    CHECK_THROWS_WITH_AS(replace_file(folder.path() / "link.xml", "new", read_file(file).stamp),
                         doctest::Contains("it is a symbolic link"), FileError);
    CHECK(read_bytes(file) == "old");
    CHECK(fs::is_symlink(folder.path() / "link.xml"));
  }

  TEST_CASE("a file that is written anew gets the mode of the one that was there") {
    const TemporaryFolder folder;
    const fs::path file = folder.path() / "a.xml";
    write_file(file, "one");
    const mode_t mask = umask(0);
    umask(mask);
    CHECK((status_of(file).st_mode & 07777) == (0666 & ~mask));
    REQUIRE(chmod(file.c_str(), 0600) == 0);
    write_file(file, "two");
    CHECK((status_of(file).st_mode & 07777) == 0600);
    fs::create_symlink("a.xml", folder.path() / "link.xml");
    write_file(folder.path() / "link.xml", "three");
    CHECK(fs::is_symlink(folder.path() / "link.xml"));
    CHECK(read_bytes(file) == "three");
  }

  TEST_CASE("devices are written to, never replaced") {
    CHECK_NOTHROW(write_file("/dev/null", "bytes"));
    CHECK_THROWS_AS(write_file("/dev/full", "bytes"), FileError);
    CHECK(S_ISCHR(status_of("/dev/null").st_mode));
  }
}

}  // namespace
}  // namespace taskxml::test
