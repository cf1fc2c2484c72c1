// G4: what was connected before is used where it fits, and left as it is.
#include <doctest/doctest.h>
#include <fmt/format.h>

#include "support/drives.hpp"
#include "support/files.hpp"
#include "support/launcher.hpp"
#include "support/message.hpp"
#include "support/rig.hpp"
#include "support/text.hpp"

using namespace e2e;

namespace {

std::string to_upper(std::string text) {
  for (char& c : text)
    c = c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
  return text;
}

/// Gives a letter a target of its own while the object lives. `flags` are those of DefineDosDeviceW.
class DefinedLetter {
 public:
  DefinedLetter(const FreeLetter& letter, DWORD flags, const std::string& target)
      : device_(widen(letter.device())), target_(widen(target)), flags_(flags) {
    REQUIRE(DefineDosDeviceW(flags_, device_.c_str(), target_.c_str()) != 0);
  }
  ~DefinedLetter() {
    constexpr DWORD kRemove = DDD_REMOVE_DEFINITION | DDD_EXACT_MATCH_ON_REMOVE;
    DefineDosDeviceW(flags_ | kRemove, device_.c_str(), target_.c_str());
  }
  DefinedLetter(const DefinedLetter&) = delete;
  DefinedLetter& operator=(const DefinedLetter&) = delete;

 private:
  std::wstring device_;
  std::wstring target_;
  DWORD flags_;
};

}  // namespace

TEST_SUITE("reuse") {
  TEST_CASE("G4: a drive that is connected to the same folder is used and stays, however the run ends") {
    NEEDS_SHARE();
    const ShareFolder folder;
    const FreeLetter drive;
    const TemporaryFolder temporary;
    drive.connect(folder.unc());
    const std::string log = "--log " + in_quotes(temporary.file("log")) + " ";
    for (const std::string& written : {folder.unc(), to_upper(folder.unc()), folder.unc() + "\\"}) {
      CAPTURE(written);
      const auto result =
          launch(log + drive.option(written) + act("write " + drive.file("made.txt") + " x exit 4"));
      CAPTURE(result.errors);
      CHECK(result.exit_code == 4);
      CHECK(exists(folder.file("made.txt")));
      CHECK(contains(read_file(temporary.file("log")), " reused=yes "));
      CHECK(drive.remote() == to_lower(folder.unc()));
    }
    const auto failed = launch(drive.option(folder.unc()) + "-- " + drive.file("nothing.exe"));
    CHECK(failed.exit_code == launcher_code(2));
    CHECK(drive.remote() == to_lower(folder.unc()));
  }

  TEST_CASE("G4: a letter that has another share is an error, and stays as it is") {
    NEEDS_SHARE();
    const ShareFolder wanted, other;
    const FreeLetter drive, second;
    const TemporaryFolder temporary;
    drive.connect(other.unc());
    const auto result = launch(drive.option(wanted.unc()) + second.option(wanted.unc()) +
                               act("write " + in_quotes(temporary.file("mark")) + " x"));
    check_message(result.errors, result.exit_code,
                  {"cannot connect", drive.device() + " " + wanted.unc(), 85, "ERROR_ALREADY_ASSIGNED",
                   "WNetGetConnectionW", "net use " + drive.device() + " /delete"});
    CHECK(contains(to_lower(result.errors), "is connected to " + to_lower(other.unc())));
    CHECK_FALSE(exists(temporary.file("mark")));
    CHECK(drive.remote() == to_lower(other.unc()));
    CHECK_FALSE(second.is_there());
  }

  TEST_CASE("G4: the letter of a disk is an error that says so") {
    NEEDS_SHARE();
    const ShareFolder folder;
    const auto result = launch("--drive C=" + folder.unc() + act("exit 0"));
    check_message(result.errors, result.exit_code,
                  {"cannot connect", "C: " + folder.unc(), 85, "ERROR_ALREADY_ASSIGNED", "GetDriveTypeW",
                   "Choose another letter; this one cannot be freed"});
    CHECK(exists("C:\\windows"));
  }

  TEST_CASE("G4: a letter that is another name for a folder is an error that says so") {
    NEEDS_SHARE();
    const ShareFolder folder;
    const FreeLetter drive;
    const DefinedLetter name(drive, 0, "C:\\windows");
    const auto result = launch(drive.option(folder.unc()) + act("exit 0"));
    check_message(result.errors, result.exit_code,
                  {"cannot connect", drive.device() + " " + folder.unc(), 85, "ERROR_ALREADY_ASSIGNED",
                   "QueryDosDeviceW", "subst " + drive.device() + " /d"});
    CHECK(contains(to_lower(result.errors), "another name (subst) for c:\\windows"));
    CHECK(drive.is_there());
  }

  TEST_CASE("G4: a letter of SYSTEM is not used, although it shows the right share") {
    NEEDS_SHARE();
    const ShareFolder folder;
    const FreeLetter drive;
    const DefinedLetter global(
        drive, DDD_RAW_TARGET_PATH,
        "\\Device\\LanmanRedirector\\;" + drive.device() + "00000000000003e7" + folder.unc().substr(1));
    const auto result = launch(drive.option(folder.unc()) + act("exit 0"));
    check_message(result.errors, result.exit_code,
                  {"cannot connect", drive.device() + " " + folder.unc(), 85, "ERROR_ALREADY_ASSIGNED",
                   "QueryDosDeviceW", "net use " + drive.device() + " /delete"});
    CHECK(contains(result.errors,
                   "is a drive letter of SYSTEM for the whole machine that is connected to " + folder.unc()));
    CHECK(drive.is_there());
  }
}
