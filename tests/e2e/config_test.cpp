// drives.ini as it comes from editors and administrators.
#include <doctest/doctest.h>
#include <fmt/format.h>
#include <windows.h>

#include <atomic>
#include <chrono>
#include <string>
#include <thread>

#include "support/drives.hpp"
#include "support/files.hpp"
#include "support/launcher.hpp"
#include "support/owned_handle.hpp"
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
      const auto result = launch("--config " + in_quotes(temporary.file("drives.ini")) +
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

  TEST_CASE(
      "G11: a drives.ini that another program has open for itself alone is tried again, then reported") {
    const TemporaryFolder temporary;
    const std::string file = temporary.file("drives.ini");
    write_file(file, "[drive.S]\npath = \\\\nas\\in\n");
    const OwnedHandle held =
        own(CreateFileW(widen(file).c_str(), GENERIC_READ, 0, nullptr, OPEN_EXISTING, 0, nullptr));
    REQUIRE(held);
    const auto result = launch("--config " + in_quotes(file) + act("exit 7"));
    CHECK(result.exit_code == launcher_code(ERROR_INVALID_DATA));
    CHECK(contains(result.errors, "drivelaunch: cannot read the configuration: " + file + ": 32 "));
    CHECK(contains(result.errors, "Resource Monitor (resmon, CPU, Associated Handles) shows which"));
    CHECK(result.duration >= std::chrono::milliseconds(1900));
  }

  TEST_CASE("G3: encrypt = yes is proved, or the program does not start and the drive goes") {
    NEEDS_RIG();  // its servers do not encrypt, and Wine does not say
    const TemporaryFolder temporary;
    const ShareFolder folder;
    const FreeLetter drive;
    write_file(temporary.file("drives.ini"),
               section(drive, folder.unc()) + "encrypt = yes\r\nverify = none\r\n");
    const auto result = launch("--config " + in_quotes(temporary.file("drives.ini")) + act("exit 2"));
    CHECK(result.exit_code == launcher_code(6000));
    CHECK(contains(result.errors, " 6000 ERROR_ENCRYPTION_FAILED (GetFileInformationByHandleEx): "));
    CHECK(contains(result.errors, "Set-SmbShare -Name "));
    CHECK_FALSE(drive.is_there());
  }

  TEST_CASE("--only takes the drives it names, --drive adds one") {
    NEEDS_SHARE();
    const TemporaryFolder temporary;
    const ShareFolder folder;
    const FreeLetter taken, left_out, added;
    write_file(temporary.file("drives.ini"), section(left_out, folder.unc()) + section(taken, folder.unc()));
    const std::string options =
        fmt::format("--config {} --only {} {}", in_quotes(temporary.file("drives.ini")), taken.letter(),
                    added.option(folder.unc()));
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
      const auto result = launch("--config " + in_quotes(temporary.file("drives.ini")) +
                                 act("write " + drive.file(verify) + " x"));
      CHECK(result.exit_code == 0);
      CHECK(result.errors == "");
      CHECK(list_folder(folder.path()).size() == 1);  // verifying makes nothing
      remove_file(folder.file(verify));
    }
  }

  TEST_CASE("every mistake of a file is reported at once, each with file and line") {
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
    const auto result = launch("--config " + in_quotes(file) + act("exit 0"));
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

  TEST_CASE("habits from other files are reported with what to write, in UTF-8 and UTF-16") {
    const TemporaryFolder temporary;
    const std::string file = temporary.file("drives.ini");
    const std::string text =
        "[drive.S]\r\n"
        "path = \\\\nas\\in ; the inbox\r\n"  // 2
        "user = me\r\n"                       // 3
        "password = swordfish\r\n"            // 4
        "[drive.T]\r\n"
        "path = \xE2\x80\x9C\\\\nas\\in\xE2\x80\x9D\r\n"  // 6: quotes of a word processor
        "verify\xC2\xA0= writable\r\n"                    // 7: a no-break space
        "[drive.U]\r\n"
        "path = \\\\nas\\%USERNAME%\r\n";  // 9
    for (const std::string& bytes : {text, as_utf16le(text)}) {
      write_file(file, bytes);
      const auto result = launch("--config " + in_quotes(file) + act("exit 0"));
      CHECK(result.exit_code == launcher_code(ERROR_INVALID_DATA));
      CAPTURE(result.errors);
      CHECK(contains(result.errors,
                     file + ":2: bad path: \"\\\\nas\\in ; the inbox\". A comment needs a line of its "
                            "own: write path = \\\\nas\\in."));
      CHECK(contains(result.errors,
                     file + ":3: unknown key: \"user\". drives.ini holds neither a user nor a password"));
      CHECK(contains(result.errors, file + ":4: unknown key: \"password\"."));
      CHECK_FALSE(contains(result.errors, "swordfish"));
      CHECK(contains(result.errors, "Leave the quotes out: they are part of the value."));
      CHECK(contains(result.errors,
                     file + ":7: invisible character: \"verify<U+00A0>= writable\". Delete <U+00A0>"));
      CHECK(contains(result.errors,
                     file + ":9: bad path: \"\\\\nas\\%USERNAME%\". %VARIABLES% are not expanded"));
    }
  }

  TEST_CASE("a path with # in it that ends in a backslash is that path") {
    NEEDS_SHARE();
    const TemporaryFolder temporary;
    const ShareFolder folder("Project #1");
    const FreeLetter drive;
    write_file(temporary.file("drives.ini"), section(drive, folder.unc() + "\\"));
    const auto result = launch("--config " + in_quotes(temporary.file("drives.ini")) +
                               act("write " + in_quotes(drive.file("here")) + " x"));
    CHECK(result.errors == "");
    CHECK(result.exit_code == 0);
    CHECK(exists(folder.file("here")));
  }

  TEST_CASE("a drives.ini that is replaced while it is read is the old one or the new one, never a mixture") {
    const TemporaryFolder temporary;
    const FreeLetter first, last;
    const std::string file = temporary.file("drives.ini");
    // The file is long, so that a read takes its time; its two ends say which of the two it is.
    const auto text = [&](const std::string& server) {
      const std::string unc = "\\\\" + server + "\\share";
      std::string lines = section(first, unc);
      for (int i = 0; i < 5000; ++i)
        lines += "; " + server + " has nothing to say here, and says it at length\r\n";
      return lines + section(last, unc);
    };
    const std::string texts[] = {text("old"), text("new")};
    write_file(file, texts[0]);

    std::atomic<bool> stop = false;
    std::atomic<int> replaced = 0;
    std::thread writer([&] {
      const std::string next = temporary.file("next");
      for (int i = 0; !stop; ++i) {
        write_file(next, texts[i % 2]);
        // Refused while somebody has the file open in a way that forbids it: then the next round does it.
        if (MoveFileExW(widen(next).c_str(), widen(file).c_str(), MOVEFILE_REPLACE_EXISTING) != 0) ++replaced;
      }
    });
    int runs_of_new = 0;
    for (int run = 0; run < 20; ++run) {
      const auto result = launch("--dry-run --config " + in_quotes(file) + act("exit 0"));
      CAPTURE(result.errors);
      CAPTURE(result.output);
      CHECK(result.exit_code == 0);
      const bool is_new = contains(result.output, "connect: " + first.device() + R"( \\new\share )");
      runs_of_new += is_new ? 1 : 0;
      const std::string server = is_new ? "new" : "old";
      for (const FreeLetter* drive : {&first, &last})
        CHECK(contains(result.output, "connect: " + drive->device() + " \\\\" + server + "\\share "));
    }
    stop = true;
    writer.join();
    MESSAGE("replaced ", replaced.load(), " times, read anew in ", runs_of_new, " of 20 runs");
    CHECK(replaced >= 20);
  }
}
