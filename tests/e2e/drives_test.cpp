// The main path: a drive comes, the program works on it, the drive goes.
#include <doctest/doctest.h>
#include <fmt/format.h>

#include "support/drives.hpp"
#include "support/files.hpp"
#include "support/launcher.hpp"
#include "support/rig.hpp"
#include "support/text.hpp"

using namespace e2e;

TEST_SUITE("drives") {
  TEST_CASE("a program reads and writes files on the server through its drive, which is gone afterwards") {
    NEEDS_SHARE();
    const ShareFolder folder;
    const FreeLetter drive;
    write_file(folder.file("given.txt"), "from the server");
    const auto result =
        launch(drive.option(folder.unc()) +
               act(fmt::format("copy {} {} write {} \"to the server\" exit 42", drive.file("given.txt"),
                               drive.file("copied.txt"), drive.file("made.txt"))));
    CHECK(result.exit_code == 42);
    CHECK(result.output == "");
    CHECK(result.errors == "");
    CHECK(read_file(folder.file("copied.txt")) == "from the server");
    CHECK(read_file(folder.file("made.txt")) == "to the server");
    CHECK_FALSE(drive.is_there());
    CHECK(drive.remote() == "");
  }

  TEST_CASE("the root of a share is connected as well as a folder below it") {
    NEEDS_RIG();  // below the root of the test's own share, other tests have files open
    const TemporaryFolder temporary;
    const FreeLetter drive;
    const auto result = launch(
        drive.option(R"(\\nas\projects)") +
        act(fmt::format("write {0} x copy {0} {1}", drive.file("root.txt"), temporary.file("copied"))));
    CHECK(result.exit_code == 0);
    CHECK(read_file(temporary.file("copied")) == "x");
    CHECK_FALSE(drive.is_there());
  }

  TEST_CASE("a program sees the drives of several servers at once, and all are gone afterwards") {
    NEEDS_RIG();
    const ShareFolder folder;
    const FreeLetter first, second, third;
    const auto result = launch(
        first.option(folder.unc()) + second.option(R"(\\nas\projects)") + third.option(R"(\\media\in)") +
        act(fmt::format("write {0} one copy {0} {1} copy {1} {2} copy {2} {3}", first.file("a.txt"),
                        second.file("a.txt"), third.file("a.txt"), first.file("b.txt"))));
    CHECK(result.exit_code == 0);
    CHECK(result.errors == "");
    CHECK(read_file(folder.file("b.txt")) == "one");
    for (const FreeLetter* drive : {&first, &second, &third}) {
      CHECK_FALSE(drive->is_there());
      CHECK(drive->remote() == "");
    }
  }

  TEST_CASE("the directory given by --chdir may be on the drive") {
    NEEDS_SHARE();
    const ShareFolder folder;
    const FreeLetter drive;
    make_folder(folder.file("jobs"));
    const auto result = launch(drive.option(folder.unc()) + "--chdir " + in_quotes(drive.file("jobs")) +
                               act("state state.txt"));
    CHECK(result.exit_code == 0);
    CHECK(result.errors == "");
    CHECK(contains(read_file(folder.file("jobs\\state.txt")), "directory=" + drive.file("jobs") + "\n"));
    CHECK_FALSE(drive.is_there());
  }
}
