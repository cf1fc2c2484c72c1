// How PROGRAM is found once the drives are there, and how each kind of file is started.
#include <doctest/doctest.h>
#include <fmt/format.h>
#include <windows.h>

#include <string>
#include <vector>

#include "support/drives.hpp"
#include "support/elevation.hpp"
#include "support/files.hpp"
#include "support/launcher.hpp"
#include "support/message.hpp"
#include "support/permissions.hpp"
#include "support/rig.hpp"
#include "support/text.hpp"

using namespace e2e;

namespace {

/// A file type of our own, registered while the object lives: for this account, but under Wine 8 for all,
/// because there HKEY_CLASSES_ROOT does not show what an account has.
class FileType {
 public:
  FileType(const std::string& extension, const std::string& command, DWORD kind = REG_SZ) {
    const std::string type = "drivelaunch-test" + extension;
    set(extension, type, REG_SZ);
    set(type + "\\shell\\open\\command", command, kind);
    keys_ = {extension, type};
  }
  ~FileType() {
    for (const std::string& key : keys_)
      RegDeleteTreeW(root(), widen(kClasses + key).c_str());
  }
  FileType(const FileType&) = delete;
  FileType& operator=(const FileType&) = delete;

 private:
  static void set(const std::string& key, const std::string& value, DWORD kind) {
    const std::wstring wide = widen(value);
    REQUIRE(RegSetKeyValueW(root(), widen(kClasses + key).c_str(), nullptr, kind, wide.c_str(),
                            static_cast<DWORD>((wide.size() + 1) * sizeof(wchar_t))) == ERROR_SUCCESS);
  }

  static HKEY root() { return is_wine() ? HKEY_LOCAL_MACHINE : HKEY_CURRENT_USER; }

  static inline const std::string kClasses = "Software\\Classes\\";
  std::vector<std::string> keys_;
};

}  // namespace

TEST_SUITE("program") {
  TEST_CASE("PROGRAM may be on the drive, by its full path or relative to --chdir") {
    NEEDS_SHARE();
    const ShareFolder folder;
    const FreeLetter drive;
    make_folder(folder.file("tools"));
    copy_file(act_child_path(), folder.file("tools\\act.exe"));
    const std::string option = drive.option(folder.unc());
    CHECK(launch(option + "-- " + drive.file("tools\\act.exe") + " exit 5").exit_code == 5);
    CHECK(launch(option + "-- " + drive.file("tools\\act") + " exit 6").exit_code == 6);  // by PATHEXT
    CHECK(launch(option + "--chdir " + drive.file("tools") + " -- .\\act.exe exit 7").exit_code == 7);
    CHECK(launch(option + "--chdir " + drive.file("") + " -- tools\\act exit 8").exit_code == 8);
    CHECK(launch(option + "--chdir " + drive.file("tools") + " -- \\tools\\act exit 9").exit_code == 9);
    CHECK_FALSE(drive.is_there());
  }

  TEST_CASE("a bare name is found in --chdir and in PATH, and never beside the launcher") {
    NEEDS_SHARE();
    const ShareFolder folder;
    const FreeLetter drive;
    const TemporaryFolder temporary;
    const std::string option = drive.option(folder.unc());
    copy_file(act_child_path(), temporary.file("e2e-tool.exe"));
    CHECK(launch(option + "--chdir " + in_quotes(temporary.path()) + " -- e2e-tool exit 5").exit_code == 5);
    ProcessRequest request = launcher_request(option + "-- e2e-tool exit 6");
    request.variables["PATH"] = temporary.path();
    CHECK(run_process(request).exit_code == 6);

    copy_file(launcher_path(), temporary.file("drivelaunch.exe"));
    request.line = widen(in_quotes(temporary.file("drivelaunch.exe")) + " " + option + "-- e2e-tool exit 6");
    CHECK(run_process(request).exit_code == launcher_code(ERROR_FILE_NOT_FOUND));
  }

  TEST_CASE("a batch file on the drive gets its arguments and gives its exit code") {
    NEEDS_SHARE();
    const ShareFolder folder;
    const FreeLetter drive;
    make_folder(folder.file("my jobs"));
    const std::string script = "@echo off\r\necho [%~1] [%~2] [%~3]\r\nexit 37\r\n";
    for (const std::string name : {"plain.bat", "my jobs\\nightly run.cmd"}) {
      CAPTURE(name);
      write_file(folder.file(name), script);
      const auto result =
          launch(drive.option(folder.unc()) + "-- " + in_quotes(drive.file(name)) + " --full \"a b\" c");
      CHECK(result.exit_code == 37);
      CHECK(result.output == "[--full] [a b] [c]\r\n");
      CHECK(result.errors == "");
      CHECK_FALSE(drive.is_there());
    }
    // Windows drops dots and blanks at the end of a name: this is a batch file all the same.
    const std::string line =
        drive.option(folder.unc()) + "--dry-run -- " + in_quotes(drive.file("plain.bat. ."));
    CHECK(contains(to_lower(launch(line).output),
                   "system32\\cmd.exe\" /c \"\"" + to_lower(drive.file("plain.bat"))));
  }

  TEST_CASE("a batch file's line has room for 8,191 characters, and the error for a longer one says so") {
    NEEDS_SHARE();
    const ShareFolder folder;
    const FreeLetter drive;
    write_file(folder.file("a.bat"), "@exit 5\r\n");
    const auto result =
        launch(drive.option(folder.unc()) + "-- " + drive.file("a.bat") + " " + std::string(8191, 'x'));
    check_message(
        result.errors, result.exit_code,
        {"cannot start", drive.file("a.bat"), ERROR_FILENAME_EXCED_RANGE, "ERROR_FILENAME_EXCED_RANGE",
         "CreateProcessW", "put the arguments into a file that PROGRAM reads"});
    CHECK_FALSE(drive.is_there());
  }

  TEST_CASE("a document is opened by the command of its association") {
    NEEDS_SHARE();
    const ShareFolder folder;
    const FreeLetter drive;
    const TemporaryFolder temporary;
    const FileType type(".dle2e", in_quotes(line_child_path()) + " --open \"%1\" %*");
    write_file(folder.file("report.dle2e"), "");
    ProcessRequest request =
        launcher_request(drive.option(folder.unc()) + "-- " + drive.file("report.dle2e") + " /x  \"a b\"");
    request.variables["DRIVELAUNCH_TEST_REPORT"] = temporary.file("line");
    const auto result = run_process(request);
    CHECK(result.exit_code == 0);
    CHECK(result.errors == "");
    const std::string bytes = read_file(temporary.file("line"));
    const std::wstring line(reinterpret_cast<const wchar_t*>(bytes.data()), bytes.size() / sizeof(wchar_t));
    CHECK(narrow(line) ==
          in_quotes(line_child_path()) + " --open " + in_quotes(drive.file("report.dle2e")) + " /x  \"a b\"");
  }

  TEST_CASE("an elevated run takes no variable of an association from its environment") {
    NEEDS_RIG();
    NEEDS_RIGHTS(Rights::elevated);
    const ShareFolder folder;
    const FreeLetter drive;
    const FileType known(".dle2e-known", R"("%windir%\system32\cmd.exe" /c exit 7)", REG_EXPAND_SZ);
    const FileType unknown(".dle2e-unknown", R"("%DLE2E%\system32\cmd.exe" /c exit 7)", REG_EXPAND_SZ);
    write_file(folder.file("a.dle2e-known"), "");
    write_file(folder.file("a.dle2e-unknown"), "");
    const auto open = [&](const std::string& name) {
      ProcessRequest request = launcher_request(drive.option(folder.unc()) + "-- " + drive.file(name));
      request.rights = Rights::elevated;
      request.variables["windir"] = R"(C:\elsewhere)";
      request.variables["DLE2E"] = R"(C:\windows)";
      return run_process(request);
    };
    CHECK(open("a.dle2e-known").exit_code == 7);
    const auto refused = open("a.dle2e-unknown");
    CHECK(refused.exit_code == launcher_code(ERROR_NO_ASSOCIATION));
    CHECK(contains(refused.errors,
                   R"((RegGetValueW): No program is associated with .dle2e-unknown files in )"
                   R"(HKEY_LOCAL_MACHINE\Software\Classes, and an elevated run looks nowhere else)"));
  }

  TEST_CASE("a document without an association is an error that says what to write") {
    NEEDS_SHARE();
    const ShareFolder folder;
    const FreeLetter drive;
    write_file(folder.file("report.dle2e-none"), "");
    const auto result = launch(drive.option(folder.unc()) + "-- " + drive.file("report.dle2e-none"));
    check_message(
        result.errors, result.exit_code,
        {"cannot start", drive.file("report.dle2e-none"), ERROR_NO_ASSOCIATION, "ERROR_NO_ASSOCIATION",
         is_elevated() ? "RegGetValueW" : "AssocQueryStringW", "powershell.exe -File SCRIPT"});
    CHECK_FALSE(drive.is_there());
  }

  TEST_CASE("a .ps1 that nothing runs, and a shortcut, are refused with the line to write") {
    NEEDS_SHARE();
    const ShareFolder folder;
    const FreeLetter drive;
    write_file(folder.file("go.ps1"), "exit 5\r\n");
    write_file(folder.file("go.lnk"), "");
    const auto script = launch(drive.option(folder.unc()) + "-- " + drive.file("go.ps1") + " secret");
    CHECK(script.exit_code == launcher_code(ERROR_NO_ASSOCIATION));
    CHECK(contains(script.errors, "Write -- powershell.exe -NoProfile -File " +
                                      in_quotes(drive.file("go.ps1")) + " ARGUMENTS"));
    CHECK_FALSE(contains(script.errors, "secret"));
    const auto shortcut = launch(drive.option(folder.unc()) + "-- " + drive.file("go.lnk"));
    CHECK(shortcut.exit_code == launcher_code(ERROR_NO_ASSOCIATION));
    CHECK(contains(shortcut.errors, "Write the target that its properties show"));
    CHECK_FALSE(drive.is_there());
  }

  TEST_CASE("a batch file in a directory that is a network path runs with a warning that names the letter") {
    NEEDS_SHARE();
    const ShareFolder folder;
    const FreeLetter drive;
    make_folder(folder.file("jobs"));
    write_file(folder.file("go.bat"), "@exit 5\r\n");
    const std::string unc = folder.unc() + "\\jobs";
    const std::string line =
        drive.option(folder.unc()) + "--chdir " + in_quotes(unc) + " -- " + drive.file("go.bat");
    const auto result = launch(line);
    CHECK(result.exit_code == 5);
    CHECK(result.errors.starts_with(
        "drivelaunch: warning: cmd.exe takes no network path as its directory and starts in "));
    CHECK(contains(result.errors, unc + ". Write --chdir " + in_quotes(drive.file("jobs"))));
    CHECK(contains(launch("--dry-run " + line).output, "\nwarning: cmd.exe takes no network path"));
  }

  TEST_CASE("a file that is not a program fails with the system's error") {
    NEEDS_SHARE();
    const ShareFolder folder;
    const FreeLetter drive;
    write_file(folder.file("false.exe"), "this is no program");
    const auto result = launch(drive.option(folder.unc()) + "-- " + drive.file("false.exe"));
    check_message(result.errors, result.exit_code,
                  {"cannot start", drive.file("false.exe"), ERROR_BAD_EXE_FORMAT, "ERROR_BAD_EXE_FORMAT",
                   "CreateProcessW", "The file is not a Windows program"});
    CHECK_FALSE(drive.is_there());
  }

  TEST_CASE("G1: what follows PROGRAM in quotes names no other program, whatever it says") {
    NEEDS_SHARE();
    const ShareFolder folder;
    const FreeLetter drive;
    const TemporaryFolder temporary;
    copy_file(act_child_path(), temporary.file("evil.exe"));
    const std::string missing = temporary.file("missing.exe");
    const auto result =
        launch(drive.option(folder.unc()) + "-- " + in_quotes(missing) + " x\\..\\evil.exe exit 5");
    check_message(result.errors, result.exit_code,
                  {"cannot start", missing, ERROR_FILE_NOT_FOUND, "ERROR_FILE_NOT_FOUND",
                   "GetFileAttributesW", "Check the name of PROGRAM"});
    // Nor without quotes: it leads to another folder.
    CHECK(launch(drive.option(folder.unc()) + "-- " + missing + " x\\..\\evil.exe exit 5").exit_code ==
          launcher_code(ERROR_FILE_NOT_FOUND));
  }

  TEST_CASE("G9: a name that was split at a blank leads to no file that others could change") {
    NEEDS_SHARE();
    const ShareFolder folder;
    const FreeLetter drive;
    const TemporaryFolder temporary;
    make_folder(temporary.file("my tools"));
    copy_file(act_child_path(), temporary.file("my tools\\act.exe"));
    const std::string line = drive.option(folder.unc()) + "--was split -- " +
                             in_quotes(temporary.file("my")) + " tools\\act.exe exit 5";
    set_permissions(temporary.file("my tools"), "(A;OICI;FA;;;WD)");
    const auto result = launch(line);
    CHECK(result.exit_code == launcher_code(ERROR_ACCESS_DENIED));
    CHECK(contains(result.errors, "drivelaunch: cannot start: " + temporary.file("my") +
                                      ": it is not there, and " + temporary.file("my tools\\act.exe") +
                                      ", which it could be the first part of"));
    set_permissions(temporary.file("my tools"), "(A;OICI;FRFX;;;WD)");
    CHECK(launch(line).exit_code == 5);
  }

  TEST_CASE("G11: a program that another one has open for itself alone is reported as such") {
    NEEDS_SHARE();
    const ShareFolder folder;
    const FreeLetter drive;
    const TemporaryFolder temporary;
    const std::string program = temporary.file("held.exe");
    REQUIRE(CopyFileW(widen(act_child_path()).c_str(), widen(program).c_str(), TRUE) != 0);
    const OwnedHandle held = own(CreateFileW(widen(program).c_str(), GENERIC_READ | GENERIC_WRITE, 0, nullptr,
                                             OPEN_EXISTING, FILE_ATTRIBUTE_NORMAL, nullptr));
    REQUIRE(held);
    const auto result = launch(drive.option(folder.unc()) + "-- " + in_quotes(program) + " exit 3");
    check_message(result.errors, result.exit_code,
                  {"cannot start", program, ERROR_SHARING_VIOLATION, "ERROR_SHARING_VIOLATION",
                   "CreateProcessW", "resmon.exe"});
    CHECK_FALSE(drive.is_there());
  }

  TEST_CASE("a name that was split at a blank is put together again, with a warning") {
    NEEDS_SHARE();
    const ShareFolder folder;
    const FreeLetter drive;
    make_folder(folder.file("my tools"));
    copy_file(act_child_path(), folder.file("my tools\\act.exe"));
    const std::string line = drive.option(folder.unc()) + "-- " + drive.file("my tools\\act.exe") + " exit 5";
    const auto result = launch(line);
    CHECK(result.exit_code == 5);
    CHECK(
        result.errors.starts_with("drivelaunch: warning: PROGRAM was split at a blank: " + drive.file("my")));
    CHECK(contains(result.errors, "Put it in quotes"));
    const auto quiet = launch("--quiet " + line);
    CHECK(quiet.exit_code == 5);
    CHECK(quiet.errors == "");
  }
}
