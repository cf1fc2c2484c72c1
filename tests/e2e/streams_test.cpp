// G1, the standard handles: what goes in and out of the program goes through untouched.
#include <doctest/doctest.h>

#include "support/drives.hpp"
#include "support/files.hpp"
#include "support/launcher.hpp"
#include "support/random_source.hpp"
#include "support/rig.hpp"

using namespace e2e;

namespace {

/// Every byte value, line ends of both kinds and Ctrl-Z among them.
std::string make_megabyte() {
  RandomSource random(1);
  std::string bytes(std::size_t{1024} * 1024, '\0');
  for (char& byte : bytes)
    byte = static_cast<char>(random.draw(0, 255));
  return bytes;
}

}  // namespace

TEST_SUITE("streams") {
  TEST_CASE("G1: a megabyte goes through standard input and output when they are pipes") {
    NEEDS_SHARE();
    const ShareFolder folder;
    const FreeLetter drive;
    ProcessRequest request = launcher_request(drive.option(folder.unc()) + act("relay"));
    request.input = make_megabyte();
    const auto result = run_process(request);
    CHECK(result.exit_code == 0);
    CHECK((result.output == request.input));
    CHECK(result.errors == std::to_string(request.input.size()));
  }

  TEST_CASE("G1: a megabyte goes through standard input and output when they are files") {
    NEEDS_SHARE();
    const TemporaryFolder temporary;
    const ShareFolder folder;
    const FreeLetter drive;
    const std::string bytes = make_megabyte();
    write_file(temporary.file("in"), bytes);
    ProcessRequest request = launcher_request(drive.option(folder.unc()) + act("relay"));
    request.input_file = temporary.file("in");
    request.output_file = temporary.file("out");
    request.errors_file = temporary.file("err");
    CHECK(run_process(request).exit_code == 0);
    CHECK((read_file(temporary.file("out")) == bytes));
    CHECK(read_file(temporary.file("err")) == std::to_string(bytes.size()));
  }

  TEST_CASE("G1: a program that finds its standard input empty sees its end at once") {
    NEEDS_SHARE();
    const ShareFolder folder;
    const FreeLetter drive;
    const auto result = launch(drive.option(folder.unc()) + act("relay exit 6"));
    CHECK(result.exit_code == 6);
    CHECK(result.output == "");
    CHECK(result.errors == "0");
  }

  TEST_CASE("a launcher without standard handles and console works all the same") {
    NEEDS_SHARE();
    const ShareFolder folder;
    const FreeLetter drive;
    ProcessRequest request =
        launcher_request(drive.option(folder.unc()) + act("write " + drive.file("made.txt") + " x exit 6"));
    request.without_streams = true;
    request.flags = DETACHED_PROCESS;
    CHECK(run_process(request).exit_code == 6);
    CHECK(read_file(folder.file("made.txt")) == "x");
    CHECK_FALSE(drive.is_there());
    request.line = launcher_request(drive.option(folder.unc()) + "-- " + drive.file("nothing.exe")).line;
    CHECK(run_process(request).exit_code == launcher_code(ERROR_FILE_NOT_FOUND));  // its message goes nowhere
  }
}
