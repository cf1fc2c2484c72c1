// What a run reports: --dry-run, --log, --name, --verbose, --quiet, --help and --version.
#include <doctest/doctest.h>
#include <fmt/format.h>

#include <string>
#include <vector>

#include "support/drives.hpp"
#include "support/fault_plan.hpp"
#include "support/files.hpp"
#include "support/launcher.hpp"
#include "support/rig.hpp"
#include "support/text.hpp"

using namespace e2e;

namespace {

std::vector<std::string> split(const std::string& text, char separator) {
  std::vector<std::string> parts(1);
  for (const char c : text) {
    if (c == separator) {
      parts.emplace_back();
    } else {
      parts.back() += c;
    }
  }
  return parts;
}

std::vector<std::string> lines_of(const std::string& text) {
  REQUIRE(text.ends_with('\n'));
  std::vector<std::string> lines = split(text, '\n');
  lines.pop_back();
  return lines;
}

/// The value of a line `key: value`; empty when there is none.
std::string value_of(const std::string& text, const std::string& key) {
  for (const std::string& line : lines_of(text)) {
    if (line.starts_with(key + ": ")) return line.substr(key.size() + 2);
  }
  return {};
}

bool is_number(const std::string& text) {
  return !text.empty() && text.find_first_not_of("0123456789") == std::string::npos;
}

}  // namespace

TEST_SUITE("output") {
  TEST_CASE("--dry-run prints the line that the program then sees, and connects nothing") {
    NEEDS_RIG();
    const FreeLetter drive;
    const TemporaryFolder temporary;
    const std::string options =
        "--chdir " + in_quotes(temporary.path()) + " " + drive.option(R"(\\nas\backup)");
    const std::string program = "-- " + in_quotes(line_child_path()) + "  \"a b\"\\ \t%PATH%  ^ \xC3\xA4\\";
    const LoginCounter logins("nas");
    const auto plan = launch("--dry-run --timeout 3m " + options + program);
    CHECK(plan.exit_code == 0);
    CHECK(plan.errors == "");
    CHECK(logins.count() == 0);
    CHECK(value_of(plan.output, "connect") ==
          drive.device() + R"( \\nas\backup timeout=3m verify=reachable required=yes)");
    CHECK(value_of(plan.output, "directory") == temporary.path());
    CHECK(value_of(plan.output, "program") == line_child_path());

    ProcessRequest request = launcher_request(options + program);
    request.variables["DRIVELAUNCH_TEST_REPORT"] = temporary.file("line");
    CHECK(run_process(request).exit_code == 0);
    const std::string bytes = read_file(temporary.file("line"));
    const std::wstring seen(reinterpret_cast<const wchar_t*>(bytes.data()), bytes.size() / sizeof(wchar_t));
    CHECK(value_of(plan.output, "command-line") == narrow(seen));
  }

  TEST_CASE("--dry-run shows what would be reused and what is in the way") {
    NEEDS_SHARE();
    const ShareFolder folder;
    const FreeLetter reused, taken;
    reused.connect(folder.unc());
    taken.connect(share_unc());
    const auto plan =
        launch("--dry-run " + reused.option(folder.unc()) + taken.option(folder.unc()) + act("exit 0"));
    CHECK(plan.exit_code == 0);
    CHECK(value_of(plan.output, "reuse").starts_with(reused.device() + " " + folder.unc()));
    CHECK(value_of(plan.output, "refuse")
              .starts_with("cannot connect: " + taken.device() + " " + folder.unc() + ": 85 "));
    CHECK(taken.remote() == to_lower(share_unc()));
  }

  TEST_CASE("a log has a line for every event, each with time, level, process, session, account and name") {
    NEEDS_SHARE();
    const ShareFolder folder;
    const FreeLetter drive;
    const TemporaryFolder temporary;
    const std::string log = temporary.file("run.log");
    const std::string options =
        "--log " + in_quotes(log) + " --name \"Nightly = 1\" " + drive.option(folder.unc());
    const auto result = launch(options + act("exit 0x103"));
    CHECK(result.exit_code == 0x103);
    CHECK(result.errors == "");
    std::string events;
    for (const std::string& line : lines_of(read_file(log))) {
      CAPTURE(line);
      const std::size_t name = line.find(" \"Nightly = 1\" ");
      REQUIRE(name != std::string::npos);
      const auto fields = split(line.substr(0, name), ' ');
      REQUIRE(fields.size() == 5);
      CHECK(fields[0].size() == std::string("2024-01-31T12:00:00.000Z").size());
      CHECK((fields[0][10] == 'T' && fields[0].ends_with('Z')));
      CHECK((fields[1] == "debug" || fields[1] == "info" || fields[1] == "warning" || fields[1] == "error"));
      CHECK(is_number(fields[2]));
      CHECK(fields[3].starts_with("0x"));
      CHECK(contains(fields[4], "\\"));
      events += split(line.substr(name + 15), ' ')[0] + " ";
    }
    CHECK(events ==
          "start connect verify connected program program-ended verify disconnect disconnected end ");
    CHECK(contains(read_file(log), " end code=0x00000103 whose=program ms="));

    launch(options + "-- no-such-program-anywhere");
    const std::string both = read_file(log);  // appended
    CHECK(contains(both, " end code=0x00000103 whose=program ms="));
    CHECK(contains(both, " end code=0x80070002 whose=launcher ms="));
    CHECK(contains(both, "Z error "));
  }

  TEST_CASE("log in drives.ini says where to log, --log overrides it, and a run without a log continues") {
    NEEDS_SHARE();
    const ShareFolder folder;
    const FreeLetter drive;
    const TemporaryFolder temporary;
    const auto line_with = [&](const std::string& log) {
      write_file(temporary.file("drives.ini"), fmt::format("[launcher]\nlog = {}\n[drive.{}]\npath = {}\n",
                                                           log, drive.letter(), folder.unc()));
      return "--config " + in_quotes(temporary.file("drives.ini")) + " ";
    };
    CHECK(launch(line_with(temporary.file("a.log")) + act("exit 4")).exit_code == 4);
    CHECK(contains(read_file(temporary.file("a.log")), " end code=0x00000004 "));
    CHECK(launch(line_with(temporary.file("b.log")) + "--log " + in_quotes(temporary.file("c.log")) +
                 act("exit 4"))
              .exit_code == 4);
    CHECK_FALSE(exists(temporary.file("b.log")));
    CHECK(exists(temporary.file("c.log")));

    const auto result = launch(line_with(temporary.file("missing\\d.log")) + act("exit 4"));
    CHECK(result.exit_code == 4);
    CHECK(contains(result.errors, "drivelaunch: warning: cannot write the log: " +
                                      temporary.file("missing\\d.log") + ": 3 "));
    CHECK(contains(result.errors, "The run continues without a log"));
  }

  TEST_CASE("--verbose writes to standard error what a log would have") {
    NEEDS_SHARE();
    const ShareFolder folder;
    const FreeLetter drive;
    const auto result = launch("--verbose --name night " + drive.option(folder.unc()) + act("exit 0"));
    CHECK(result.output == "");
    CHECK(contains(result.errors, " night connected connection=\"" + drive.device()));
    CHECK(contains(result.errors, " night end code=0x00000000 whose=program ms="));
  }

  TEST_CASE("--quiet leaves errors as they are") {
    const auto result = launch("--quiet --config C:\\no\\such\\drives.ini" + act("exit 0"));
    CHECK(contains(result.errors, "drivelaunch: cannot read the configuration: "));
  }

  TEST_CASE("--help and --version go to standard output") {
    const auto help = launch("--help");
    CHECK(help.exit_code == 0);
    CHECK(help.errors == "");
    for (const std::string option :
         {"--config FILE", "--only S,T,media", "--drive S=\\\\srv\\share", "--chdir DIR", "--timeout 2m",
          "--log FILE", "--name TEXT", "--verbose", "--quiet", "--dry-run"})
      CHECK(contains(help.output, "  " + option));
    const auto version = launch("--version");
    CHECK(version.exit_code == 0);
    CHECK(version.errors == "");
    CHECK(version.output == "drivelaunch " E2E_VERSION "\n");
  }

  TEST_CASE(
      "every way to ask for help prints it, in every command and in drivelaunchw, and nothing else happens") {
    for (const std::string& program : {launcher_path(), windowless_launcher_path()}) {
      const auto ask = [&](const std::string& arguments) {
        const auto result = run_process({.line = widen(in_quotes(program) + " " + arguments)});
        CAPTURE(program);
        CAPTURE(arguments);
        CHECK(result.exit_code == 0);
        CHECK(result.errors == "");
        return result.output;
      };
      const std::string general = ask("--help");
      CHECK(contains(general, "drivelaunch setup [--remove]"));
      for (const std::string word : {"/?", "-?", "-h", "help"})
        CHECK(ask(word) == general);
      CHECK(ask("run /?") == general);
      for (const std::string command : {"check", "doctor", "capture", "credential", "setup"}) {
        const std::string help = ask("help " + command);
        CHECK(contains(help, "drivelaunch " + command));
        CHECK(help != general);
        CHECK(ask(command + " /?") == help);
        CHECK(ask(command + " --help") == help);
      }
      for (const std::string word : {"version", "--version"})
        CHECK(ask(word) == "drivelaunch " E2E_VERSION "\n");
    }
  }
}
