// Stored credentials: set by the command, used by runs, never shown (G7, G10).
#include <doctest/doctest.h>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <windows.h>

#include <aclapi.h>
#include <sddl.h>
#include <wincred.h>

#include <algorithm>
#include <chrono>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "support/drives.hpp"
#include "support/files.hpp"
#include "support/launcher.hpp"
#include "support/message.hpp"
#include "support/owned_handle.hpp"
#include "support/registry.hpp"
#include "support/rig.hpp"
#include "support/text.hpp"
#include "support/wait.hpp"

using namespace e2e;

namespace {

constexpr const char* kWrongPassword = "Wr0ng-p\xC3\xA4ssword-of-the-test";

std::string variable(const wchar_t* name) {
  wchar_t value[1024];
  return narrow({value, GetEnvironmentVariableW(name, value, 1024)});
}

std::string right_password() {
  return variable(L"DRIVELAUNCH_TEST_PASSWORD");
}
std::string user() {
  return variable(L"DRIVELAUNCH_TEST_USER");
}
std::string credentials_folder() {
  return variable(L"ProgramData") + "\\DriveLaunch\\credentials";
}

ProcessResult credential(const std::string& arguments, std::string input = {}) {
  ProcessRequest request = launcher_request("credential " + arguments);
  request.input = std::move(input);
  return run_process(request);
}

/// Logins of the account that only these tests use, good and bad, at all servers, since the object was made.
class AccountLogins {
 public:
  int count() const { return count_all() - before_; }

 private:
  static int count_all() {
    const std::string log = read_file(logins_file());
    const std::string field = " user=" + user() + " ";
    int count = 0;
    for (std::size_t at = log.find(field); at != std::string::npos; at = log.find(field, at + 1))
      ++count;
    return count;
  }
  int before_ = count_all();
};

/// A credential of its own name that goes with the object.
class TestCredential {
 public:
  TestCredential(const std::string& password, const std::string& servers) {
    const auto result =
        credential(fmt::format("set {} --user {} --server {}", name(), user(), servers), password + "\r\n");
    REQUIRE(result.errors == "");
    REQUIRE(result.exit_code == 0);
  }
  ~TestCredential() { credential("remove " + name()); }
  TestCredential(const TestCredential&) = delete;
  TestCredential& operator=(const TestCredential&) = delete;

  std::string name() const { return fmt::format("test-{}-{}", GetCurrentProcessId(), number_); }
  std::string file() const { return credentials_folder() + "\\" + name(); }
  void set_password(const std::string& password) const {
    CHECK(credential("set " + name(), password).exit_code == 0);
  }

 private:
  static inline int made = 0;
  int number_ = ++made;
};

/// Drives of one credential and the file that has them.
class CredentialDrives {
 public:
  CredentialDrives(const std::string& credential, const std::vector<std::string>& shares) {
    std::string text;
    for (const std::string& share : shares) {
      letters_.push_back(std::make_unique<FreeLetter>());
      text += fmt::format("[drive.{}]\npath = {}\ncredential = {}\n", letters_.back()->letter(), share,
                          credential);
    }
    write_file(config(), text);
  }
  ProcessRequest request(const std::string& rest) const {
    return launcher_request("--config " + in_quotes(config()) + rest);
  }
  ProcessResult launch(const std::string& rest = act("exit 7")) const { return run_process(request(rest)); }
  bool is_any_there() const {
    return std::any_of(letters_.begin(), letters_.end(),
                       [](const auto& letter) { return letter->is_there(); });
  }
  const FreeLetter& letter(std::size_t index) const { return *letters_.at(index); }
  std::string config() const { return folder_.file("drives.ini"); }
  const TemporaryFolder& folder() const { return folder_; }

 private:
  TemporaryFolder folder_;
  std::vector<std::unique_ptr<FreeLetter>> letters_;
};

std::vector<std::string> ten_shares_on_three_servers() {
  std::vector<std::string> shares;
  for (int i = 0; i < 10; ++i)
    shares.push_back(i % 3 == 0 ? R"(\\nas\backup)" : i % 3 == 1 ? R"(\\media\in)" : R"(\\slow1\data)");
  return shares;
}

/// Everything in a folder, and in the folders below it, that holds one of the texts. What tests beside this
/// one write for themselves is left out: one of them writes down its environment, and the password is in it.
void search_folder(const std::string& folder, const std::vector<std::string>& texts,
                   std::vector<std::string>& found) {
  for (const std::string& name : list_folder(folder)) {
    if (TemporaryFolder::is_name_of_neighbour(name)) continue;
    const std::string path = folder + "\\" + name;
    WIN32_FILE_ATTRIBUTE_DATA data;
    if (GetFileAttributesExW(widen(path).c_str(), GetFileExInfoStandard, &data) == 0) continue;
    if ((data.dwFileAttributes & FILE_ATTRIBUTE_REPARSE_POINT) != 0) continue;
    if ((data.dwFileAttributes & FILE_ATTRIBUTE_DIRECTORY) != 0) {
      search_folder(path, texts, found);
      continue;
    }
    // The leases of tests beside this one are empty, and nobody else can open them.
    const bool is_empty = data.nFileSizeHigh == 0 && data.nFileSizeLow == 0;
    if (!is_empty && holds_text(read_file(path), texts)) found.push_back(path);
  }
}

/// What a test that runs beside this one writes to its own temporary folder.
class NeighbourFile {
 public:
  NeighbourFile(const TemporaryFolder& beside, const std::string& text)
      : folder_(beside.path().substr(0, beside.path().find_last_of('\\')) + "\\drivelaunch-0-1") {
    make_folder(folder_);
    write_file(folder_ + "\\state", text);
  }
  ~NeighbourFile() { remove_folder(folder_); }
  NeighbourFile(const NeighbourFile&) = delete;
  NeighbourFile& operator=(const NeighbourFile&) = delete;

 private:
  std::string folder_;
};

/// What the machine and the account keep: files that were written, and the registry.
std::vector<std::string> search_everything(const std::vector<std::string>& texts) {
  std::vector<std::string> found;
  search_folder(variable(L"ProgramData"), texts, found);
  search_folder(variable(L"LOCALAPPDATA"), texts, found);
  search_folder(variable(L"APPDATA"), texts, found);
  // Wine 8.0 has it elsewhere.
  const std::string temporary = variable(L"TEMP");
  if (!temporary.starts_with(variable(L"LOCALAPPDATA"))) search_folder(temporary, texts, found);
  for (const std::string& name : find_in_registry(texts))
    found.push_back(name);
  return found;
}

void set_access(const std::string& path, const wchar_t* sddl) {
  PSECURITY_DESCRIPTOR descriptor = nullptr;
  REQUIRE(ConvertStringSecurityDescriptorToSecurityDescriptorW(sddl, SDDL_REVISION_1, &descriptor, nullptr) !=
          0);
  CHECK(SetFileSecurityW(widen(path).c_str(), DACL_SECURITY_INFORMATION, descriptor) != 0);
  LocalFree(descriptor);
}

}  // namespace

TEST_SUITE("credentials") {
  TEST_CASE("G7: ten drives on three servers, two runs, a wrong password: one login; then the right one") {
    NEEDS_RIG();
    const TestCredential stored(kWrongPassword, "nas,media,slow1");
    const CredentialDrives drives(stored.name(), ten_shares_on_three_servers());
    const AccountLogins logins;
    const auto first = drives.launch();
    CHECK(first.exit_code == launcher_code(1326));
    CHECK(contains(first.errors, "1326 ERROR_LOGON_FAILURE (WNetAddConnection2W): "));
    CHECK(contains(first.errors, "Give it the right password: drivelaunch credential set " + stored.name()));
    CHECK(logins.count() == 1);
    const auto second = drives.launch();
    CHECK(second.exit_code == launcher_code(1326));
    CHECK(contains(second.errors, " refused the credential " + stored.name() + " at 20"));
    CHECK(contains(second.errors, "so that the account is not locked, no run tries it before 20"));
    CHECK(logins.count() == 1);
    CHECK_FALSE(drives.is_any_there());
    CHECK(contains(credential("list").output, " 1326 by "));

    stored.set_password(right_password());
    const auto third = drives.launch();
    CHECK(third.errors == "");
    CHECK(third.exit_code == 7);
    CHECK(logins.count() == 11);  // a connect is a login in the rig
    CHECK_FALSE(drives.is_any_there());
    CHECK_FALSE(contains(credential("list").output, " 1326 by "));
  }

  TEST_CASE("G7: of runs that start together one tries a wrong password") {
    NEEDS_RIG();
    const TestCredential stored(kWrongPassword, "nas");
    constexpr std::size_t kRuns = 6;
    std::vector<std::unique_ptr<CredentialDrives>> drives;
    for (std::size_t i = 0; i < kRuns; ++i)
      drives.push_back(
          std::make_unique<CredentialDrives>(stored.name(), std::vector<std::string>{R"(\\nas\in)"}));
    const AccountLogins logins;
    std::vector<std::unique_ptr<RunningProcess>> runs;
    for (const auto& drive : drives)
      runs.push_back(std::make_unique<RunningProcess>(drive->request(act("exit 7"))));
    for (const auto& run : runs)
      CHECK(run->wait().exit_code == launcher_code(1326));
    CHECK(logins.count() == 1);
  }

  TEST_CASE("G7: an account that locks the record of logins cannot stop a refusal from being remembered") {
    NEEDS_RIG();
    const TestCredential stored(kWrongPassword, "nas");
    const CredentialDrives drives(stored.name(), {R"(\\nas\in)"});
    const std::string log = drives.folder().file("log");
    const AccountLogins logins;
    OwnedHandle held = own(CreateFileW(widen(stored.file() + "~login").c_str(), GENERIC_READ, 0, nullptr,
                                       OPEN_EXISTING, 0, nullptr));
    REQUIRE(held);
    RunningProcess run(drives.request(" --log " + in_quotes(log) + act("exit 7")));
    CHECK(wait_until([&] { return exists(log) && contains(read_file(log), " start "); }));
    held.reset();
    CHECK(run.wait().exit_code != 7);
    CHECK(drives.launch().exit_code != 7);
    CHECK(logins.count() == 1);
  }

  TEST_CASE("G7: half an hour after a refusal the credential is tried again") {
    NEEDS_RIG();
    const TestCredential stored(right_password(), "nas");
    const CredentialDrives drives(stored.name(), {R"(\\nas\in)"});
    const auto record = [&](std::chrono::minutes age) {
      const auto then = std::chrono::system_clock::now() - age;
      const auto day = std::chrono::floor<std::chrono::days>(then);
      const std::chrono::year_month_day date(day);
      const std::chrono::hh_mm_ss clock(std::chrono::floor<std::chrono::seconds>(then - day));
      write_file(stored.file() + "~login",
                 fmt::format("refused {:04}-{:02}-{:02}T{:02}:{:02}:{:02}Z 1326 nas\n",
                             static_cast<int>(date.year()), static_cast<unsigned>(date.month()),
                             static_cast<unsigned>(date.day()), clock.hours().count(),
                             clock.minutes().count(), clock.seconds().count()));
    };
    const AccountLogins logins;
    record(std::chrono::minutes(28));
    CHECK(drives.launch().exit_code == launcher_code(1326));
    CHECK(logins.count() == 0);
    record(std::chrono::minutes(31));
    CHECK(drives.launch().exit_code == 7);
    CHECK(logins.count() == 1);
    write_file(stored.file() + "~login", "\x1b[31m garbage");
    CHECK(drives.launch().exit_code == 7);
  }

  TEST_CASE("G10: a config that points a credential at another server sends nothing to any") {
    NEEDS_RIG();
    const TestCredential stored(right_password(), "nas");
    const CredentialDrives drives(stored.name(), {R"(\\nas\in)", R"(\\media\in)"});
    const AccountLogins logins;
    for (const std::string mode : {"", " --dry-run"}) {
      CAPTURE(mode);
      const auto result =
          drives.launch(mode + act("write " + in_quotes(drives.folder().file("mark")) + " x"));
      CHECK(result.exit_code == launcher_code(ERROR_INVALID_DATA));
      CHECK(result.errors ==
            fmt::format("drivelaunch: {0}:4: credential of another server: \"{1} at media\". It was set for "
                        "nas. To let media have its password, too: drivelaunch credential set {1} --server "
                        "nas,media.\n",
                        drives.config(), stored.name()));
      CHECK(logins.count() == 0);
      CHECK_FALSE(exists(drives.folder().file("mark")));
    }
    const auto check = run_process(launcher_request("check --config " + in_quotes(drives.config())));
    CHECK(check.exit_code == launcher_code(ERROR_INVALID_DATA));
    CHECK(logins.count() == 0);
  }

  TEST_CASE("G10: a password is in nothing that is written, shown or passed on, right or wrong") {
    NEEDS_RIG();
    const TemporaryFolder temporary;  // what is in it is searched, too
    const std::vector<std::string> passwords{right_password(), kWrongPassword};
    std::vector<std::unique_ptr<TestCredential>> stored;
    for (const std::string& password : passwords) {
      const bool is_right = password == right_password();
      CAPTURE(is_right);
      stored.push_back(std::make_unique<TestCredential>(password, "nas,media"));
      const std::string& name = stored.back()->name();
      const CredentialDrives drives(name, {R"(\\nas\in)", R"(\\media\in)"});
      const std::string log = temporary.file(name + ".log");
      const std::string state = temporary.file(name + ".state");
      ProcessRequest request =
          drives.request(" --verbose --log " + in_quotes(log) + act("state " + in_quotes(state) + " exit 7"));
      request.variables["DRIVELAUNCH_TEST_PASSWORD"] = "";  // the test itself has it from there
      const auto run = run_process(request);
      CHECK(run.exit_code == (is_right ? 7 : launcher_code(1326)));
      CHECK(exists(state) == is_right);  // the environment of the program
      CHECK(contains(read_file(log), " end "));
      std::string shown = run.output + run.errors;
      for (const ProcessResult& result :
           {drives.launch(" --dry-run" + act("exit 0")), credential("list"), credential("list --format json"),
            run_process(launcher_request("check --format json --config " + in_quotes(drives.config())))})
        shown += result.output + result.errors;
      CHECK(contains(shown, name));
      CHECK_FALSE(holds_text(shown, passwords));
    }
    // One of each kind that the search has to find, so that finding no other means something.
    const std::string in_file = stored[0]->file() + "~login";
    write_file(in_file, "x" + passwords[1] + "x");
    write_file(temporary.file("mark"), passwords[0]);
    const RegistryMark in_registry(passwords[0]);
    const NeighbourFile of_neighbour(temporary, passwords[0]);
    CHECK(fmt::format("{}", fmt::join(search_everything(passwords), "\n")) ==
          in_file + "\n" + temporary.file("mark") + "\n" + in_registry.path());
  }

  TEST_CASE("G11: a credential that is missing or broken is reported, and the program does not start") {
    NEEDS_RIG();
    const TestCredential stored(right_password(), "nas");
    const CredentialDrives missing("no-such-credential", {R"(\\nas\in)"});
    auto result = missing.launch();
    check_message(result.errors, result.exit_code,
                  {"cannot use the credential no-such-credential",
                   missing.letter(0).device() + R"( \\nas\in)", ERROR_FILE_NOT_FOUND, "ERROR_FILE_NOT_FOUND",
                   "CreateFileW", "drivelaunch credential set no-such-credential --user USER --server nas"});

    const CredentialDrives broken(stored.name(), {R"(\\nas\in)"});
    write_file(stored.file(), "not a credential");
    const AccountLogins logins;
    result = broken.launch();
    CHECK(result.exit_code != 7);
    CHECK(contains(result.errors, "cannot use the credential " + stored.name()));
    CHECK(logins.count() == 0);
    CHECK(contains(credential("list").output, "cannot read the credential: " + stored.name()));
  }

  TEST_CASE("a drive that is connected as somebody else is not used for a credential") {
    NEEDS_RIG();
    const TestCredential stored(right_password(), "nas");
    const CredentialDrives drives(stored.name(), {R"(\\nas\in)"});
    drives.letter(0).connect(R"(\\nas\in)");  // as the session's own identity
    const auto result = drives.launch();
    check_message(result.errors, result.exit_code,
                  {"cannot connect", drives.letter(0).device() + R"( \\nas\in)", 85, "ERROR_ALREADY_ASSIGNED",
                   "WNetGetUserW", "net use " + drives.letter(0).device() + " /delete"});
    CHECK(contains(result.errors, ", not as " + user()));
    CHECK(drives.letter(0).remote() == R"(\\nas\in)");
  }

  TEST_CASE(
      "G5: a drive of another user is never shared with a run of a credential: it waits, then connects") {
    NEEDS_RIG();
    const TestCredential stored(right_password(), "nas");
    const CredentialDrives drives(stored.name(), {R"(\\nas\in)"});
    const std::string here = drives.folder().file("here");
    const std::string go = drives.folder().file("go");
    RunningProcess own(
        launcher_request("--drive " + drives.letter(0).device().substr(0, 1) + R"(=\\nas\in)" +
                         act("write " + in_quotes(here) + " x wait " + in_quotes(go) + " exit 1")));
    REQUIRE(wait_until([&] { return exists(here); }));
    const AccountLogins logins;
    const auto in_vain = drives.launch(" --timeout 1s" + act("exit 9"));
    CHECK(in_vain.exit_code == launcher_code(85));
    CHECK(contains(in_vain.errors,
                   R"(is used by another drivelaunch, for \\nas\in as the account of its session)"));
    CHECK(logins.count() == 0);
    const std::string log = drives.folder().file("second.log");
    RunningProcess second(drives.request(" --log " + in_quotes(log) + act("exit 7")));
    CHECK(wait_until([&] { return exists(log) && contains(read_file(log), " start "); }));
    write_file(go, {});
    CHECK(own.wait().exit_code == 1);
    CHECK(second.wait().exit_code == 7);
    CHECK(logins.count() == 1);
    CHECK_FALSE(drives.is_any_there());
  }

  TEST_CASE("the command: set, list, allow, deny, remove, and what it refuses") {
    NEEDS_RIG();
    std::string name;
    {
      const TestCredential stored("\xEF\xBB\xBF" + right_password(), "nas,media");
      name = stored.name();
      const auto list = credential("list").output;
      CHECK(contains(list, "name "));
      CHECK(contains(list, name + "  " + user() + "  nas, media  20"));
      CHECK(credential("allow " + name + " \"NT AUTHORITY\\LOCAL SERVICE\"").exit_code == 0);
      CHECK(credential("allow " + name + " S-1-5-20").exit_code == 0);
      CHECK(credential("deny " + name + " S-1-5-19").exit_code == 0);
      const CredentialDrives drives(name, {R"(\\nas\in)"});
      CHECK(drives.launch().exit_code == 7);

      auto result = credential("allow " + name + " S-1-1-0");
      CHECK(result.exit_code == launcher_code(ERROR_BAD_ARGUMENTS));
      CHECK(contains(result.errors, "everybody is in it, so the password would not be a secret"));
      result = credential("deny " + name + " S-1-5-18");
      CHECK(contains(result.errors, "SYSTEM and administrators can read every file of this machine"));
      result = credential("allow " + name + " no-such-account");
      CHECK(result.exit_code == launcher_code(ERROR_NONE_MAPPED));
      CHECK(contains(result.errors, "cannot find the account: no-such-account: 1332"));
      result = credential("set " + name, "\r\n");
      CHECK(result.exit_code == launcher_code(ERROR_INVALID_DATA));
      CHECK(contains(result.errors, "bad password: standard input: it is empty"));
      result = credential("set " + name + " --password=secret");
      CHECK(result.exit_code == launcher_code(ERROR_BAD_ARGUMENTS));
      CHECK_FALSE(contains(result.errors, "secret"));
    }
    CHECK_FALSE(contains(credential("list").output, name));
    const auto result = credential("remove " + name);
    CHECK(result.exit_code == launcher_code(ERROR_FILE_NOT_FOUND));
    CHECK(contains(result.errors, "cannot find the credential: " + name + ": 2"));
  }

  TEST_CASE("G9: a folder that others can change gets no credential, and none in it is used or changed") {
    NEEDS_RIG();
    const TestCredential stored(right_password(), "nas");
    const CredentialDrives refused(stored.name(), {R"(\\nas\in)"});
    set_access(credentials_folder(), L"D:(A;;FA;;;WD)");
    const auto result = credential("set " + stored.name(), "another");
    const AccountLogins logins;
    const auto run = refused.launch();
    std::vector<ProcessResult> others;
    for (const char* command : {"list", "remove NAME", "allow NAME S-1-5-20", "deny NAME S-1-5-20"}) {
      std::string arguments = command;
      if (const std::size_t at = arguments.find("NAME"); at != std::string::npos)
        arguments.replace(at, 4, stored.name());
      others.push_back(credential(arguments));
    }
    set_access(credentials_folder(), L"D:P(A;OICI;FA;;;SY)(A;OICI;FA;;;BA)(A;OICI;FA;;;OW)");
    CHECK(result.exit_code == launcher_code(ERROR_ACCESS_DENIED));
    CHECK(contains(result.errors, "drivelaunch: refused: " + credentials_folder() + ": "));
    CHECK(contains(result.errors, "icacls \"" + credentials_folder()));
    for (const ProcessResult& other : others) {
      CHECK(other.exit_code == launcher_code(ERROR_ACCESS_DENIED));
      CHECK(contains(other.errors, "drivelaunch: refused: " + credentials_folder() + ": "));
    }
    CHECK(run.exit_code == launcher_code(ERROR_ACCESS_DENIED));
    CHECK(contains(run.errors, "drivelaunch: refused: " + credentials_folder() + ": "));
    CHECK(logins.count() == 0);
    const CredentialDrives drives(stored.name(), {R"(\\nas\in)"});
    CHECK(drives.launch().exit_code == 7);  // the old password is still there
  }

  TEST_CASE("--store account writes the account's own entry and says whose it is") {
    NEEDS_RIG();
    const auto result =
        credential("set any --store account --user CORP\\u --server server-of-the-test", "pw");
    CHECK(result.exit_code == 0);
    CHECK(contains(result.output, "to server-of-the-test as CORP\\u from now on"));
    CHECK(contains(result.output, "cmdkey /list shows it"));
    CREDENTIALW* entry = nullptr;
    REQUIRE(CredReadW(L"server-of-the-test", CRED_TYPE_DOMAIN_PASSWORD, 0, &entry) != 0);
    CHECK(std::wstring(entry->UserName) == L"CORP\\u");
    CHECK(entry->Persist == CRED_PERSIST_LOCAL_MACHINE);
    CredFree(entry);
    CHECK(CredDeleteW(L"server-of-the-test", CRED_TYPE_DOMAIN_PASSWORD, 0) != 0);
    CHECK_FALSE(exists(credentials_folder() + "\\any"));
  }
}
