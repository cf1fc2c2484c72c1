// What the build made: the programs that are shipped, as files. Needs no server.
#include <doctest/doctest.h>
#include <windows.h>

#include <algorithm>
#include <array>
#include <string>
#include <vector>

#include "support/files.hpp"
#include "support/launcher.hpp"
#include "support/program_image.hpp"
#include "support/text.hpp"

using namespace e2e;

namespace {

/// DLLs that Windows takes from System32 whatever lies beside the program (the value of KnownDLLs below
/// HKLM\SYSTEM\CurrentControlSet\Control\Session Manager), as far as our programs need them. ole32 and oleaut32
/// are COM, which taskxml reaches Task Scheduler by.
constexpr std::array kKnownDlls{"advapi32.dll", "kernel32.dll", "msvcrt.dll", "ole32.dll",
                                "oleaut32.dll", "shell32.dll",  "user32.dll"};

/// What the launcher needs of them. Each one more makes every start of it longer; the rest comes when it is
/// needed.
constexpr std::array kLauncherDlls{"advapi32.dll", "kernel32.dll", "msvcrt.dll"};

/// 1.5 MB, of a program that is copied to many machines. The bound is for -Os; MSVC builds for speed and was never measured.
#ifdef _MSC_VER
constexpr std::size_t kLargestLauncher = 3'145'728;
#else
constexpr std::size_t kLargestLauncher = 1'572'864;
#endif

template <typename Names>
bool has(const Names& names, const std::string& name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

/// Everything in the folder of the launcher, so that a new program is not forgotten.
std::vector<std::string> shipped_programs() {
  const std::string folder = launcher_path().substr(0, launcher_path().find_last_of('\\'));
  std::vector<std::string> programs;
  for (const std::string& name : list_folder(folder)) {
    if (to_lower(name).ends_with(".exe")) programs.push_back(folder + "\\" + name);
  }
  return programs;
}

}  // namespace

TEST_SUITE("build") {
  TEST_CASE("a shipped program imports only from DLLs that nobody can put beside it") {
    const auto programs = shipped_programs();
    REQUIRE_FALSE(programs.empty());
    for (const std::string& program : programs) {
      CAPTURE(program);
      const ProgramImage image(program);
      CHECK_FALSE(image.imported_dlls().empty());
      for (const std::string& dll : image.imported_dlls()) {
        CAPTURE(dll);
        CHECK(has(kKnownDlls, to_lower(dll)));
      }
      CHECK_FALSE(image.has_delay_imports());
    }
  }

  TEST_CASE("the launcher imports from as few DLLs as there can be, and is small") {
    for (const std::string& program : {launcher_path(), windowless_launcher_path()}) {
      CAPTURE(program);
      for (const std::string& dll : ProgramImage(program).imported_dlls()) {
        CAPTURE(dll);
        CHECK(has(kLauncherDlls, to_lower(dll)));
      }
      CHECK(read_file(program).size() <= kLargestLauncher);
    }
  }

  TEST_CASE("a shipped program has a manifest: as invoker, and with long paths") {
    for (const std::string& program : shipped_programs()) {
      CAPTURE(program);
      const std::string manifest = ProgramImage(program).manifest();
      CHECK(contains(manifest, R"(<requestedExecutionLevel level="asInvoker" uiAccess="false"/>)"));
      CHECK(contains(manifest, ">true</longPathAware>"));
    }
  }

  TEST_CASE("the launchers have the text of every event, with every insertion in it") {
    struct Row {
      unsigned long number;
      std::string begin;
    };
    const Row rows[] = {
        {0x40000064, "The run \"one\" ended well."},
        {0x800000C8, "The program of the run \"one\" ended with a code that does not count as success."},
        {0x800000C9, "The run \"one\" ended well, but something is to be looked at."},
        {0xC000012C, "The run \"one\" failed."},
    };
    for (const std::string& program : {launcher_path(), windowless_launcher_path()}) {
      for (const Row& row : rows) {
        CAPTURE(program);
        CAPTURE(row.number);
        const std::string text =
            ProgramImage(program).message(row.number, {"one", "two", "three", "four", "five", "six"});
        CHECK(text == row.begin +
                          "\r\n\r\ntwo\r\n\r\nExit code: five\r\nAccount: three, logon session four\r\n"
                          "Log: six\r\n");
      }
    }
  }

  TEST_CASE("a shipped program has a version resource with the version of the project and its own name") {
    for (const std::string& program : shipped_programs()) {
      CAPTURE(program);
      const ProgramImage image(program);
      CHECK(image.version_text("FileVersion") == E2E_VERSION);
      CHECK(image.version_text("ProductName") == "DriveLaunch");
      CHECK(image.version_text("OriginalFilename") == program.substr(program.find_last_of('\\') + 1));
    }
  }
}
