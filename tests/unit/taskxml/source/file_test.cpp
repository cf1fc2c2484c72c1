#include <doctest/doctest.h>

#include <string>

#include "taskxml/source/file.hpp"
#include "tests/unit/taskxml/support.hpp"

namespace taskxml::test {
namespace {

namespace fs = std::filesystem;

std::string failure_of(const fs::path& path) {
  try {
    replace_file(path, "new", read_file(path).stamp);
  } catch (const FileError& error) {
    return error.what();
  }
  return "(replaced)";
}

TEST_SUITE("file") {
  TEST_CASE("G15: a replaced file is the new one, and nothing is left beside it") {
    const TemporaryFolder folder;
    const fs::path file = folder.path() / "a.xml";
    write_bytes(file, "old");
    replace_file(file, "new", read_file(file).stamp);
    CHECK(read_bytes(file) == "new");
    CHECK(files_in(folder.path()).size() == 1);
  }

  TEST_CASE("G15: a file that was changed since it was read stays as it is") {
    const TemporaryFolder folder;
    const fs::path file = folder.path() / "a.xml";
    write_bytes(file, "old");
    const FileStamp stamp = read_file(file).stamp;
    write_bytes(file, "changed by somebody");
    CHECK_THROWS_WITH_AS(replace_file(file, "new", stamp), doctest::Contains("changed while it was read"),
                         FileError);
    CHECK_THROWS_AS(copy_file_as_backup(file, folder.path() / "a.bak", stamp), FileError);
    CHECK(read_bytes(file) == "changed by somebody");
    CHECK(files_in(folder.path()).size() == 1);
  }

  TEST_CASE("G15: hard links are refused: the other names would keep the old content") {
    const TemporaryFolder folder;
    const fs::path file = folder.path() / "a.xml";
    write_bytes(file, "old");
    std::error_code error;
    fs::create_hard_link(file, folder.path() / "b.xml", error);
    REQUIRE_FALSE(error);
    CHECK(failure_of(file).find("hard links") != std::string::npos);
    CHECK(read_bytes(file) == "old");
    CHECK(files_in(folder.path()).size() == 2);
  }

  TEST_CASE("G15: a read-only file is refused") {
    const TemporaryFolder folder;
    const fs::path file = folder.path() / "a.xml";
    write_bytes(file, "old");
    fs::permissions(file, fs::perms::owner_read);
    const std::string failure = failure_of(file);
    fs::permissions(file, fs::perms::owner_all);
    // root may write to it all the same, and then the mode must have been kept; see posix_file_test.cpp.
    if (failure != "(replaced)") CHECK(read_bytes(file) == "old");
  }

  TEST_CASE("a folder is neither read nor written as a file") {
    const TemporaryFolder folder;
    CHECK_THROWS_AS(read_file(folder.path()), FileError);
    CHECK_THROWS_AS(write_file(folder.path(), "x"), FileError);
    CHECK_THROWS_AS(read_file(folder.path() / "missing"), FileError);
  }

  TEST_CASE("names beyond ASCII and long paths are reached") {
    const TemporaryFolder folder;
    fs::path deep = folder.path();
    for (int i = 0; i < 8; ++i)
      deep /= path_from_utf8("\xE8\xA1\xA8\xF0\x9F\x92\xBE" + std::string(20, 'x'));
    fs::create_directories(deep);
    const fs::path file = deep / path_from_utf8("\xC3\xBC.xml");
    write_file(file, "bytes");
    CHECK(read_file(file).bytes == "bytes");
    CHECK(utf8_from_path(file.filename()) == "\xC3\xBC.xml");
  }

  TEST_CASE("a temporary name is known by its form") {
    CHECK(is_temporary_name(".a.xml.taskxml-12-0.tmp"));
    CHECK(is_temporary_name("a.xml.taskxml-12-0.tmp"));
    CHECK_FALSE(is_temporary_name("a.xml"));
    CHECK_FALSE(is_temporary_name("taskxml.tmp"));
  }
}

}  // namespace
}  // namespace taskxml::test
