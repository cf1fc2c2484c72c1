#include <doctest/doctest.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <sys/xattr.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <fstream>
#include <string>
#include <thread>
#include <vector>

#include "taskxml/source/file.hpp"
#include "tests/unit/taskxml/recorded_streams.hpp"
#include "tests/unit/taskxml/support.hpp"

namespace taskxml::test {
namespace {

namespace fs = std::filesystem;

struct stat status_of(const fs::path& path) {
  struct stat status = {};
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

  TEST_CASE("G15: a name as long as the file system allows is replaced, and so is its backup's") {
    const TemporaryFolder folder;
    for (const std::string& name : {std::string(255, 'n'), "x" + std::string(127, '\xC3') + "\xBC"}) {
      // The second is no UTF-8 as a whole: a name may be any bytes.
      const fs::path file = folder.path() / name;
      write_bytes(file, "old");
      replace_file(file, "new", read_file(file).stamp);
      CHECK(read_bytes(file) == "new");
    }
    std::string cut = "x";
    for (int i = 0; i < 127; ++i)
      cut += "\xC3\xBC";
    CHECK(temporary_path_beside(fs::path("d") / cut, ".", ".taskxml-1-0.tmp").string() ==
          "d/." + cut.substr(0, 95) + ".taskxml-1-0.tmp");
    const fs::path file = folder.path() / (std::string(247, 'm') + ".xml");
    write_bytes(file, "old");
    copy_file_as_backup(file, file.string() + ".bak", read_file(file).stamp);
    CHECK(read_bytes(file.string() + ".bak") == "old");
    CHECK_THROWS_AS(copy_file_as_backup(file, file.string() + ".backup", read_file(file).stamp), FileError);
    CHECK(read_bytes(file) == "old");
  }

  TEST_CASE("a pipe in a folder is named and left alone; one that is named is read, and never replaced") {
    const TemporaryFolder folder;
    const fs::path in = folder.path() / "in";
    fs::create_directory(in);
    const fs::path pipe = in / "a.xml";
    REQUIRE(mkfifo(pipe.c_str(), 0600) == 0);
    fs::create_symlink("a.xml", in / "link.xml");
    fs::create_symlink("/dev/zero", in / "zero.xml");
    const std::string task = task_with("<Command>S:\\a.exe</Command>");
    write_bytes(in / "b.xml", task);
    for (const char* const command : {"wrap", "show", "diagnose"}) {
      std::vector<std::string> arguments{command, in.string()};
      if (arguments.front() == "wrap") arguments.insert(arguments.end(), {"--check", "--select", "all"});
      const Ran ran = run_with(arguments);
      CAPTURE(ran.streams.error);
      CHECK(ran.exit_code == kRefused);
      for (const char* const name :
           {"a.xml: it is a pipe\n", "link.xml: it is a pipe\n", "zero.xml: it is a device\n"})
        CHECK(ran.streams.error.find("left alone: " + (in / name).string()) != std::string::npos);
    }
    std::thread writer([&] { std::ofstream(pipe) << task; });
    const Ran ran = run_with({"wrap", pipe.string()});
    writer.join();
    CHECK(ran.exit_code == kDone);
    CHECK(ran.streams.error == pipe.string() + ": wrapped 1 of 1 Exec actions\n");
    CHECK_THROWS_WITH_AS(replace_file(pipe, "x", {}), doctest::Contains("it is not a regular file"),
                         FileError);
    CHECK_THROWS_AS(copy_file_as_backup(pipe, folder.path() / "x.bak", {}), FileError);
  }

  TEST_CASE("a file name with line breaks and marks of direction is one line in every message and diff") {
    const TemporaryFolder folder;
    const fs::path good = folder.path() / "a\n\xE2\x80\xAE.xml";
    const fs::path bad = folder.path() / "b\x1B[2J\xFF.xml";
    write_bytes(good, task_with("<Command>S:\\a.exe</Command>"));
    write_bytes(bad, "<Task>");
    const std::string there = folder.path().string();
    Ran ran = run_with({"wrap", "--select", "all", "--diff", there});
    CHECK(ran.streams.error ==
          fmt::format("{0}/a<U+000A><U+202E>.xml: would have wrapped 1 of 1 Exec actions\n"
                      "{0}/b<U+001B>[2J\xEF\xBF\xBD.xml:1: the file ends inside an element "
                      "that is not closed: \"Task\"\n"
                      "{0}/b<U+001B>[2J\xEF\xBF\xBD.xml: refused\n"
                      "2 files: 1 changed, 0 unchanged, 1 refused\n",
                      there));
    CHECK(ran.streams.output.starts_with(
        fmt::format("--- {0}/a<U+000A><U+202E>.xml\n+++ {0}/a<U+000A><U+202E>.xml (wrapped)\n", there)));
    ran = run_with({"show", there});
    CHECK(
        ran.streams.output.starts_with(there + "/a<U+000A><U+202E>.xml:3: a<U+000A><U+202E>.xml: action 1,"));
    ran = run_with({"diagnose", there});
    CHECK(ran.streams.output.find('\x1B') == std::string::npos);
    CHECK(ran.streams.output.find("a<U+000A><U+202E>.xml:1: a<U+000A><U+202E>.xml") != std::string::npos);
    ran = run_with({"wrap", "--check", (folder.path() / "no\nfile").string()});
    CHECK(ran.streams.error.starts_with("cannot open: " + there + "/no<U+000A>file: No such file"));
  }

  TEST_CASE("devices are written to, never replaced") {
    CHECK_NOTHROW(write_file("/dev/null", "bytes"));
    CHECK_THROWS_AS(write_file("/dev/full", "bytes"), FileError);
    CHECK(S_ISCHR(status_of("/dev/null").st_mode));
  }
}

}  // namespace
}  // namespace taskxml::test
