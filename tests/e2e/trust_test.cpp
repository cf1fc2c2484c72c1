// G9: a run follows nothing that others could change.
#include <doctest/doctest.h>
#include <fmt/format.h>

#include <string>

#include "support/drives.hpp"
#include "support/files.hpp"
#include "support/launcher.hpp"
#include "support/permissions.hpp"
#include "support/rig.hpp"
#include "support/text.hpp"

using namespace e2e;

namespace {

constexpr const char* kEveryoneReads = "(A;OICI;FRFX;;;WD)";
constexpr const char* kEveryoneChanges = "(A;OICI;FA;;;WD)";

/// A run with a configuration of its own, whose program leaves a file on the share.
class ConfiguredRun {
 public:
  explicit ConfiguredRun(const std::string& folder) : config_(folder + "\\drives.ini") {
    write_file(config_, fmt::format("[drive.{}]\r\npath = {}\r\n", drive_.letter(), share_.unc()));
  }

  const std::string& config() const { return config_; }
  std::string arguments() const {
    return "--config " + in_quotes(config_) + act("write " + drive_.file("ran") + " x");
  }

  void check_refused(const ProcessResult& result, const std::string& subject, const std::string& reason,
                     const std::string& command) const {
    CAPTURE(result.errors);
    CHECK(result.exit_code == launcher_code(ERROR_ACCESS_DENIED));
    CHECK(contains(result.errors, "drivelaunch: refused: " + subject +
                                      ": accounts that are not trusted could change what this run does.\n"));
    CHECK(contains(result.errors, "\n  " + reason));
    CHECK(contains(result.errors, "\nTo fix it, run in an elevated command prompt:\n"));
    CHECK(contains(result.errors, "\n  " + command + "\n"));
    CHECK_FALSE(exists(share_.file("ran")));
    CHECK_FALSE(drive_.is_there());
  }

  void check_accepted(const ProcessResult& result) const {
    CHECK(result.exit_code == 0);
    CHECK(result.errors == "");
    CHECK(exists(share_.file("ran")));
    remove_file(share_.file("ran"));
  }

 private:
  ShareFolder share_;
  FreeLetter drive_;
  std::string config_;
};

}  // namespace

TEST_SUITE("trust") {
  TEST_CASE("G9: a file that everybody may write is refused, and accepted when it is fixed") {
    NEEDS_SHARE();
    const TemporaryFolder temporary;
    const ConfiguredRun run(temporary.path());
    run.check_accepted(launch(run.arguments()));
    set_permissions(run.config(), kEveryoneChanges);
    run.check_refused(launch(run.arguments()), run.config(), run.config() + ": ",
                      fmt::format("icacls \"{}\" /grant:r *S-1-1-0:(RX)", run.config()));
    const std::string errors = launch(run.arguments()).errors;
    CHECK(contains(errors, "(S-1-1-0) has WRITE_DATA, APPEND_DATA, WRITE_EA, WRITE_ATTRIBUTES, DELETE"));
    CHECK(launch("check --config " + in_quotes(run.config())).exit_code ==
          launcher_code(ERROR_ACCESS_DENIED));
    set_permissions(run.config(), kEveryoneReads);
    run.check_accepted(launch(run.arguments()));
  }

  TEST_CASE("G9: a folder in which everybody may replace files is refused, and accepted when it is fixed") {
    NEEDS_SHARE();
    const TemporaryFolder temporary;
    make_folder(temporary.file("outer"));
    make_folder(temporary.file("outer\\inner"));
    const ConfiguredRun run(temporary.file("outer\\inner"));
    set_permissions(temporary.file("outer"), kEveryoneChanges);
    run.check_refused(launch(run.arguments()), run.config(), temporary.file("outer") + ": ",
                      fmt::format("icacls \"{}\" /grant:r *S-1-1-0:(OI)(CI)(RX)", temporary.file("outer")));
    CHECK(contains(launch(run.arguments()).errors, "(S-1-1-0) has DELETE_CHILD, DELETE"));
    set_permissions(temporary.file("outer"), kEveryoneReads);
    run.check_accepted(launch(run.arguments()));
  }

  TEST_CASE("G9: a launcher to whose folder everybody may add files runs nothing until that is fixed") {
    NEEDS_SHARE();
    const TemporaryFolder temporary;
    make_folder(temporary.file("program"));
    const std::string launcher = temporary.file("program\\drivelaunch.exe");
    copy_file(launcher_path(), launcher);
    const ConfiguredRun run(temporary.path());
    const ProcessRequest request{.line = widen(in_quotes(launcher) + " " + run.arguments())};
    set_permissions(temporary.file("program"), kEveryoneChanges);
    run.check_refused(run_process(request), temporary.file("program"), temporary.file("program") + ": ",
                      fmt::format("icacls \"{}\" /grant:r *S-1-1-0:(OI)(CI)(RX)", temporary.file("program")));
    CHECK(contains(run_process(request).errors, "(S-1-1-0) has ADD_FILE, ADD_SUBDIRECTORY, "));
    // Asking for help changes nothing, so it is answered.
    CHECK(run_process({.line = widen(in_quotes(launcher) + " --version")}).exit_code == 0);
    set_permissions(temporary.file("program"), kEveryoneReads);
    run.check_accepted(run_process(request));
  }

  TEST_CASE("G9: a file with a second name is refused until that is gone") {
    NEEDS_SHARE();
    const TemporaryFolder temporary;
    const ConfiguredRun run(temporary.path());
    make_hard_link(run.config(), temporary.file("second"));
    run.check_refused(launch(run.arguments()), run.config(),
                      run.config() + ": the file has 2 names (hard links), so it is also somewhere else",
                      fmt::format("fsutil hardlink list \"{}\"", run.config()));
    remove_file(temporary.file("second"));
    run.check_accepted(launch(run.arguments()));
  }

  TEST_CASE("G9: a program that everybody may change is started with a warning, a safe one without") {
    NEEDS_SHARE();
    const TemporaryFolder temporary;
    const std::string program = temporary.file("child.exe");
    copy_file(act_child_path(), program);
    const ShareFolder folder;
    const FreeLetter drive;
    const std::string line = drive.option(folder.unc()) + " -- " + in_quotes(program) + " exit 7";
    set_permissions(program, kEveryoneChanges);
    const auto result = launch(line);
    CHECK(result.exit_code == 7);
    CHECK(contains(result.errors,
                   "drivelaunch: warning: others could change the program and so act as this "
                   "account: " +
                       program + ": "));
    CHECK(contains(result.errors, "(S-1-1-0) has WRITE_DATA"));
    CHECK(contains(result.errors, "icacls \"" + program + "\" "));
    set_permissions(program, kEveryoneReads);
    CHECK(launch(line).errors == "");
    CHECK(launch(line).exit_code == 7);
  }
}
