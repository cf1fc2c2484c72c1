#include "launcher/base/program_kind.hpp"

#include <doctest/doctest.h>

#include <array>
#include <string>
#include <vector>

using launcher::ConnectionSpec;
using launcher::extension_of;
using launcher::interpreter_line;
using launcher::is_refused_by_command_processor;
using launcher::needs_command_processor;
using launcher::parse_drive_option;
using launcher::path_on_drive;
using launcher::program_kind;
using launcher::ProgramKind;

TEST_SUITE("program kind") {
  TEST_CASE("an extension belongs to the file's name, and what Windows ignores at its end is no part of it") {
    CHECK(extension_of("S:\\jobs\\A.BAT") == ".bat");
    CHECK(extension_of("A.bat. .") == ".bat");
    CHECK(extension_of("a.tar.gz") == ".gz");
    CHECK(extension_of("S:a.ps1") == ".ps1");
    for (const char* const none :
         {"", "...", "cmd", "C:\\jobs.bat\\run", "C:/jobs.bat/run", "C:\\jobs.bat\\"})
      CHECK(extension_of(none).empty());
  }

  TEST_CASE("a file's name says who runs it") {
    struct Row {
      const char* path;
      ProgramKind kind;
    };
    constexpr std::array<Row, 19> kRows{{{"S:\\a.exe", ProgramKind::executable},
                                         {"more.COM", ProgramKind::executable},
                                         {"S:\\a", ProgramKind::executable},
                                         {"", ProgramKind::executable},
                                         {"cmd", ProgramKind::command_processor},
                                         {"C:\\Windows\\System32\\CMD.exe", ProgramKind::command_processor},
                                         {"C:\\cmd\\a.exe", ProgramKind::executable},
                                         {"mycmd.exe", ProgramKind::executable},
                                         {"S:\\a.bat", ProgramKind::batch},
                                         {"S:\\a.Cmd .", ProgramKind::batch},
                                         {"S:\\a.ps1", ProgramKind::powershell},
                                         {"S:\\a.vbs", ProgramKind::windows_script},
                                         {"S:\\a.JS", ProgramKind::windows_script},
                                         {"S:\\a.wsf", ProgramKind::windows_script},
                                         {"S:\\a.lnk", ProgramKind::shortcut},
                                         {"S:\\a.py", ProgramKind::document},
                                         {"S:\\a.exe.config", ProgramKind::document},
                                         {"S:\\a.psm1", ProgramKind::document},
                                         {"S:\\a.msi", ProgramKind::document}}};
    for (const Row& row : kRows) {
      CAPTURE(row.path);
      CHECK(program_kind(row.path) == row.kind);
    }
    CHECK(needs_command_processor(ProgramKind::batch));
    CHECK(needs_command_processor(ProgramKind::command_processor));
    CHECK_FALSE(needs_command_processor(ProgramKind::powershell));
  }

  TEST_CASE("cmd.exe takes no directory that begins with two slashes") {
    for (const char* const directory :
         {"\\\\server\\share", "//server/share", "\\/server\\share", "\\\\?\\C:\\x"})
      CHECK(is_refused_by_command_processor(directory));
    for (const char* const directory : {"", "\\", "S:\\", "\\jobs", "C:\\\\x"})
      CHECK_FALSE(is_refused_by_command_processor(directory));
  }

  TEST_CASE("a script is run by its interpreter's own line") {
    CHECK(interpreter_line(ProgramKind::powershell, "S:\\a b.ps1", " -Full") ==
          "powershell.exe -NoProfile -File \"S:\\a b.ps1\" -Full");
    CHECK(interpreter_line(ProgramKind::windows_script, "S:\\a.vbs", "") ==
          "cscript.exe //B //Nologo \"S:\\a.vbs\"");
    CHECK(interpreter_line(ProgramKind::document, "S:\\a.py", " x").empty());
  }

  TEST_CASE("the letter that shows a folder is the one of the longest share it lies in") {
    std::vector<ConnectionSpec> drives;
    for (const char* const drive : {"S=\\\\srv\\share", "T=\\\\srv\\share\\jobs", "U=\\\\srv\\shar"})
      drives.push_back(parse_drive_option(drive));
    ConnectionSpec without_letter = parse_drive_option("V=\\\\srv\\other");
    without_letter.letter.reset();
    drives.push_back(without_letter);
    CHECK(path_on_drive("\\\\srv\\share", drives) == "S:\\");
    CHECK(path_on_drive("\\\\SRV\\Share\\", drives) == "S:\\");
    CHECK(path_on_drive("\\\\srv\\share\\x", drives) == "S:\\x");
    CHECK(path_on_drive("//srv/share/Jobs/night/", drives) == "T:\\night");
    CHECK(path_on_drive("\\\\?\\UNC\\srv\\share\\x", drives) == "S:\\x");
    CHECK_FALSE(path_on_drive("\\\\srv\\shared", drives));
    CHECK_FALSE(path_on_drive("\\\\srv\\other\\x", drives));
    CHECK_FALSE(path_on_drive("S:\\x", drives));
    CHECK_FALSE(path_on_drive("", drives));
  }
}
