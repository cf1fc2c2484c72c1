// Input nothing can be done with: one clear message, the documented exit code, no server asked, nothing
// connected.
#include <doctest/doctest.h>
#include <fmt/format.h>

#include <string>
#include <vector>

#include "support/drives.hpp"
#include "support/fault_plan.hpp"
#include "support/files.hpp"
#include "support/launcher.hpp"
#include "support/message.hpp"
#include "support/rig.hpp"
#include "support/text.hpp"

using namespace e2e;

namespace {

constexpr std::uint32_t kBadArguments = launcher_code(ERROR_BAD_ARGUMENTS);
constexpr std::uint32_t kInvalidData = launcher_code(ERROR_INVALID_DATA);

struct Row {
  std::string arguments;
  std::uint32_t exit_code;
  std::string message;  ///< a part of it
};

}  // namespace

TEST_SUITE("bad-input") {
  TEST_CASE("a command line that cannot be meant ends before any server is asked") {
    NEEDS_RIG();
    const FreeLetter drive;
    const std::string good = drive.option(R"(\\nas\backup)");
    const std::string program = act("exit 0");
    const LoginCounter logins("nas");
    const std::vector<Row> rows{
        {"", kBadArguments, "bad command line: PROGRAM: no program to run. Write -- PROGRAM ARGUMENTS"},
        {good, kBadArguments, "bad command line: PROGRAM: no program to run. Write -- PROGRAM ARGUMENTS"},
        {good + "--", kBadArguments, "bad command line: --: no program to run. Write -- PROGRAM ARGUMENTS"},
        {good + "--chdri X:\\" + program, kBadArguments,
         "bad command line: --chdri: there is no such option. Did you mean --chdir?"},
        {good + "S:\\tools\\backup.exe", kBadArguments, "Write -- before PROGRAM"},
        {"chek " + good, kBadArguments,
         "bad command line: chek: there is no such command. Did you mean check?"},
        {"help chek", kBadArguments,
         "bad command line: help chek: there is no such command. Did you mean check?"},
        {"/? " + program, kBadArguments, "bad command line: /?: a word that is neither an option"},
        {"check --doctor", kBadArguments, "check has no such option. Run drivelaunch check --help"},
        {good + "--timeout 5" + program, kBadArguments,
         "bad command line: --timeout 5: a duration is a whole number and a unit"},
        {good + "--timeout" + program, kBadArguments, "bad command line: --timeout: its value is missing"},
        {good + "--verbose --quiet" + program, kBadArguments, "these two exclude each other"},
        {good + good + program, kBadArguments, "the letter " + drive.device() + " is given twice"},
        {good + "--only " + drive.letter() + program, kBadArguments, "there is no file to choose from"},
        {good + "--chdir \"a\"b\" c" + program, kBadArguments, "a quote that is not closed"},
        {"--drive 12=\\\\nas\\backup" + program, kBadArguments, "a drive letter is one of A to Z"},
        {drive.option("nas\\backup") + program, kBadArguments, "a UNC path starts with two backslashes"},
        {drive.option("\\\\nas") + program, kBadArguments, "the share is missing: \\\\server\\share"},
        {drive.option("\\\\nas\\IPC$") + program, kBadArguments, "IPC$, pipe and mailslot are not folders"},
        {drive.option("\\\\?\\UNC\\nas\\backup") + program, kBadArguments, "device paths"},
    };
    for (const Row& row : rows) {
      CAPTURE(row.arguments);
      const auto result = launch(row.arguments);
      CHECK(result.exit_code == row.exit_code);
      CAPTURE(result.errors);
      CHECK(result.errors.starts_with("drivelaunch: "));
      CHECK(contains(result.errors, row.message));
      CHECK(result.errors.find('\n') == result.errors.size() - 1);  // one line
      CHECK(result.output == "");
      CHECK_FALSE(drive.is_there());
    }
    CHECK(logins.count() == 0);
  }

  TEST_CASE("a drives.ini nothing can be done with ends the run before any server is asked") {
    NEEDS_RIG();
    const FreeLetter drive;
    const TemporaryFolder temporary;
    const std::string file = temporary.file("drives.ini");
    const std::string good = fmt::format("[drive.{}]\npath = \\\\nas\\backup\n", drive.letter());
    const LoginCounter logins("nas");
    const auto check = [&](const std::string& text, const std::string& options, const Row& row) {
      CAPTURE(text);
      write_file(file, text);
      const auto result = launch("--config " + in_quotes(file) + options + act("exit 0"));
      CHECK(result.exit_code == row.exit_code);
      CAPTURE(result.errors);
      CHECK(contains(result.errors, row.message));
      CHECK(result.errors.find('\n') == result.errors.size() - 1);
      CHECK_FALSE(drive.is_there());
    };
    check("", "",
          {{},
           kInvalidData,
           "drivelaunch: nothing to connect: " + file + ": the file has no [drive.S] section"});
    check("[launcher]\nevent-log = off\n", "",
          {{}, kInvalidData, "drivelaunch: nothing to connect: " + file});
    check(good + "colour = red\n", "",
          {{}, kInvalidData, "drivelaunch: " + file + ":3: unknown key: \"colour\"."});
    check(good + "path = \\\\nas\\projects\n", "",
          {{}, kInvalidData, file + ":3: key given twice: \"path\"."});
    check(good + good, "", {{}, kInvalidData, file + ":3: section given twice"});
    check("[drive.5]\npath = \\\\nas\\backup\n", "",
          {{}, kInvalidData, file + ":1: bad drive letter: \"[drive.5]\"."});
    check("path = \\\\nas\\backup\n", "", {{}, kInvalidData, file + ":1: key before any section: \"path\"."});
    check(good + "verify = maybe\n", "",
          {{}, kInvalidData, file + ":3: bad verify: \"maybe\". It is reachable"});
    check(good + "\xFF\xFE\n", "", {{}, kInvalidData, file + ":3: bad encoding"});
    check(good, " --only media", {{}, kBadArguments, "bad command line: --only media: " + file + " has no"});
    CHECK(logins.count() == 0);
  }

  TEST_CASE("a drives.ini that is missing or cannot be read is reported with the system's own reason") {
    const TemporaryFolder temporary;
    const std::string missing = temporary.file("missing.ini");
    auto result = launch("--config " + in_quotes(missing) + act("exit 0"));
    CHECK(result.exit_code == kInvalidData);
    CHECK(contains(result.errors, "drivelaunch: cannot read the configuration: " + missing +
                                      ": 2 ERROR_FILE_NOT_FOUND (CreateFileW): "));
    CHECK(contains(result.errors, "Check --config."));

    result = launch("--config " + in_quotes(temporary.path()) + act("exit 0"));  // a folder
    CHECK(result.exit_code == launcher_code(ERROR_ACCESS_DENIED));
    CHECK(contains(result.errors, "cannot read the configuration: " + temporary.path() +
                                      ": 5 ERROR_ACCESS_DENIED "
                                      "(CreateFileW): "));
    CHECK(contains(result.errors, "icacls FILE /grant ACCOUNT:R"));

    const std::string taken = temporary.file("taken.ini");
    const OwnedHandle alone = own(CreateFileW(widen(taken).c_str(), GENERIC_WRITE, 0, nullptr, CREATE_NEW,
                                              FILE_ATTRIBUTE_NORMAL, nullptr));
    REQUIRE(alone);
    result = launch("--config " + in_quotes(taken) + act("exit 0"));
    CHECK(result.exit_code == kInvalidData);
    CHECK(contains(result.errors, "cannot read the configuration: " + taken + ": 32"));
  }

  TEST_CASE("without --config and --drive the file of the machine has to be there") {
    wchar_t folder[1024];
    REQUIRE(GetEnvironmentVariableW(L"ProgramData", folder, 1024) != 0);
    const std::string file = narrow(folder) + "\\DriveLaunch\\drives.ini";
    if (exists(file)) {
      MESSAGE("skipped: this machine has ", file);
      return;
    }
    const auto result = launch(act("exit 0"));
    CHECK(result.exit_code == kInvalidData);
    CHECK(contains(result.errors, "drivelaunch: cannot read the configuration: " + file + ": "));
    CHECK(contains(result.errors, "Create the file, or name one with --config, or give drives with --drive"));
  }

  TEST_CASE("G3: a program or directory that is not there ends the run after the drives, which go again") {
    NEEDS_SHARE();
    const ShareFolder folder;
    const FreeLetter drive;
    const std::string good = drive.option(folder.unc());
    write_file(folder.file("notes.txt"), "no program");

    auto result = launch(good + "-- " + drive.file("nothing.exe") + " x");
    check_message(result.errors, result.exit_code,
                  {"cannot start", drive.file("nothing.exe"), ERROR_FILE_NOT_FOUND, "ERROR_FILE_NOT_FOUND",
                   "GetFileAttributesW", "Check the name of PROGRAM"});
    CHECK_FALSE(drive.is_there());

    result = launch(good + "-- " + drive.file("nothing\\nothing.exe"));
    check_message(
        result.errors, result.exit_code,
        {"cannot start", drive.file("nothing\\nothing.exe"), ERROR_PATH_NOT_FOUND, "ERROR_PATH_NOT_FOUND",
         "GetFileAttributesW", "needs that drive in drives.ini or --drive"});
    CHECK_FALSE(drive.is_there());

    result = launch(good + "-- no-such-program-anywhere");
    check_message(result.errors, result.exit_code,
                  {"cannot start", "no-such-program-anywhere", ERROR_FILE_NOT_FOUND, "ERROR_FILE_NOT_FOUND",
                   "GetFileAttributesW", "a bare name is looked for in System32, Windows, --chdir and PATH"});
    CHECK_FALSE(drive.is_there());

    for (const std::string name : {"nothing", "notes.txt"}) {
      CAPTURE(name);
      result = launch(good + "--chdir " + in_quotes(drive.file(name)) + act("exit 0"));
      check_message(result.errors, result.exit_code,
                    {"cannot enter the working directory", drive.file(name), ERROR_DIRECTORY,
                     "ERROR_DIRECTORY", "GetFileAttributesW", "Check --chdir"});
      CHECK_FALSE(drive.is_there());
    }
  }
}
