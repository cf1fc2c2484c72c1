#include "launcher/program/program.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "tests/support/fake_program_files.hpp"

using launcher::Error;
using launcher::find_directory_fault;
using launcher::find_program;
using launcher::MissingProgram;
using launcher::ProgramChoice;
using launcher::test::FakeProgramFiles;

namespace {

ProgramChoice find(FakeProgramFiles& files, const std::string& program, const std::string& tail = {},
                   const std::string& directory = {}) {
  return find_program(
      {.program = program, .token = "\"" + program + "\"", .tail = tail, .directory = directory}, files,
      MissingProgram::refuse);
}

/// A name without quotes, or `marked` in quotes and with `--was split`.
ProgramChoice find_split(FakeProgramFiles& files, const std::string& program, const std::string& tail,
                         bool marked = false) {
  return find_program({.program = program,
                       .token = marked ? "\"" + program + "\"" : program,
                       .tail = tail,
                       .directory = {},
                       .was_split = marked},
                      files, MissingProgram::refuse);
}

std::string find_failure(FakeProgramFiles& files, const std::string& program, const std::string& tail = {}) {
  try {
    find(files, program, tail);
  } catch (const Error& error) {
    return error.what();
  }
  return "found";
}

}  // namespace

TEST_SUITE("program") {
  TEST_CASE("PROGRAM is found where the design says") {
    struct Row {
      const char* program;
      const char* directory;
      const char* found;
    };
    FakeProgramFiles files;
    files.files = {R"(C:\Windows\System32\robocopy.exe)",
                   R"(C:\Windows\notepad.exe)",
                   R"(S:\jobs\local.exe)",
                   R"(C:\Tools\tool.exe)",
                   R"(C:\DriveLaunch\inside.exe)",
                   R"(C:\Quoted Dir\quoted.exe)",
                   R"(S:\jobs\bin\deep.cmd)",
                   R"(C:\Current\here\x.exe)",
                   R"(S:\root.exe)",
                   R"(\\nas\tools\unc.exe)",
                   R"(S:\jobs\my.tool.exe)",
                   R"(C:\Current\notepad.exe)",
                   R"(S:\jobs\robocopy.exe)",
                   R"(S:\jobs\plain)"};
    const Row rows[] = {
        {"robocopy", "", R"(C:\Windows\System32\robocopy.EXE)"},
        {"robocopy.exe", R"(S:\jobs)", R"(C:\Windows\System32\robocopy.exe)"},
        {"notepad.exe", "", R"(C:\Windows\notepad.exe)"},
        {"local.exe", R"(S:\jobs)", R"(S:\jobs\local.exe)"},
        {"local.exe", R"(S:\jobs\)", R"(S:\jobs\local.exe)"},
        {"tool", "", R"(C:\Tools\tool.EXE)"},
        {"quoted.exe", "", R"(C:\Quoted Dir\quoted.exe)"},
        {R"(bin\deep)", R"(S:\jobs)", R"(S:\jobs\bin\deep.CMD)"},
        {R"(here\x.exe)", "", R"(C:\Current\here\x.exe)"},
        {R"(\root.exe)", R"(S:\jobs)", R"(S:\root.exe)"},
        {R"(\unc.exe)", R"(\\nas\tools\deeper)", R"(\\nas\tools\unc.exe)"},
        {R"(\\nas\tools\unc.exe)", R"(S:\jobs)", R"(\\nas\tools\unc.exe)"},
        {R"(S:\jobs\my.tool)", "", R"(S:\jobs\my.tool.EXE)"},
        {R"(S:\jobs\plain)", "", R"(S:\jobs\plain)"},
    };
    for (const Row& row : rows) {
      CAPTURE(row.program);
      const ProgramChoice choice = find(files, row.program, " -x", row.directory);
      const bool is_batch = std::string(row.found).ends_with(".CMD");
      CHECK(choice.startable.application == (is_batch ? R"(C:\Windows\System32\cmd.exe)" : row.found));
      CHECK(choice.startable.directory == row.directory);
      CHECK(choice.warnings.empty());
    }
  }

  TEST_CASE(
      "a bare name is never taken from the launcher's own folder, the current one or a relative entry of "
      "PATH") {
    FakeProgramFiles files;
    files.files = {R"(C:\DriveLaunch\drivelaunch.exe)", R"(C:\Current\drivelaunch.exe)",
                   R"(C:\Current\relative\drivelaunch.exe)"};
    CHECK(find_failure(files, "drivelaunch") != "found");
    CHECK(find_failure(files, "drivelaunch.exe") ==
          "cannot start: drivelaunch.exe: 2 ERROR_FILE_NOT_FOUND (GetFileAttributesW): The system cannot "
          "find the file "
          "specified. Check the name of PROGRAM; a bare name is looked for in System32, Windows, --chdir and "
          "PATH.");
  }

  TEST_CASE("G1: an executable sees PROGRAM and everything after it as they were written") {
    FakeProgramFiles files;
    files.files = {R"(C:\a b\x.exe)"};
    const ProgramChoice choice = find(files, R"(C:\a b\x.exe)", "  \"q\\\"  %X% \t-- \"\" ");
    CHECK(choice.startable.application == R"(C:\a b\x.exe)");
    CHECK(choice.startable.command_line == "\"C:\\a b\\x.exe\"  \"q\\\"  %X% \t-- \"\" ");
  }

  TEST_CASE("a batch file runs in System32's cmd.exe, also when its name hides behind dots and blanks") {
    struct Row {
      const char* program;
      const char* tail;
      const char* line;
    };
    FakeProgramFiles files;
    files.files = {R"(S:\a b\go.bat)", R"(S:\a b\go.bat. .)", R"(S:\GO.CMD)"};
    const Row rows[] = {
        {R"(S:\a b\go.bat)", "", R"("C:\Windows\System32\cmd.exe" /c ""S:\a b\go.bat"")"},
        {R"(S:\a b\go.bat)", R"( "x y" 100% )",
         R"("C:\Windows\System32\cmd.exe" /c ""S:\a b\go.bat" "x y" 100% ")"},
        {R"(S:\a b\go.bat. .)", " 1", R"("C:\Windows\System32\cmd.exe" /c ""S:\a b\go.bat" 1")"},
        {R"(S:\GO.CMD)", " 1", R"("C:\Windows\System32\cmd.exe" /c ""S:\GO.CMD" 1")"},
    };
    for (const Row& row : rows) {
      CAPTURE(row.program);
      const ProgramChoice choice = find(files, row.program, row.tail);
      CHECK(choice.startable.application == R"(C:\Windows\System32\cmd.exe)");
      CHECK(choice.startable.command_line == row.line);
    }
  }

  TEST_CASE("a document is opened by the command of its association, found like a program") {
    FakeProgramFiles files;
    files.files = {R"(S:\report.vbs)", R"(S:\notes.txt)", R"(C:\Windows\System32\WScript.exe)",
                   R"(C:\Windows\System32\notepad.exe)", R"(C:\DriveLaunch\notepad.exe)"};
    files.associations = {{".vbs", R"("C:\Windows\System32\WScript.exe" "%1" %*)"},
                          {".txt", "notepad.exe %1"}};
    auto choice = find(files, R"(S:\report.vbs)", R"( /q  "a b")");
    CHECK(choice.startable.application == R"(C:\Windows\System32\WScript.exe)");
    CHECK(choice.startable.command_line == R"("C:\Windows\System32\WScript.exe" "S:\report.vbs" /q  "a b")");
    choice = find(files, R"(S:\report.vbs)");
    CHECK(choice.startable.command_line == R"("C:\Windows\System32\WScript.exe" "S:\report.vbs" )");
    choice = find(files, R"(S:\notes.txt)");
    CHECK(choice.startable.application == R"(C:\Windows\System32\notepad.exe)");
    CHECK(choice.startable.command_line == R"(notepad.exe S:\notes.txt)");
  }

  TEST_CASE("a document without an association is a clear error") {
    FakeProgramFiles files;
    files.files = {R"(S:\data.xyz)"};
    CHECK(find_failure(files, R"(S:\data.xyz)") ==
          "cannot start: S:\\data.xyz: 1155 ERROR_NO_ASSOCIATION (AssocQueryStringW): No program is "
          "associated with .xyz "
          "files. No program is registered for this kind of file: put its interpreter before it, for example "
          "-- "
          "powershell.exe -File SCRIPT.");
  }

  TEST_CASE("a .ps1 that an editor would open is refused with the line to write, and one that runs is run") {
    FakeProgramFiles files;
    files.files = {R"(S:\a b\go.ps1)", R"(C:\Windows\System32\notepad.exe)",
                   R"(C:\Windows\System32\powershell.exe)"};
    files.associations = {{".ps1", R"("C:\Windows\System32\notepad.exe" "%1")"}};
    CHECK(
        find_failure(files, R"(S:\a b\go.ps1)", " -Key secret") ==
        "cannot start: S:\\a b\\go.ps1: 1155 ERROR_NO_ASSOCIATION (AssocQueryStringW): "
        "C:\\Windows\\System32\\notepad.exe opens .ps1 files and does not run them. Write -- powershell.exe "
        "-NoProfile -File \"S:\\a b\\go.ps1\" ARGUMENTS, with -ExecutionPolicy RemoteSigned before -File "
        "where the machine's policy forbids scripts.");
    files.associations.clear();
    CHECK(find_failure(files, R"(S:\a b\go.ps1)") ==
          "cannot start: S:\\a b\\go.ps1: 1155 ERROR_NO_ASSOCIATION (AssocQueryStringW): No program is "
          "associated with .ps1 files. Write -- powershell.exe -NoProfile -File \"S:\\a b\\go.ps1\".");
    files.is_elevated = true;
    CHECK(
        find_failure(files, R"(S:\a b\go.ps1)") ==
        "cannot start: S:\\a b\\go.ps1: 1155 ERROR_NO_ASSOCIATION (RegGetValueW): No program is "
        "associated with .ps1 files in HKEY_LOCAL_MACHINE\\Software\\Classes, and an elevated run looks nowhere "
        "else. Write -- powershell.exe -NoProfile -File \"S:\\a b\\go.ps1\".");
    files.associations = {{".ps1", R"(powershell.exe -File "%1" %*)"}};
    CHECK(find(files, R"(S:\a b\go.ps1)", " x").startable.command_line ==
          R"(powershell.exe -File "S:\a b\go.ps1" x)");
  }

  TEST_CASE("a script of Windows Script Host with the host of the desktop is run with a warning") {
    FakeProgramFiles files;
    files.files = {R"(S:\go.js)", R"(C:\Windows\System32\WScript.exe)", R"(C:\Windows\System32\cscript.exe)"};
    files.associations = {{".js", R"(C:\Windows\System32\WScript.exe "%1" %*)"}};
    const auto choice = find(files, R"(S:\go.js)", " secret");
    CHECK(choice.startable.application == R"(C:\Windows\System32\WScript.exe)");
    REQUIRE(choice.warnings.size() == 1);
    CHECK(choice.warnings[0] ==
          "wscript.exe runs S:\\go.js and shows what it prints, and its errors, in message boxes: without a "
          "desktop it waits forever. Write -- cscript.exe //B //Nologo \"S:\\go.js\" ARGUMENTS");
    files.associations = {{".js", R"(C:\Windows\System32\cscript.exe "%1" %*)"}};
    CHECK(find(files, R"(S:\go.js)").warnings.empty());
  }

  TEST_CASE("a shortcut is refused: its target is to be written") {
    FakeProgramFiles files;
    files.files = {R"(S:\go.lnk)", R"(C:\Windows\System32\start.exe)"};
    files.associations = {{".lnk", R"(start.exe "%1")"}};
    CHECK(find_failure(files, R"(S:\go.lnk)") ==
          "cannot start: S:\\go.lnk: 1155 ERROR_NO_ASSOCIATION: A shortcut is followed by the desktop only. "
          "Write the target that its properties show, with its arguments: -- \"TARGET\" ARGUMENTS, and its "
          "\"Start in\" as --chdir.");
  }

  TEST_CASE("cmd.exe and batch files with a network path as directory: the letter that shows it is named") {
    FakeProgramFiles files;
    files.files = {R"(S:\go.bat)", R"(C:\Windows\System32\cmd.exe)", R"(C:\p.exe)"};
    const std::vector<launcher::ConnectionSpec> drives{launcher::parse_drive_option(R"(S=\\fs01\projects)"),
                                                       launcher::parse_drive_option(R"(T=\\nas\in)")};
    const auto fault = [&](const std::string& program, const std::string& directory) {
      return find_directory_fault(find(files, program, {}, directory).startable, drives, files).value_or("");
    };
    const std::string unc = R"(\\FS01\projects\jobs)";
    CHECK(fault(R"(S:\go.bat)", unc) ==
          "cmd.exe takes no network path as its directory and starts in C:\\Windows instead: "
          "\\\\FS01\\projects\\jobs. Write --chdir \"S:\\jobs\"");
    CHECK(fault("cmd.exe", unc) == fault(R"(S:\go.bat)", unc));
    CHECK(fault(R"(S:\go.bat)", R"(\\media\in)") ==
          "cmd.exe takes no network path as its directory and starts in C:\\Windows instead: \\\\media\\in. "
          "Connect that folder with a letter, in drives.ini or with --drive S=PATH, and write --chdir "
          "\"S:\\\"");
    CHECK(fault(R"(C:\p.exe)", unc).empty());
    CHECK(fault(R"(S:\go.bat)", R"(S:\jobs)").empty());
    CHECK(fault(R"(S:\go.bat)", "").empty());
    files.current = R"(\\fs01\projects)";  // the launcher's own directory, when there is no --chdir
    CHECK(fault(R"(S:\go.bat)", "").ends_with(R"(Write --chdir "S:\")"));
  }

  TEST_CASE("a name that was split at a blank is put together as CreateProcessW does, with a warning") {
    FakeProgramFiles files;
    files.files = {R"(C:\Program Files (x86)\App\app.exe)"};
    for (const bool marked : {false, true}) {
      const ProgramChoice choice =
          find_split(files, R"(C:\Program)", R"( Files (x86)\App\app.exe -v "C:\x y")", marked);
      CHECK(choice.startable.application == R"(C:\Program Files (x86)\App\app.exe)");
      CHECK(choice.startable.command_line == R"("C:\Program Files (x86)\App\app.exe" -v "C:\x y")");
      REQUIRE(choice.warnings.size() == 1);
      CHECK(choice.warnings[0] ==
            R"(PROGRAM was split at a blank: C:\Program was taken for C:\Program Files (x86)\App\app.exe. )" +
                std::string(marked ? "Write the whole name between its quotes" : "Put it in quotes") +
                ", or another file that fits an earlier part could be started in its place");
    }
    files.files.insert(R"(C:\Program.exe)");
    CHECK(find_split(files, R"(C:\Program)", R"( Files (x86)\App\app.exe)").startable.application ==
          R"(C:\Program.EXE)");
  }

  TEST_CASE("G1: PROGRAM in quotes is the whole name, whatever follows it") {
    FakeProgramFiles files;
    files.files = {R"(C:\tools\missing x\evil.exe)", R"(C:\tools\missing.exe x\evil.exe)"};
    CHECK(find_failure(files, R"(C:\tools\missing)", R"( x\evil.exe)").find("2 ERROR_FILE_NOT_FOUND") !=
          std::string::npos);
    CHECK(find_failure(files, R"(C:\tools\missing.exe)", R"( x\evil.exe)") != "found");
  }

  TEST_CASE("what follows a split name leads into no other folder, to no device and behind no program") {
    FakeProgramFiles files;
    // Windows would find the file below each of these names; so does the fake, which takes them as they are.
    const std::string tails[] = {R"( x\..\..\users\public\evil.exe)",
                                 R"( x\.\evil.exe)",
                                 R"( \evil.exe)",
                                 R"( /evil.exe)",
                                 R"( x \evil.exe)",
                                 R"( x\\evil.exe)",
                                 R"( x.\evil.exe)",
                                 R"( x...\evil.exe)",
                                 R"( x\.. \evil.exe)",
                                 R"( x\ev?l.exe)",
                                 R"( x:evil.exe)",
                                 "\tx\\evil.exe",
                                 R"( x\"evil.exe")"};
    for (const std::string& tail : tails) {
      CAPTURE(tail);
      files.files = {R"(C:\tools)" + tail, R"(C:\tools)" + tail.substr(0, tail.find('"'))};
      CHECK_THROWS_AS(find_split(files, R"(C:\tools)", tail), Error);
      CHECK_THROWS_AS(find_split(files, R"(C:\tools)", tail, true), Error);
    }
    files.files = {R"(C:\tools\app.exe x\evil.exe)", R"(C:\tools\my app.exe x\evil.exe)"};
    CHECK_THROWS_AS(find_split(files, R"(C:\tools\app.exe)", R"( x\evil.exe)"), Error);
    CHECK_THROWS_AS(find_split(files, R"(C:\tools\my)", R"( app.exe x\evil.exe)"), Error);
  }

  TEST_CASE("G9: a file that others could change is not taken for a name that was split") {
    FakeProgramFiles files;
    files.files = {R"(C:\Program x\evil.exe)", R"(C:\Program x\evil.exe real)"};
    files.changeable = {R"(C:\Program x\evil.exe)"};
    try {
      find_split(files, R"(C:\Program)", R"( x\evil.exe -v)");
      FAIL("accepted");
    } catch (const Error& error) {
      CHECK(error.exit_code() == 0x80070005);
      CHECK(std::string(error.what()) ==
            R"(cannot start: C:\Program: it is not there, and C:\Program x\evil.exe, which it could be the )"
            R"(first part of, could be changed by others: Everyone owns it. Write the whole name of PROGRAM )"
            R"(between quotes.)");
    }
    // One that fits an earlier part does not keep the real one from being found.
    files.files = {R"(C:\Program x)", R"(C:\Program x y\app.exe)"};
    files.changeable = {R"(C:\Program x)"};
    CHECK(find_split(files, R"(C:\Program)", R"( x y\app.exe -v)").startable.application ==
          R"(C:\Program x y\app.exe)");
  }

  TEST_CASE("a quote ends the search for a split name") {
    FakeProgramFiles files;
    files.files = {R"(C:\one two three.exe)"};
    CHECK_THROWS_AS(find_split(files, R"(C:\one)", R"( "two" three.exe)"), Error);
    CHECK(find_split(files, R"(C:\one)", R"( two three.exe)").startable.application ==
          R"(C:\one two three.exe)");
  }

  TEST_CASE("a line that is too long for Windows is refused with its length") {
    FakeProgramFiles files;
    files.files = {R"(C:\x.exe)", R"(C:\x.bat)"};
    const std::string quoted_exe = "\"C:\\x.exe\"";
    CHECK(find_failure(files, R"(C:\x.exe)", std::string(32766 - quoted_exe.size(), 'a')) == "found");
    CHECK(find_failure(files, R"(C:\x.exe)", std::string(32767 - quoted_exe.size(), 'a'))
              .find("206 ERROR_FILENAME_EXCED_RANGE (CreateProcessW): The command line has 32767 characters, "
                    "1 more") != std::string::npos);
    const std::string batch = R"("C:\Windows\System32\cmd.exe" /c ""C:\x.bat"")";
    CHECK(find_failure(files, R"(C:\x.bat)", std::string(8191 - batch.size(), 'a')) == "found");
    CHECK(find_failure(files, R"(C:\x.bat)", std::string(8192 - batch.size(), 'a')) != "found");
  }

  TEST_CASE("the working directory must be there") {
    FakeProgramFiles files;
    files.folders = {R"(S:\jobs)"};
    files.files = {R"(S:\file)"};
    CHECK_NOTHROW(launcher::check_directory_exists("", files));
    CHECK_NOTHROW(launcher::check_directory_exists(R"(S:\jobs)", files));
    for (const char* directory : {R"(S:\gone)", R"(S:\file)"}) {
      try {
        launcher::check_directory_exists(directory, files);
        FAIL("accepted");
      } catch (const Error& error) {
        CHECK(error.exit_code() == 0x8007010B);
        CHECK(std::string(error.what())
                  .find("267 ERROR_DIRECTORY (GetFileAttributesW): The directory name is invalid") !=
              std::string::npos);
      }
    }
  }

  TEST_CASE("a working directory that cannot be looked at fails with the code that Windows gave") {
    FakeProgramFiles files;
    for (const std::uint32_t code : {5U, 53U, 64U}) {
      CAPTURE(code);
      files.missing_code = code;
      try {
        launcher::check_directory_exists(R"(S:\jobs)", files);
        FAIL("accepted");
      } catch (const Error& error) {
        CHECK(error.exit_code() == launcher::exit_code_from_win32(code));
        CHECK(error.failure().api == "GetFileAttributesW");
        CHECK(error.failure().advice == R"(See, as the account of the task, what dir "S:\jobs" says)");
      }
    }
  }

  TEST_CASE("a dry run takes a program that is not there yet as it is") {
    FakeProgramFiles files;
    const ProgramChoice choice = find_program(
        {.program = R"(S:\jobs\go.bat)", .token = R"("S:\jobs\go.bat")", .tail = " 1", .directory = {}},
        files, MissingProgram::accept);
    CHECK(choice.startable.command_line == R"("C:\Windows\System32\cmd.exe" /c ""S:\jobs\go.bat" 1")");
    CHECK(choice.warnings.size() == 1);
  }
}
