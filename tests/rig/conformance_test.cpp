// What the rig promises, through the calls that a program under test makes. Run it with
// tests/rig/with-rig.sh.
#define DOCTEST_CONFIG_IMPLEMENT
#include <windows.h>
#include <winnetwk.h>

#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdio>
#include <exception>
#include <future>
#include <string>
#include <vector>

#include "rig_session.hpp"
#include "support/elevation.hpp"

namespace {

using rig::CleanSession;
using rig::connect;
using rig::disconnect;
using rig::read_logins;
using rig::write_plan;
using std::chrono::milliseconds;
using std::chrono::steady_clock;

const std::wstring kShare = L"\\\\fs01\\backup";

std::wstring named_user() {
  return rig::read_variable(L"DRIVELAUNCH_TEST_USER");
}
std::wstring named_password() {
  return rig::read_variable(L"DRIVELAUNCH_TEST_PASSWORD");
}
std::wstring served_folder() {
  return rig::to_windows_path(rig::read_variable(L"DRIVELAUNCH_TEST_FOLDER")) + L"/";
}

bool contains(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

template <typename Function>
milliseconds measure(Function function) {
  const auto start = steady_clock::now();
  function();
  return std::chrono::duration_cast<milliseconds>(steady_clock::now() - start);
}

/// An open file or folder.
class Opened {
 public:
  explicit Opened(const std::wstring& path)
      : handle_(CreateFileW(path.c_str(), GENERIC_READ,
                            FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE, nullptr, OPEN_EXISTING,
                            FILE_FLAG_BACKUP_SEMANTICS, nullptr)) {
    REQUIRE(handle_ != INVALID_HANDLE_VALUE);
  }
  ~Opened() { CloseHandle(handle_); }
  Opened(const Opened&) = delete;
  Opened& operator=(const Opened&) = delete;

 private:
  HANDLE handle_;
};

/// Prints the word it was given and the line it reads, so that both are seen to arrive; 5: elevated, 6: not.
int tell_rights(const char* word) {
  char line[100]{};
  if (std::fgets(line, sizeof line, stdin) == nullptr) return 1;
  std::printf("%s %s", word, line);
  return e2e::is_elevated() ? 5 : 6;
}

/// This program again, as a process of its own that makes one connection: see main.
class Connector {
 public:
  Connector(const std::wstring& local, const std::wstring& remote) {
    std::array<wchar_t, MAX_PATH> program{};
    GetModuleFileNameW(nullptr, program.data(), static_cast<DWORD>(program.size()));
    std::wstring line = L"\"" + std::wstring(program.data()) + L"\" connect " + local + L" " + remote;
    STARTUPINFOW startup{};
    startup.cb = sizeof(startup);
    REQUIRE(CreateProcessW(nullptr, line.data(), nullptr, nullptr, FALSE, 0, nullptr, nullptr, &startup,
                           &process_));
  }
  ~Connector() {
    CloseHandle(process_.hThread);
    CloseHandle(process_.hProcess);
  }
  Connector(const Connector&) = delete;
  Connector& operator=(const Connector&) = delete;

  DWORD wait() const {
    WaitForSingleObject(process_.hProcess, INFINITE);
    DWORD code = 0;
    GetExitCodeProcess(process_.hProcess, &code);
    return code;
  }
  bool runs_after(milliseconds time) const {
    return WaitForSingleObject(process_.hProcess, static_cast<DWORD>(time.count())) == WAIT_TIMEOUT;
  }
  void kill() const {
    TerminateProcess(process_.hProcess, 1);
    wait();
  }

 private:
  PROCESS_INFORMATION process_{};
};

/// Repeats until `function` gives `wanted`, at most 10 s: for what another process brings about.
template <typename Function, typename Value>
Value wait_for(Function function, Value wanted) {
  const auto deadline = steady_clock::now() + std::chrono::seconds(10);
  Value value = function();
  while (value != wanted && steady_clock::now() < deadline) {
    Sleep(20);
    value = function();
  }
  return value;
}

}  // namespace

TEST_SUITE("rig") {
  TEST_CASE("a letter shows the share, in every process, and outlives the one that made it") {
    const CleanSession session;
    CHECK(Connector(L"S:", kShare).wait() == NO_ERROR);
    CHECK(GetDriveTypeW(L"S:\\") == DRIVE_REMOTE);
    std::array<wchar_t, MAX_PATH> remote{};
    auto length = static_cast<DWORD>(remote.size());
    CHECK(WNetGetConnectionW(L"S:", remote.data(), &length) == NO_ERROR);
    CHECK(std::wstring(remote.data()) == kShare);
    CHECK(disconnect(L"S:") == NO_ERROR);
    CHECK(GetDriveTypeW(L"S:\\") == DRIVE_NO_ROOT_DIR);
    CHECK(WNetGetConnectionW(L"S:", remote.data(), &length) != NO_ERROR);
  }

  TEST_CASE("what is written through the letter is on the server when the handle is closed") {
    const CleanSession session;
    REQUIRE(connect(L"S:", kShare) == NO_ERROR);
    rig::write_file(L"S:\\report.txt", "first");
    CHECK(rig::read_file(served_folder() + L"report.txt") == "first");
    rig::write_file(L"S:\\report.txt", "the second one is longer");
    CHECK(rig::read_file(served_folder() + L"report.txt") == "the second one is longer");
    CHECK(MoveFileExW(L"S:\\report.txt", L"S:\\renamed.txt", 0));
    CHECK(rig::file_exists(served_folder() + L"renamed.txt"));
    CHECK_FALSE(rig::file_exists(served_folder() + L"report.txt"));
    CHECK(DeleteFileW(L"S:\\renamed.txt"));
    CHECK_FALSE(rig::file_exists(served_folder() + L"renamed.txt"));
  }

  TEST_CASE("what changes on the server is seen through the letter at once") {
    const CleanSession session;
    REQUIRE(connect(L"S:", kShare) == NO_ERROR);
    rig::write_file(served_folder() + L"from-server.txt", "one");
    CHECK(rig::read_file(L"S:\\from-server.txt") == "one");
    rig::write_file(served_folder() + L"from-server.txt", "three");
    CHECK(rig::read_file(L"S:\\from-server.txt") == "three");
    REQUIRE(DeleteFileW((served_folder() + L"from-server.txt").c_str()));
    CHECK_FALSE(rig::file_exists(L"S:\\from-server.txt"));
  }

  TEST_CASE("a folder below the share can have the letter") {
    const CleanSession session;
    CreateDirectoryW((served_folder() + L"Deep").c_str(), nullptr);
    REQUIRE(connect(L"S:", L"\\\\FS01\\Backup\\Deep") == NO_ERROR);
    rig::write_file(L"S:\\inside.txt", "inside");
    CHECK(rig::read_file(served_folder() + L"Deep/inside.txt") == "inside");
    CHECK(connect(L"T:", kShare + L"\\missing") == ERROR_PATH_NOT_FOUND);
    CHECK(connect(L"T:", kShare + L"\\missing\\deeper") == ERROR_PATH_NOT_FOUND);
  }

  TEST_CASE("every server has its own shares") {
    const CleanSession session;
    REQUIRE(connect(L"S:", kShare) == NO_ERROR);
    REQUIRE(connect(L"T:", L"\\\\nas\\backup") == NO_ERROR);
    rig::write_file(L"S:\\on-fs01.txt", "fs01");
    CHECK_FALSE(rig::file_exists(L"T:\\on-fs01.txt"));
    CHECK(rig::file_exists(L"\\\\fs01\\backup\\on-fs01.txt"));
    CHECK_FALSE(rig::file_exists(L"\\\\nas\\backup\\on-fs01.txt"));
  }

  TEST_CASE("85: a letter that is in use in any way is refused, and nobody is asked") {
    const CleanSession session;
    REQUIRE(connect(L"S:", kShare) == NO_ERROR);
    const std::size_t logins = read_logins().size();
    for (const wchar_t* letter : {L"C:", L"Z:", L"S:", L"s:"}) {
      CAPTURE(letter);
      CHECK(connect(letter, L"\\\\fs01\\in") == ERROR_ALREADY_ASSIGNED);
    }
    CHECK(read_logins().size() == logins);
    CHECK(connect(L"SS:", kShare) == ERROR_BAD_DEVICE);
  }

  TEST_CASE("85: of several connects of one letter at the same time one succeeds") {
    const CleanSession session;
    std::vector<std::future<DWORD>> attempts;
    for (int index = 0; index < 5; ++index) {
      attempts.push_back(std::async(std::launch::async, [] { return connect(L"S:", kShare); }));
    }
    std::vector<DWORD> codes;
    for (std::future<DWORD>& attempt : attempts) {
      codes.push_back(attempt.get());
    }
    CHECK(std::count(codes.begin(), codes.end(), NO_ERROR) == 1);
    CHECK(std::count(codes.begin(), codes.end(), ERROR_ALREADY_ASSIGNED) == 4);
  }

  TEST_CASE("2250: what is not connected cannot be disconnected") {
    const CleanSession session;
    CHECK(disconnect(L"S:") == ERROR_NOT_CONNECTED);
    CHECK(disconnect(L"C:", true) == ERROR_NOT_CONNECTED);
    CHECK(disconnect(kShare) == ERROR_NOT_CONNECTED);
    REQUIRE(connect(L"S:", kShare) == NO_ERROR);
    CHECK(disconnect(kShare) == ERROR_NOT_CONNECTED);
    CHECK(disconnect(L"S:") == NO_ERROR);
    CHECK(disconnect(L"S:") == ERROR_NOT_CONNECTED);
  }

  TEST_CASE("2250: of two disconnects at the same time one succeeds") {
    const CleanSession session;
    REQUIRE(connect(L"S:", kShare) == NO_ERROR);
    write_plan("fs01 on=disconnect delay=300\n");
    std::future<DWORD> other = std::async(std::launch::async, [] { return disconnect(L"S:"); });
    const std::array<DWORD, 2> codes = {disconnect(L"S:"), other.get()};
    CHECK(std::count(codes.begin(), codes.end(), NO_ERROR) == 1);
    CHECK(std::count(codes.begin(), codes.end(), ERROR_NOT_CONNECTED) == 1);
  }

  TEST_CASE("2401: an open file keeps the letter, unless force is used") {
    const CleanSession session;
    REQUIRE(connect(L"S:", kShare) == NO_ERROR);
    rig::write_file(L"S:\\open.txt", "open");
    {
      const Opened file(L"S:\\open.txt");
      CHECK(disconnect(L"S:") == ERROR_OPEN_FILES);
      CHECK(rig::file_exists(L"S:\\open.txt"));
    }
    CHECK(disconnect(L"S:") == NO_ERROR);
    REQUIRE(connect(L"S:", kShare) == NO_ERROR);
    const Opened file(L"S:\\open.txt");
    CHECK(disconnect(L"S:", true) == NO_ERROR);
    CHECK(disconnect(L"S:") == ERROR_NOT_CONNECTED);
  }

  TEST_CASE("2401: a file that is open on another share does not matter") {
    const CleanSession session;
    REQUIRE(connect(L"S:", kShare) == NO_ERROR);
    REQUIRE(connect(L"T:", L"\\\\fs01\\in") == NO_ERROR);
    const Opened folder(L"T:\\");
    CHECK(disconnect(L"S:") == NO_ERROR);
  }

  TEST_CASE("1219: a server knows a session under one identity") {
    const CleanSession session;
    REQUIRE(connect(L"S:", kShare) == NO_ERROR);
    const std::size_t logins = read_logins().size();
    CHECK(connect(L"T:", L"\\\\fs01\\in", named_user().c_str(), named_password().c_str()) ==
          ERROR_SESSION_CREDENTIAL_CONFLICT);
    CHECK(read_logins().size() == logins);
    CHECK(connect(L"T:", L"\\\\fs01\\in") == NO_ERROR);
    CHECK(connect(L"U:", L"\\\\nas\\in", named_user().c_str(), named_password().c_str()) == NO_ERROR);
    CHECK(connect(L"V:", L"\\\\nas\\backup") == ERROR_SESSION_CREDENTIAL_CONFLICT);
    CHECK(connect(L"V:", L"\\\\nas\\backup", named_user().c_str(), named_password().c_str()) == NO_ERROR);
  }

  TEST_CASE("1219: a connection without a letter counts, and no longer when it is gone") {
    const CleanSession session;
    REQUIRE(connect(L"", L"\\\\nas\\in", named_user().c_str(), named_password().c_str()) == NO_ERROR);
    CHECK(connect(L"S:", L"\\\\nas\\backup") == ERROR_SESSION_CREDENTIAL_CONFLICT);
    REQUIRE(disconnect(L"\\\\nas\\in") == NO_ERROR);
    CHECK(connect(L"S:", L"\\\\nas\\backup") == NO_ERROR);
  }

  TEST_CASE("53 and 67: an unknown server, a dead server, an unknown share, something that is no share") {
    const CleanSession session;
    CHECK(connect(L"S:", L"\\\\nobody\\backup") == ERROR_BAD_NETPATH);
    CHECK(connect(L"S:", L"\\\\dead\\backup") == ERROR_BAD_NETPATH);
    CHECK(connect(L"S:", L"\\\\fs01\\missing") == ERROR_BAD_NET_NAME);
    CHECK(connect(L"S:", L"\\\\fs01") == ERROR_BAD_NET_NAME);
    CHECK(connect(L"S:", L"fs01\\backup") == ERROR_BAD_NET_NAME);
    CHECK(GetDriveTypeW(L"S:\\") == DRIVE_NO_ROOT_DIR);
  }

  TEST_CASE("1326: a wrong password is refused by the server itself, in one login") {
    const CleanSession session;
    const std::size_t logins = read_logins().size();
    CHECK(connect(L"S:", kShare, named_user().c_str(), L"wrong") == ERROR_LOGON_FAILURE);
    const std::vector<std::string> after = read_logins();
    REQUIRE(after.size() == logins + 1);
    CHECK(contains(after.back(), "server=fs01 user=named status=NT_STATUS_WRONG_PASSWORD"));
    CHECK(connect(L"S:", kShare, L"stranger", L"wrong") == ERROR_LOGON_FAILURE);
    CHECK(contains(read_logins().back(), "server=fs01 user=stranger status=NT_STATUS_NO_SUCH_USER"));
  }

  TEST_CASE("every connect is one login, under the named user or the session's own identity") {
    const CleanSession session;
    const std::size_t logins = read_logins().size();
    REQUIRE(connect(L"S:", kShare) == NO_ERROR);
    REQUIRE(connect(L"T:", L"\\\\media\\in", named_user().c_str(), named_password().c_str()) == NO_ERROR);
    REQUIRE(connect(L"U:", L"\\\\slow10\\data") == NO_ERROR);
    const std::vector<std::string> after = read_logins();
    REQUIRE(after.size() == logins + 3);
    CHECK(contains(after[logins], "server=fs01 user=session status=NT_STATUS_OK"));
    CHECK(contains(after[logins + 1], "server=media user=named status=NT_STATUS_OK"));
    CHECK(contains(after[logins + 2], "server=slow10 user=session status=NT_STATUS_OK"));
  }

  TEST_CASE("connections without a letter are counted as one and go together") {
    const CleanSession session;
    REQUIRE(connect(L"", kShare) == NO_ERROR);
    REQUIRE(connect(L"", kShare) == NO_ERROR);
    REQUIRE(connect(L"S:", kShare) == NO_ERROR);
    std::vector<rig::Connected> listed = rig::list_connected();
    REQUIRE(listed.size() == 2);
    CHECK(listed[0].local.empty());
    CHECK(listed[0].remote == kShare);
    CHECK(listed[1].local == L"S:");
    CHECK(listed[1].remote == kShare);
    CHECK(disconnect(kShare) == NO_ERROR);
    CHECK(disconnect(kShare) == ERROR_NOT_CONNECTED);
    REQUIRE(rig::list_connected().size() == 1);
    CHECK(rig::file_exists(L"S:\\"));
  }

  TEST_CASE("plan: an error comes without a login, for as many connects as it says") {
    const CleanSession session;
    const std::size_t logins = read_logins().size();
    write_plan(
        "# the server is busy, then away, then there\nfs01 error=54 times=2\nFS01\\BACKUP error=64 "
        "times=1\n");
    CHECK(connect(L"S:", kShare) == ERROR_NETWORK_BUSY);
    CHECK(connect(L"S:", kShare) == ERROR_NETWORK_BUSY);
    CHECK(connect(L"S:", kShare) == ERROR_NETNAME_DELETED);
    CHECK(read_logins().size() == logins);
    CHECK(connect(L"S:", kShare) == NO_ERROR);
    CHECK(read_logins().size() == logins + 1);
  }

  TEST_CASE("plan: a line for a share leaves the other shares alone, and a new plan counts anew") {
    const CleanSession session;
    write_plan("fs01\\backup error=53 times=1\n");
    CHECK(connect(L"T:", L"\\\\fs01\\in") == NO_ERROR);
    CHECK(connect(L"S:", kShare) == ERROR_BAD_NETPATH);
    write_plan("fs01\\backup error=53 times=1\n");
    CHECK(connect(L"S:", kShare) == ERROR_BAD_NETPATH);
    CHECK(connect(L"S:", kShare) == NO_ERROR);
  }

  TEST_CASE("plan: a code of 32 bits arrives whole") {
    const CleanSession session;
    write_plan("fs01 error=3227320323\n");
    CHECK(connect(L"S:", kShare) == 0xC05D0003);
    write_plan("fs01 error=2148073478\n");
    CHECK(connect(L"S:", kShare) == 0x80090006);
  }

  TEST_CASE("plan: a password makes the server refuse the session's own identity, and nobody else") {
    const CleanSession session;
    write_plan("fs01 password=expired\n");
    CHECK(connect(L"S:", kShare) == ERROR_LOGON_FAILURE);
    CHECK(contains(read_logins().back(), "user=session status=NT_STATUS_WRONG_PASSWORD"));
    CHECK(connect(L"S:", kShare, named_user().c_str(), named_password().c_str()) == NO_ERROR);
  }

  TEST_CASE("plan: a delay passes before the answer") {
    const CleanSession session;
    write_plan("fs01 delay=400\nnas error=121 delay=400\n");
    CHECK(measure([] { CHECK(connect(L"S:", kShare) == NO_ERROR); }) >= milliseconds(400));
    CHECK(measure([] { CHECK(connect(L"T:", L"\\\\nas\\in") == ERROR_SEM_TIMEOUT); }) >= milliseconds(400));
  }

  TEST_CASE("plan: the login is part of the time that a connect takes") {
    const CleanSession session;
    const std::size_t logins = read_logins().size();
    write_plan("fs01 takes=600\nnas takes=600 delay=300\n");
    CHECK(measure([] { CHECK(connect(L"S:", kShare) == NO_ERROR); }) >= milliseconds(600));
    CHECK(read_logins().size() == logins + 1);
    CHECK(measure([] { CHECK(connect(L"T:", L"\\\\nas\\in") == NO_ERROR); }) >= milliseconds(600));
  }

  TEST_CASE("plan: a fault of the disconnect leaves the letter where it is") {
    const CleanSession session;
    write_plan("fs01 on=disconnect error=2404 delay=300 times=1\n");
    REQUIRE(connect(L"S:", kShare) == NO_ERROR);
    CHECK(measure([] { CHECK(disconnect(L"S:") == ERROR_DEVICE_IN_USE); }) >= milliseconds(300));
    CHECK(rig::file_exists(L"S:\\"));
    CHECK(disconnect(L"S:") == NO_ERROR);
  }

  TEST_CASE("plan: a connect that hangs ends with its process and leaves nothing behind") {
    const CleanSession session;
    const std::size_t logins = read_logins().size();
    write_plan("fs01 hang=1\n");
    const Connector connector(L"S:", kShare);
    // Once the connect hangs the letter is taken; until then the unknown server is what is wrong.
    CHECK(wait_for([] { return connect(L"S:", L"\\\\nobody\\in"); }, DWORD{ERROR_ALREADY_ASSIGNED}) ==
          ERROR_ALREADY_ASSIGNED);
    CHECK(connector.runs_after(milliseconds(300)));
    connector.kill();
    write_plan("");
    CHECK(wait_for([] { return connect(L"S:", kShare); }, DWORD{NO_ERROR}) == NO_ERROR);
    CHECK(read_logins().size() == logins + 1);
  }

  TEST_CASE("connects to many servers do not wait for one another") {
    const CleanSession session;
    write_plan(
        "slow1 delay=500\nslow2 delay=500\nslow3 delay=500\nslow4 delay=500\nslow5 delay=500\n"
        "slow6 delay=500\nslow7 delay=500\nslow8 delay=500\nslow9 delay=500\nslow10 delay=500\n");
    const auto connect_slow = [](int number) {
      const std::wstring letter{static_cast<wchar_t>(L'G' + number), L':'};
      return connect(letter, L"\\\\slow" + std::to_wstring(number) + L"\\data");
    };
    const milliseconds one = measure([&] { CHECK(connect_slow(1) == NO_ERROR); });
    REQUIRE(disconnect(L"H:") == NO_ERROR);
    const milliseconds ten = measure([&] {
      std::vector<std::future<DWORD>> attempts;
      for (int number = 1; number <= 10; ++number) {
        attempts.push_back(std::async(std::launch::async, connect_slow, number));
      }
      for (std::future<DWORD>& attempt : attempts) {
        CHECK(attempt.get() == NO_ERROR);
      }
    });
    CAPTURE(one.count());
    CAPTURE(ten.count());
    CHECK(ten < 5 * one);
  }
}

/// `connect LOCAL REMOTE` makes one connection and ends with its Win32 code; anything else runs the tests.
int main(int argc, char** argv) {
  try {
    const auto widen = [](const std::string& text) { return std::wstring(text.begin(), text.end()); };
    if (argc == 4 && std::string(argv[1]) == "connect")
      return static_cast<int>(connect(widen(argv[2]), widen(argv[3])));
    if (argc == 3 && std::string(argv[1]) == "disconnect")
      return static_cast<int>(disconnect(widen(argv[2])));
    if (argc == 3 && std::string(argv[1]) == "rights") return tell_rights(argv[2]);
    rig::read_variable(L"DRIVELAUNCH_TEST_UNC");
  } catch (const std::exception& error) {
    std::fprintf(stderr, "%s\n", error.what());
    return 1;
  }
  return doctest::Context(argc, argv).run();
}
