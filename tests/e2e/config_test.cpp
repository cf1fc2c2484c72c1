// drives.ini as it comes from editors and administrators.
#include <doctest/doctest.h>
#include <fmt/format.h>

#include <string>

#include "support/drives.hpp"
#include "support/files.hpp"
#include "support/launcher.hpp"
#include "support/rig.hpp"
#include "support/text.hpp"

using namespace e2e;

namespace {

std::string as_utf16le(const std::string& text) {
  std::string bytes = "\xFF\xFE";
  for (const wchar_t unit : widen(text)) {
    bytes += static_cast<char>(unit & 0xFF);
    bytes += static_cast<char>(unit >> 8);
  }
  return bytes;
}

std::string section(const FreeLetter& drive, const std::string& unc) {
  return fmt::format("[drive.{}]\r\npath = {}\r\n", drive.letter(), unc);
}

}  // namespace

TEST_SUITE("config") {
  TEST_CASE("drives.ini is read as UTF-8 with and without a byte order mark, and as UTF-16LE with one") {
    NEEDS_SHARE();
    const TemporaryFolder temporary;
    const ShareFolder folder(
        "\xC3\x9C"
        "bung \xE6\xBC\xA2");  // Übung 漢
    const FreeLetter first, second;
    make_folder(folder.file("second"));
    const std::string text =
        "; Drives\r\n" + section(first, folder.unc()) + section(second, folder.unc() + "\\second");
    for (const std::string& bytes : {text, "\xEF\xBB\xBF" + text, as_utf16le(text)}) {
      CAPTURE(bytes);
      write_file(temporary.file("drives.ini"), bytes);
      const auto result = launch("--config " + quoted(temporary.file("drives.ini")) +
                                 act(fmt::format("write {0} x copy {0} {1} exit 2", first.file("given.txt"),
                                                 second.file("got.txt"))));
      CHECK(result.exit_code == 2);
      CHECK(result.errors == "");
      CHECK(read_file(folder.file("second\\got.txt")) == "x");
      remove_file(folder.file("second\\got.txt"));
      CHECK_FALSE(first.is_there());
      CHECK_FALSE(second.is_there());
    }
  }

  TEST_CASE("--only takes the drives it names, --drive adds one") {
    NEEDS_SHARE();
    const TemporaryFolder temporary;
    const ShareFolder folder;
    const FreeLetter taken, left_out, added;
    write_file(temporary.file("drives.ini"), section(left_out, folder.unc()) + section(taken, folder.unc()));
    const std::string options = fmt::format("--config {} --only {} {}", quoted(temporary.file("drives.ini")),
                                            taken.letter(), added.option(folder.unc()));
    CHECK(launch(options + act(fmt::format("write {} x copy {} {}", taken.file("given.txt"),
                                           added.file("given.txt"), taken.file("got.txt"))))
              .exit_code == 0);
    CHECK(exists(folder.file("got.txt")));
    // The program's own error: there is no such drive.
    const auto result =
        launch(options + act(fmt::format("copy {} {}", left_out.file("given.txt"), taken.file("more.txt"))));
    CHECK((result.exit_code == ERROR_PATH_NOT_FOUND || result.exit_code == ERROR_FILE_NOT_FOUND));
    CHECK(result.errors == "");
  }

  TEST_CASE("verify = writable and none connect as well as reachable") {
    NEEDS_SHARE();
    const TemporaryFolder temporary;
    const ShareFolder folder;
    const FreeLetter drive;
    for (const std::string verify : {"reachable", "writable", "none"}) {
      CAPTURE(verify);
      write_file(temporary.file("drives.ini"), section(drive, folder.unc()) + "verify = " + verify + "\r\n");
      const auto result = launch("--config " + quoted(temporary.file("drives.ini")) +
                                 act("write " + drive.file(verify) + " x"));
      CHECK(result.exit_code == 0);
      CHECK(result.errors == "");
      CHECK(list_folder(folder.path()).size() == 1);  // verifying makes nothing
      remove_file(folder.file(verify));
    }
  }

  TEST_CASE("every mistake of a file is told at once, each with file and line") {
    const TemporaryFolder temporary;
    const FreeLetter drive;
    const std::string file = temporary.file("drives.ini");
    write_file(file, fmt::format("[drive.{0}]\n"        // 1
                                 "path = \\\\server\n"  // 2: no share
                                 "timout = 5m\n"        // 3: unknown key
                                 "[drive.{0}]\n"        // 4: given twice
                                 "path = \\\\server\\share\n"
                                 "[drive.12]\n"  // 6: bad letter
                                 "path = \\\\server\\share\n",
                                 drive.letter()));
    const auto result = launch("--config " + quoted(file) + act("exit 0"));
    CHECK(result.exit_code == launcher_code(ERROR_INVALID_DATA));
    CHECK(contains(result.errors,
                   file + ":2: bad path: \"\\\\server\". The share is missing: \\\\server\\share."));
    CHECK(contains(result.errors, file + ":3: unknown key: \"timout\". The nearest is timeout."));
    CHECK(contains(result.errors,
                   fmt::format("{}:4: section given twice: \"[drive.{}]\".", file, drive.letter())));
    CHECK(contains(result.errors, file + ":6: bad drive letter: \"[drive.12]\". Write one letter, A to Z"));
    CHECK(result.output == "");
    CHECK_FALSE(drive.is_there());
  }
}
