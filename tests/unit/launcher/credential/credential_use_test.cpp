#include "launcher/credential/credential_use.hpp"

#include <doctest/doctest.h>

#include <string>

#include "launcher/config/config.hpp"
#include "tests/support/fake_credentials.hpp"

using namespace launcher;
using launcher::test::FakeCredentialStore;
using launcher::test::make_credential;

namespace {

ConnectionSpec drive(const std::string& option, const std::string& credential, std::size_t line = 1) {
  ConnectionSpec spec = parse_drive_option(option);
  if (!credential.empty()) spec.credential = credential;
  spec.line = line;
  return spec;
}

}  // namespace

TEST_SUITE("credential-use") {
  TEST_CASE("each connection gets the user of its credential; each credential is read once") {
    FakeCredentialStore store;
    store.credentials.emplace("nas-backup", make_credential("CORP\\svc", {"nas", "fs01"}));
    const auto uses = find_credentials({drive(R"(S=\\nas\a)", "nas-backup"), drive(R"(T=\\other\a)", ""),
                                        drive(R"(U=\\FS01\a)", "nas-backup")},
                                       "drives.ini", store);
    REQUIRE(uses.size() == 3);
    CHECK(uses[0].user == "CORP\\svc");
    CHECK(uses[1].user.empty());
    CHECK(uses[2].user == "CORP\\svc");
    for (const CredentialUse& use : uses)
      CHECK_FALSE(use.failure);
    CHECK(store.loads == 1);
  }

  TEST_CASE("G10: a credential of another server is an error of the file, every line of it") {
    FakeCredentialStore store;
    store.credentials.emplace("nas-backup", make_credential("CORP\\svc", {"nas", "fs01"}));
    try {
      find_credentials({drive(R"(S=\\nas\a)", "nas-backup", 1), drive(R"(T=\\evil\a)", "nas-backup", 4),
                        drive(R"(U=\\nas.corp.example\a)", "nas-backup", 7)},
                       "drives.ini", store);
      FAIL_CHECK("it was taken");
    } catch (const ConfigError& error) {
      CHECK(error.exit_code() == 0x8007000D);
      REQUIRE(error.messages().size() == 2);
      CHECK(error.messages()[0] ==
            R"(drives.ini:4: credential of another server: "nas-backup at evil". It was set for nas, fs01. )"
            R"(To let evil have its password, too: drivelaunch credential set nas-backup --server )"
            R"(nas,fs01,evil.)");
      CHECK(error.messages()[1].starts_with("drives.ini:7: "));
    }
  }

  TEST_CASE("G11: a credential that is missing, or that this account may not read, says what to do") {
    FakeCredentialStore store;
    store.unreadable.insert("locked");
    const auto uses = find_credentials({drive(R"(S=\\nas\a)", "missing"), drive(R"(T=\\fs01\a)", "locked")},
                                       "drives.ini", store);
    REQUIRE(uses[0].failure);
    CHECK(
        format_failure(*uses[0].failure) ==
        R"(cannot use the credential missing: S: \\nas\a: 2 ERROR_FILE_NOT_FOUND (CreateFileW): The file is )"
        R"(not there. Set it as an administrator: drivelaunch credential set missing --user USER --server )"
        R"(nas.)");
    REQUIRE(uses[1].failure);
    CHECK(format_failure(*uses[1].failure) ==
          R"(cannot use the credential locked: T: \\fs01\a: 5 ERROR_ACCESS_DENIED (CreateFileW): Access is )"
          R"(denied. Let the account of the task use it: drivelaunch credential allow locked ACCOUNT.)");
  }
}
