// Connections that fail: the documented exit code and message, the program not started, nothing left
// connected (G3, G11), no login too many.
#include <windows.h>

#include <doctest/doctest.h>
#include <fmt/format.h>
#include <winnetwk.h>

#include <array>
#include <string>

#include "support/drives.hpp"
#include "support/fault_plan.hpp"
#include "support/files.hpp"
#include "support/launcher.hpp"
#include "support/message.hpp"
#include "support/rig.hpp"
#include "support/text.hpp"

using namespace e2e;

namespace {

/// A run with a second drive that is good, and a program that leaves a mark.
class FailingRun {
 public:
  /// `remote` is what cannot be connected.
  ProcessResult launch(const std::string& remote, const std::string& options = "--timeout 1s ") {
    return e2e::launch(options + bad.option(remote) + good.option(R"(\\media\in)") +
                       act("write " + in_quotes(mark()) + " x"));
  }

  void check_nothing_happened() const {
    CHECK_FALSE(exists(mark()));
    CHECK_FALSE(good.is_there());
    CHECK(good.remote() == "");
  }

  const FreeLetter bad;
  const FreeLetter good;

 private:
  std::string mark() const { return temporary_.file("started"); }

  TemporaryFolder temporary_;
};

}  // namespace

TEST_SUITE("connect-failure") {
  TEST_CASE("G3, G11: whatever a server answers, the program does not start and no drive stays") {
    NEEDS_RIG();
    struct Row {
      std::uint32_t code;
      const char* symbol;
      const char* advice;
    };
    constexpr std::array kRows{
        Row{5, "ERROR_ACCESS_DENIED", "Get-SmbShareAccess on the server shows who may"},
        Row{64, "ERROR_NETNAME_DELETED", "raise timeout if so"},
        Row{1219, "ERROR_SESSION_CREDENTIAL_CONFLICT", "net use, run as the account of the task, shows"},
        Row{1231, "ERROR_NETWORK_UNREACHABLE", "Check the network of this machine"},
        Row{1326, "ERROR_LOGON_FAILURE", "must be allowed on the share as DOMAIN\\COMPUTER$"},
    };
    for (const Row& row : kRows) {
      CAPTURE(row.code);
      FailingRun run;
      const LoginCounter logins("media");
      const FaultPlan plan(fmt::format("nas delay=300 error={}", row.code));
      const auto result = run.launch(R"(\\nas\backup)");
      check_message(result.errors, result.exit_code,
                    {"cannot connect", run.bad.device() + R"( \\nas\backup)", row.code, row.symbol,
                     "WNetAddConnection2W", row.advice});
      CHECK_FALSE(run.bad.is_there());
      run.check_nothing_happened();
      CHECK(logins.count() == 1);
    }
  }

  TEST_CASE("a wrong password is refused by the server, and tried once") {
    NEEDS_RIG();
    FailingRun run;
    const LoginCounter logins("nas");
    const FaultPlan plan("nas password=not-the-password");
    const auto result = run.launch(R"(\\nas\backup)", "--timeout 10s ");
    check_message(result.errors, result.exit_code,
                  {"cannot connect", run.bad.device() + R"( \\nas\backup)", 1326, "ERROR_LOGON_FAILURE",
                   "WNetAddConnection2W", "must be allowed on the share as DOMAIN\\COMPUTER$"});
    CHECK(logins.count() == 1);
    CHECK_FALSE(run.bad.is_there());
    run.check_nothing_happened();
  }

  TEST_CASE("after a wrong password the other drives of that server are not tried") {
    NEEDS_RIG();
    FailingRun run;
    const FreeLetter same_server;
    const LoginCounter logins("nas");
    const FaultPlan plan("nas password=not-the-password");
    const auto result = run.launch(R"(\\nas\backup)", same_server.option(R"(\\nas\projects)"));
    CHECK(logins.count() == 1);
    CHECK(contains(result.errors, "not tried, because the same identity was refused for"));
    CHECK(result.exit_code == launcher_code(1326));
    CHECK_FALSE(run.bad.is_there());
    CHECK_FALSE(same_server.is_there());
    run.check_nothing_happened();
  }

  TEST_CASE("a share that the server does not have is looked for three times") {
    NEEDS_RIG();
    FailingRun run;
    const LoginCounter logins("nas");
    // Three tries need two thirds of it, and some time for the calls themselves.
    const auto result = run.launch(R"(\\nas\nothing)", "--timeout 6s ");
    check_message(result.errors, result.exit_code,
                  {"cannot connect", run.bad.device() + R"( \\nas\nothing)", 67, "ERROR_BAD_NET_NAME",
                   "WNetAddConnection2W", "Get-SmbShare on the server lists them"});
    CHECK(logins.count() == 3);
    CHECK_FALSE(run.bad.is_there());
    run.check_nothing_happened();
  }

  TEST_CASE("a folder that the share does not have is reported as such") {
    NEEDS_RIG();
    FailingRun run;
    const auto result = run.launch(R"(\\nas\backup\nothing)");
    check_message(result.errors, result.exit_code,
                  {"cannot connect", run.bad.device() + R"( \\nas\backup\nothing)", ERROR_PATH_NOT_FOUND,
                   "ERROR_PATH_NOT_FOUND", "WNetAddConnection2W", "the folder below it is not: check path"});
    CHECK_FALSE(run.bad.is_there());
    run.check_nothing_happened();
  }

  TEST_CASE("a server that is not there and one that refuses connections are reported as not found") {
    NEEDS_RIG();
    for (const std::string server : {"no-such-server", "dead"}) {
      CAPTURE(server);
      FailingRun run;
      const std::string remote = "\\\\" + server + "\\share";
      const auto result = run.launch(remote);
      check_message(result.errors, result.exit_code,
                    {"cannot connect", run.bad.device() + " " + remote, 53, "ERROR_BAD_NETPATH",
                     "WNetAddConnection2W", "Test-NetConnection " + server + " -Port 445"});
      CHECK_FALSE(run.bad.is_there());
      run.check_nothing_happened();
    }
  }

  TEST_CASE("what passes by itself is tried again until it succeeds") {
    NEEDS_RIG();
    const FreeLetter drive;
    const LoginCounter logins("nas");
    const TemporaryFolder temporary;
    const FaultPlan plan("nas error=64 times=2");
    const auto result = launch("--timeout 60s --log " + in_quotes(temporary.file("log")) + " " +
                               drive.option(R"(\\nas\backup)") + act("exit 9"));
    CHECK(result.exit_code == 9);
    CHECK(result.errors == "");
    CHECK(logins.count() == 1);  // the plan answers the first two itself
    CHECK(contains(read_file(temporary.file("log")), " reused=no attempts=3 "));
    CHECK_FALSE(drive.is_there());
  }

  TEST_CASE("a drive with required = no may fail: the program runs without it") {
    NEEDS_RIG();
    const FreeLetter missing, good;
    const TemporaryFolder temporary;
    const FaultPlan plan("nas error=5");
    write_file(temporary.file("drives.ini"),
               fmt::format("[drive.{}]\npath = \\\\nas\\backup\nrequired = no\n[drive.{}]\npath = {}\n",
                           missing.letter(), good.letter(), R"(\\media\in)"));
    const auto result = launch("--config " + in_quotes(temporary.file("drives.ini")) +
                               act(fmt::format("copy {} {} write {} x exit 8", in_quotes(act_child_path()),
                                               good.file("copy.exe"), in_quotes(temporary.file("mark")))));
    CHECK(result.exit_code == 8);
    CHECK(exists(temporary.file("mark")));
    CHECK(contains(result.errors, "drivelaunch: warning: cannot connect: " + missing.device() +
                                      R"( \\nas\backup: 5 ERROR_ACCESS_DENIED)"));
    CHECK(contains(result.errors, "The run continues without it: required = no."));
    CHECK_FALSE(good.is_there());
  }

  TEST_CASE("G2: a disconnect that fails changes nothing about the exit code") {
    NEEDS_RIG();
    const FreeLetter drive;
    const FaultPlan plan("nas on=disconnect error=5");
    const auto result = launch(drive.option(R"(\\nas\backup)") + act("exit 0x80070020"));
    CHECK(result.exit_code == 0x80070020);
    CHECK(contains(result.errors,
                   "drivelaunch: warning: cannot disconnect: " + drive.device() + R"( \\nas\backup: 5)"));
    CHECK(drive.remote() == R"(\\nas\backup)");
  }

  TEST_CASE("G11: 1219 names the drive that is connected to the server, and the command that ends it") {
    NEEDS_RIG();
    FailingRun run;
    const FreeLetter in_the_way;
    in_the_way.connect(R"(\\nas\in)");
    const FaultPlan plan("nas error=1219");
    const auto result = run.launch(R"(\\nas\backup)");
    check_message(
        result.errors, result.exit_code,
        {"cannot connect", run.bad.device() + R"( \\nas\backup)", 1219, "ERROR_SESSION_CREDENTIAL_CONFLICT",
         "WNetAddConnection2W", "net use " + in_the_way.device() + " /delete"});
    CHECK(contains(to_lower(result.errors), to_lower("by " + in_the_way.device() + R"( \\nas\in)")));
    CHECK(in_the_way.is_there());
    run.check_nothing_happened();
  }

  TEST_CASE("G11: 1219 names a connection that has no letter, and the command that ends it") {
    NEEDS_RIG();
    FailingRun run;
    std::wstring remote = LR"(\\nas\in)";
    NETRESOURCEW resource{};
    resource.dwType = RESOURCETYPE_DISK;
    resource.lpRemoteName = remote.data();
    REQUIRE(WNetAddConnection2W(&resource, nullptr, nullptr, CONNECT_TEMPORARY) == NO_ERROR);
    ProcessResult result;
    {
      const FaultPlan plan("nas error=1219");
      result = run.launch(R"(\\nas\backup)");
    }
    CHECK(WNetCancelConnection2W(remote.c_str(), 0, TRUE) == NO_ERROR);
    check_message(
        result.errors, result.exit_code,
        {"cannot connect", run.bad.device() + R"( \\nas\backup)", 1219, "ERROR_SESSION_CREDENTIAL_CONFLICT",
         "WNetAddConnection2W", R"(net use \\nas\in /delete)"});
    run.check_nothing_happened();
  }

  TEST_CASE("G11: 1202 names the share that the letter is remembered for") {
    NEEDS_RIG();
    FailingRun run;
    const std::wstring key = widen(std::string("Network\\") + run.bad.letter());
    const std::wstring remembered = LR"(\\old\share)";
    REQUIRE(RegSetKeyValueW(HKEY_CURRENT_USER, key.c_str(), L"RemotePath", REG_SZ, remembered.c_str(),
                            static_cast<DWORD>((remembered.size() + 1) * sizeof(wchar_t))) == ERROR_SUCCESS);
    const FaultPlan plan("nas error=1202");
    const auto result = run.launch(R"(\\nas\backup)");
    CHECK(RegDeleteKeyW(HKEY_CURRENT_USER, key.c_str()) == ERROR_SUCCESS);
    check_message(
        result.errors, result.exit_code,
        {"cannot connect", run.bad.device() + R"( \\nas\backup)", 1202, "ERROR_DEVICE_ALREADY_REMEMBERED",
         "WNetAddConnection2W", "net use " + run.bad.device() + " /delete"});
    CHECK(contains(result.errors, run.bad.device() + R"( is remembered for \\old\share)"));
    run.check_nothing_happened();
  }
}
