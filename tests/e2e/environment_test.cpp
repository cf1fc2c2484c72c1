// G1, the rest of what a program is started with: directory, priority, show state, error mode, Ctrl-C,
// environment.
#include <doctest/doctest.h>
#include <windows.h>

#include <map>
#include <string>

#include "support/drives.hpp"
#include "support/files.hpp"
#include "support/launcher.hpp"
#include "support/rig.hpp"
#include "support/text.hpp"

using namespace e2e;

namespace {

/// Starts act_child directly and through the launcher, both in the same way, and compares what they say.
class BothWays {
 public:
  /// Returns what the program started directly says.
  std::string compare(ProcessRequest request) {
    const std::string verbs = "state " + in_quotes(temporary_.file("state"));
    request.line = widen(in_quotes(act_child_path()) + " " + verbs);
    std::string direct = run(request);
    request.line = launcher_request(drive_.option(folder_.unc()) + act(verbs)).line;
    const std::string launched = run(request);
    CHECK(direct == launched);
    return direct;
  }

 private:
  std::string run(const ProcessRequest& request) {
    const auto result = run_process(request);
    CHECK(result.exit_code == 0);
    CHECK(result.errors == "");
    return read_file(temporary_.file("state"));
  }

  TemporaryFolder temporary_;
  ShareFolder folder_;
  FreeLetter drive_;
};

/// Checks that what was asked for has reached the program at all. Wine 8 hands neither priority class nor
/// error mode to a new process; there only the equality of both ways is seen.
void check_arrived(const std::string& state, const std::string& line) {
  if (is_wine()) {
    MESSAGE("not seen under Wine: ", line);
    return;
  }
  CHECK(contains(state, line + "\n"));
}

}  // namespace

TEST_SUITE("environment") {
  TEST_CASE("G1: the program gets the launcher's priority class") {
    NEEDS_SHARE();
    BothWays ways;
    constexpr DWORD kPriorities[] = {IDLE_PRIORITY_CLASS, BELOW_NORMAL_PRIORITY_CLASS, NORMAL_PRIORITY_CLASS,
                                     ABOVE_NORMAL_PRIORITY_CLASS};
    for (const DWORD priority : kPriorities) {
      CAPTURE(priority);
      const std::string direct = ways.compare({.flags = priority});
      check_arrived(direct, "priority=" + std::to_string(priority));
    }
  }

  TEST_CASE("G1: the program gets the launcher's show state") {
    NEEDS_SHARE();
    BothWays ways;
    CHECK(contains(ways.compare({}), "show=none\n"));
    for (const int show : {SW_HIDE, SW_SHOWNORMAL, SW_SHOWMINNOACTIVE, SW_SHOWMAXIMIZED}) {
      CAPTURE(show);
      CHECK(contains(ways.compare({.show = static_cast<WORD>(show)}), "show=" + std::to_string(show) + "\n"));
    }
  }

  TEST_CASE("G1: the program gets the launcher's error mode") {
    NEEDS_SHARE();
    BothWays ways;
    const UINT before = GetErrorMode();
    for (const UINT mode :
         {UINT{0}, UINT{SEM_FAILCRITICALERRORS}, UINT{SEM_NOGPFAULTERRORBOX | SEM_NOOPENFILEERRORBOX}}) {
      CAPTURE(mode);
      SetErrorMode(mode);
      check_arrived(ways.compare({}), "error-mode=" + std::to_string(GetErrorMode()));
    }
    SetErrorMode(before);
  }

  TEST_CASE("G1: whether Ctrl-C is ignored is as the launcher found it") {
    NEEDS_SHARE();
    BothWays ways;
    CHECK(contains(ways.compare({}), "ignores-ctrl-c=no\n"));
    SetConsoleCtrlHandler(nullptr, TRUE);
    const std::string ignoring = ways.compare({});
    SetConsoleCtrlHandler(nullptr, FALSE);
    CHECK(contains(ignoring, "ignores-ctrl-c=yes\n"));
  }

  TEST_CASE("G1: the program gets the launcher's environment, and without --chdir its directory") {
    NEEDS_SHARE();
    BothWays ways;
    const TemporaryFolder folder;
    const std::string direct =
        ways.compare({.directory = folder.path(),
                      .variables = {{"DRIVELAUNCH_TEST_VARIABLE", "a=b \xC3\xA4 \xF0\x9F\x98\x80"},
                                    {"DRIVELAUNCH_TEST_BLANKS", "  "}}});
    CHECK(contains(direct, "directory=" + folder.path() + "\n"));
    CHECK(contains(direct, "environment DRIVELAUNCH_TEST_VARIABLE=a=b \xC3\xA4 \xF0\x9F\x98\x80\n"));
    CHECK(contains(direct, "environment DRIVELAUNCH_TEST_BLANKS=  \n"));
  }

  TEST_CASE("the launcher's own folders do not follow the environment it is started with") {
    const TemporaryFolder spoofed;
    const std::string& profile = spoofed.path();
    const std::map<std::string, std::string> variables{
        {"USERPROFILE", profile},     {"LOCALAPPDATA", profile + "\\local"},
        {"APPDATA", profile},         {"ProgramData", profile},
        {"ALLUSERSPROFILE", profile}, {"SystemDrive", profile},
        {"HOMEDRIVE", profile},       {"HOMEPATH", "\\x"}};
    // Nothing is there to read: the message names the file that was looked for.
    const std::string plain = launch(act("exit 0")).errors;
    REQUIRE(contains(plain, "\\DriveLaunch\\drives.ini: "));
    ProcessRequest request = launcher_request(act("exit 0"));
    request.variables = variables;
    CHECK(run_process(request).errors == plain);
    // Nor does a run leave its log or its leases there.
    const FreeLetter drive;
    request = launcher_request(drive.option(R"(\\fs01\backup)") + act("exit 0"));
    request.variables = variables;
    run_process(request);
    CHECK(list_folder(profile).empty());
  }
}
