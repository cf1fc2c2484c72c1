// --output: what the program writes is in the file, whatever the disk does.
#include <doctest/doctest.h>
#include <windows.h>

#include <set>
#include <string>
#include <thread>

#include "support/drives.hpp"
#include "support/files.hpp"
#include "support/launcher.hpp"
#include "support/permissions.hpp"
#include "support/random_source.hpp"
#include "support/rig.hpp"
#include "support/text.hpp"
#include "tests/programs/poured_byte.hpp"

using namespace e2e;

namespace {

/// The first byte that is not what act_child poured; npos: all are.
std::size_t find_wrong_byte(const std::string& bytes, std::size_t begin, std::size_t end) {
  for (std::size_t i = begin; i < end; ++i) {
    if (bytes[i] != poured_byte(i - begin)) return i;
  }
  return std::string::npos;
}

std::string output_option(const std::string& file) {
  return "--output " + in_quotes(file) + " ";
}

/// A pipe nobody reads from: a disk that takes nothing any more.
class StuckFile {
 public:
  StuckFile()
      : pipe_(own(CreateNamedPipeW(widen(path_).c_str(), PIPE_ACCESS_INBOUND, PIPE_TYPE_BYTE, 1, 0, 4096, 0,
                                   nullptr))) {
    REQUIRE(pipe_);
  }
  const std::string& path() const { return path_; }

 private:
  std::string path_ = R"(\\.\pipe\drivelaunch-test-stuck-)" + std::to_string(GetCurrentProcessId());
  OwnedHandle pipe_;
};

/// A pipe that is read slowly, and all of it: a disk that takes its time.
class SlowFile {
 public:
  SlowFile()
      : pipe_(own(CreateNamedPipeW(widen(path_).c_str(), PIPE_ACCESS_INBOUND, PIPE_TYPE_BYTE, 1, 0, 65536, 0,
                                   nullptr))) {
    REQUIRE(pipe_);
    reader_ = std::thread([this] {
      char buffer[65536];
      DWORD size = 0;
      if (ConnectNamedPipe(pipe_.get(), nullptr) == 0 && GetLastError() != ERROR_PIPE_CONNECTED) return;
      for (; ReadFile(pipe_.get(), buffer, sizeof buffer, &size, nullptr) != 0; bytes_.append(buffer, size))
        Sleep(20);
    });
  }
  ~SlowFile() {
    // If nobody has written: the reader waits for somebody.
    own(CreateFileW(widen(path_).c_str(), GENERIC_WRITE, 0, nullptr, OPEN_EXISTING, 0, nullptr));
    finish();
  }
  const std::string& path() const { return path_; }
  /// All that was written to it, once its writer has closed it.
  const std::string& finish() {
    if (reader_.joinable()) reader_.join();
    return bytes_;
  }

 private:
  std::string path_ = R"(\\.\pipe\drivelaunch-test-slow-)" + std::to_string(GetCurrentProcessId());
  OwnedHandle pipe_;
  std::string bytes_;
  std::thread reader_;
};

}  // namespace

TEST_SUITE("kept-output") {
  TEST_CASE("--output has both kinds of output, appended byte for byte and in their order") {
    NEEDS_SHARE();
    const ShareFolder folder;
    const FreeLetter drive;
    const TemporaryFolder temporary;
    const std::size_t megabytes = is_full_run() ? 100 : 20;
    write_file(temporary.file("out"), "before\n");
    const auto result =
        launch(drive.option(folder.unc()) + output_option(temporary.file("out")) + "--log " +
               in_quotes(temporary.file("log")) + act("pour " + std::to_string(megabytes) + " exit 5"));
    CHECK(result.exit_code == 5);
    CHECK(result.output == "");
    CHECK(result.errors == "");
    const std::string bytes = read_file(temporary.file("out"));
    REQUIRE(bytes.size() == 7 + (megabytes << 20U));
    CHECK(bytes.starts_with("before\n"));
    CHECK(find_wrong_byte(bytes, 7, bytes.size()) == std::string::npos);
    CHECK(contains(read_file(temporary.file("log")),
                   " output-bytes=" + std::to_string(megabytes << 20U) + " output-lost=0"));
    CHECK_FALSE(exists(temporary.file("out.1")));
  }

  TEST_CASE("nobody can guess the name of the pipe that --output reads") {
    NEEDS_SHARE();
    const ShareFolder folder;
    const FreeLetter drive;
    const TemporaryFolder temporary;
    std::set<std::string> names;
    for (const std::string name : {"one", "two"}) {
      CHECK(
          launch(drive.option(folder.unc()) + output_option(temporary.file(name)) + act("name-output exit 5"))
              .exit_code == 5);
      names.insert(read_file(temporary.file(name)));
    }
    CHECK(names.size() == 2);
    for (const std::string& name : names) {
      CAPTURE(name);
      const std::size_t begin = name.rfind('.');
      REQUIRE(begin != std::string::npos);
      CHECK(contains(name, "DriveLaunch."));
      CHECK(name.size() - begin - 1 == 32);  // 128 bits
      CHECK(name.find_first_not_of("0123456789abcdef", begin + 1) == std::string::npos);
    }
  }

  TEST_CASE("--output rotates the file before a run that finds it large, and keeps one older file") {
    NEEDS_SHARE();
    const ShareFolder folder;
    const FreeLetter drive;
    const TemporaryFolder temporary;
    const std::string line =
        drive.option(folder.unc()) + output_option(temporary.file("out")) + act("pour 1");
    write_file(temporary.file("out"), std::string((4U << 20U) - 1, 'a'));
    write_file(temporary.file("out.1"), "oldest");
    CHECK(launch(line).exit_code == 0);
    CHECK(read_file(temporary.file("out")).size() == (5U << 20U) - 1);
    CHECK(read_file(temporary.file("out.1")) == "oldest");
    CHECK(launch(line).exit_code == 0);
    CHECK(read_file(temporary.file("out")).size() == 1U << 20U);
    CHECK(read_file(temporary.file("out.1")).size() == (5U << 20U) - 1);
  }

  TEST_CASE("--output may be on a drive of the run, which goes all the same") {
    NEEDS_SHARE();
    const ShareFolder folder;
    const FreeLetter drive;
    const auto result = launch(drive.option(folder.unc()) + output_option(drive.file("out")) + act("pour 1"));
    CHECK(result.exit_code == 0);
    CHECK(result.errors == "");
    CHECK(read_file(folder.file("out")).size() == 1U << 20U);
    CHECK_FALSE(drive.is_there());
  }

  TEST_CASE("a full disk does not stop the program") {
    NEEDS_RIG();
    const ShareFolder folder;
    const FreeLetter drive;
    const auto result =
        launch(drive.option(folder.unc()) + output_option(R"(Z:\dev\full)") + act("pour 10 exit 6"));
    CHECK(result.exit_code == 6);
    CHECK(contains(result.errors,
                   "drivelaunch: warning: cannot keep 10485760 of 10485760 bytes of output: "
                   "Z:\\dev\\full: 112 ERROR_DISK_FULL (WriteFile): "));
  }

  TEST_CASE("a slow disk slows the program down at most, and takes all of its output in order") {
    NEEDS_SHARE();
    const ShareFolder folder;
    const FreeLetter drive;
    const TemporaryFolder temporary;
    SlowFile slow;
    const auto result = launch(drive.option(folder.unc()) + output_option(slow.path()) + "--log " +
                               in_quotes(temporary.file("log")) + act("pour 15 exit 6"));
    CHECK(result.exit_code == 6);
    CHECK(result.errors == "");
    const std::string& bytes = slow.finish();
    REQUIRE(bytes.size() == 15U << 20U);
    CHECK(find_wrong_byte(bytes, 0, bytes.size()) == std::string::npos);
    CHECK(contains(read_file(temporary.file("log")), " output-bytes=15728640 output-lost=0"));
  }

  TEST_CASE("a disk that hangs does not stop the program") {
    NEEDS_SHARE();
    const ShareFolder folder;
    const FreeLetter drive;
    const StuckFile stuck;
    const auto result =
        launch(drive.option(folder.unc()) + output_option(stuck.path()) + act("pour 10 exit 6"));
    CHECK(result.exit_code == 6);
    CHECK(contains(result.errors, "drivelaunch: warning: cannot keep "));
    CAPTURE(result.errors);
    CHECK(contains(result.errors, " of 10485760 bytes of output: " + stuck.path() + ": 1460 ERROR_TIMEOUT "));
    CHECK_FALSE(drive.is_there());
  }

  TEST_CASE("a file of --output that cannot be opened is a warning, and the output goes where it would") {
    NEEDS_SHARE();
    const ShareFolder folder;
    const FreeLetter drive;
    const TemporaryFolder temporary;
    const auto result = launch(drive.option(folder.unc()) + output_option(temporary.file("missing\\out")) +
                               act("pour 1 exit 6"));
    CHECK(result.exit_code == 6);
    CHECK(result.output.size() + result.errors.size() > 1U << 20U);
    CHECK(contains(result.errors, "drivelaunch: warning: cannot write the output: " +
                                      temporary.file("missing\\out") + ": 3 ERROR_PATH_NOT_FOUND "));
  }

  TEST_CASE("an elevated run does not write through a hard link") {
    NEEDS_SHARE();
    NEEDS_RIGHTS(Rights::elevated);
    const ShareFolder folder;
    const FreeLetter drive;
    const TemporaryFolder temporary;
    write_file(temporary.file("target"), "precious");
    REQUIRE(CreateHardLinkW(widen(temporary.file("out")).c_str(), widen(temporary.file("target")).c_str(),
                            nullptr) != 0);
    const auto result =
        launch(drive.option(folder.unc()) + output_option(temporary.file("out")) + act("pour 1 exit 6"),
               Rights::elevated);
    CHECK(result.exit_code == 6);
    CHECK(read_file(temporary.file("target")) == "precious");
    CHECK(contains(result.errors, "drivelaunch: warning: cannot write the output: " + temporary.file("out") +
                                      ": the file has a second name (hard link)"));
  }

  TEST_CASE("a run that is not elevated writes through a hard link, as its account could itself") {
    NEEDS_SHARE();
    NEEDS_RIGHTS(Rights::limited);
    const ShareFolder folder;
    const FreeLetter drive;
    const TemporaryFolder temporary;
    write_file(temporary.file("target"), "");
    make_hard_link(temporary.file("target"), temporary.file("out"));
    const auto result =
        launch(drive.option(folder.unc()) + output_option(temporary.file("out")) + act("pour 1 exit 6"),
               Rights::limited);
    CHECK(result.exit_code == 6);
    CHECK(result.errors == "");
    CHECK(read_file(temporary.file("target")).size() == 1U << 20U);
  }

  TEST_CASE("G9: an elevated run keeps no output in a folder that others could turn into a way elsewhere") {
    NEEDS_SHARE();
    NEEDS_RIGHTS(Rights::elevated);
    const ShareFolder folder;
    const FreeLetter drive;
    const TemporaryFolder temporary;
    make_folder(temporary.file("outer"));
    make_folder(temporary.file("outer\\inner"));
    const std::string out = temporary.file("outer\\inner\\out");
    const std::string line = drive.option(folder.unc()) + output_option(out) + act("pour 1 exit 6");
    for (const char* changeable : {"outer\\inner", "outer"}) {
      CAPTURE(changeable);
      set_permissions(temporary.file(changeable), "(A;OICI;FA;;;WD)");
      const auto result = launch(line, Rights::elevated);
      CHECK(result.exit_code == 6);
      CHECK(contains(result.errors, "drivelaunch: warning: cannot write the output: " + out + ": " +
                                        temporary.file(changeable) + ": "));
      CHECK(contains(result.errors, "so an elevated run does not write there"));
      CHECK(contains(result.errors, "To fix it, run in an elevated command prompt: icacls \""));
      CHECK_FALSE(exists(out));
      set_permissions(temporary.file(changeable), "(A;OICI;FRFX;;;WD)");
    }
    // The same for a file that is full: nothing is renamed there either.
    write_file(out, std::string(4U << 20U, 'a'));
    set_permissions(temporary.file("outer\\inner"), "(A;OICI;FA;;;WD)");
    CHECK(launch(line, Rights::elevated).exit_code == 6);
    CHECK(read_file(out).size() == 4U << 20U);
    CHECK_FALSE(exists(out + ".1"));
    set_permissions(temporary.file("outer\\inner"), "(A;OICI;FRFX;;;WD)");
    CHECK(launch(line, Rights::elevated).errors == "");
    CHECK(read_file(out + ".1").size() == 4U << 20U);
  }

  TEST_CASE("what a descendant writes during the run is kept, and later writes do not delay the run") {
    NEEDS_SHARE();
    const ShareFolder folder;
    const FreeLetter drive;
    const TemporaryFolder temporary;
    const std::string go = temporary.file("go");
    ProcessRequest request = launcher_request(
        drive.option(folder.unc()) + output_option(temporary.file("out")) +
        act("spawn-inherit pour 1 write " + in_quotes(go) + " x wait " + in_quotes(temporary.file("end")) +
            " write " + in_quotes(temporary.file("done")) + " x end wait " + in_quotes(go) + " exit 7"));
    // Not pipes: the descendant has them, too, and the test would wait for its end.
    write_file(temporary.file("in"), "");
    request.input_file = temporary.file("in");
    request.output_file = temporary.file("launcher-out");
    request.errors_file = temporary.file("launcher-err");
    const auto result = run_process(request);
    CHECK(result.exit_code == 7);
    const std::string bytes = read_file(temporary.file("out"));
    write_file(temporary.file("end"), "");
    // Before the folder goes: it would wait for ever, and whoever reads this test's output with it.
    CHECK(wait_until([&] { return exists(temporary.file("done")); }));
    REQUIRE(bytes.size() == 1U << 20U);
    CHECK(find_wrong_byte(bytes, 0, bytes.size()) == std::string::npos);
  }
}
