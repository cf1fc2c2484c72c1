// G2, the part that needs no fault: every exit code comes back, all 32 bits.
#include <doctest/doctest.h>
#include <fmt/format.h>

#include <array>

#include "support/drives.hpp"
#include "support/files.hpp"
#include "support/launcher.hpp"
#include "support/rig.hpp"
#include "support/text.hpp"

using namespace e2e;

TEST_SUITE("exit-code") {
  TEST_CASE("G2: the program's exit code is the launcher's, all 32 bits, 259 included") {
    NEEDS_SHARE();
    constexpr std::array<std::uint32_t, 9> kCodes{0,          1,          255,        256,       259,
                                                  0x7fffffff, 0x80070035, 0xC0000005, 0xffffffff};
    const ShareFolder folder;
    const FreeLetter drive;
    for (const std::uint32_t code : kCodes) {
      CAPTURE(code);
      const auto result = launch(drive.option(folder.unc()) + act(fmt::format("exit {:#x}", code)));
      CHECK(result.exit_code == code);
      CHECK(result.errors == "");
      CHECK_FALSE(drive.is_there());
    }
  }

  TEST_CASE("G2: a program that crashes ends the launcher with the code of the exception") {
    NEEDS_SHARE();
    const ShareFolder folder;
    const FreeLetter drive;
    const auto result = launch(drive.option(folder.unc()) + act("crash"));
    CHECK(result.exit_code == 0xC0000005);
    CHECK_FALSE(drive.is_there());
  }

  TEST_CASE("G2: drivelaunchw waits, too, and gives the exit code") {
    NEEDS_SHARE();
    const ShareFolder folder;
    const FreeLetter drive;
    const ProcessRequest request{
        .line = widen(in_quotes(windowless_launcher_path()) + " " + drive.option(folder.unc()) +
                      act("write " + drive.file("made.txt") + " x exit 0x80070035"))};
    const auto result = run_process(request);
    CHECK(result.exit_code == 0x80070035);
    CHECK(result.errors == "");
    CHECK(exists(folder.file("made.txt")));
    CHECK_FALSE(drive.is_there());
  }
}
