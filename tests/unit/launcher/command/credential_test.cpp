#include "launcher/command/credential.hpp"

#include <doctest/doctest.h>

#include <string>
#include <utility>

#include "tests/support/fake_machine.hpp"

using namespace launcher;
using launcher::test::FakeClock;
using launcher::test::FakeConsole;
using launcher::test::FakeCredentialStore;
using launcher::test::make_credential;

namespace {

class FakeVault : public AccountVault {
 public:
  std::vector<std::string> saved;
  void save(const std::string& server, const StoredCredential& credential) override {
    saved.push_back(server + " " + credential.user + " " + std::string(credential.password.view()));
  }
  std::string account() override { return "PC\\me"; }
};

class FakePassword : public PasswordInput {
 public:
  std::string prompt;
  Secret read(const std::string& text) override {
    prompt = text;
    return Secret(std::string_view("swordfish"));
  }
};

struct Administrator {
  FakeCredentialStore store;
  FakeVault vault;
  FakePassword password;
  FakeClock clock;
  FakeConsole console;

  void type(const std::string& arguments) {
    perform_credential_command(
        parse_credential_command(arguments),
        {.store = store, .vault = vault, .password = password, .clock = clock, .console = console});
  }
};

std::string refusal(const std::string& arguments) {
  try {
    parse_credential_command(arguments);
  } catch (const Error& error) {
    CHECK(error.exit_code() == 0x800700A0);
    return error.what();
  }
  return "taken";
}

}  // namespace

TEST_SUITE("credential") {
  TEST_CASE("the command line of set") {
    const CredentialRequest request = parse_credential_command(
        R"(set nas-backup --user "CORP\svc backup" --server nas,fs01 --server=media --allow CORP\a --allow "b c")");
    CHECK(request.action == CredentialRequest::Action::set);
    CHECK(request.name == "nas-backup");
    CHECK(request.user == "CORP\\svc backup");
    CHECK(request.servers == std::vector<std::string>{"nas", "fs01", "media"});
    CHECK(request.accounts == std::vector<std::string>{"CORP\\a", "b c"});
    CHECK_FALSE(request.in_account_store);
    CHECK(parse_credential_command("set n --store account").in_account_store);
    CHECK(parse_credential_command("set --store machine n").name == "n");
  }

  TEST_CASE("the command lines of the others") {
    CHECK(parse_credential_command("list").action == CredentialRequest::Action::list);
    CHECK(parse_credential_command("list --format json").as_json);
    CHECK(parse_credential_command("remove n").action == CredentialRequest::Action::remove);
    const CredentialRequest allow = parse_credential_command(R"(allow n "NT AUTHORITY\LOCAL SERVICE")");
    CHECK(allow.action == CredentialRequest::Action::allow);
    CHECK(allow.accounts == std::vector<std::string>{"NT AUTHORITY\\LOCAL SERVICE"});
    CHECK(parse_credential_command("deny n S-1-5-19").action == CredentialRequest::Action::deny);
  }

  TEST_CASE("G11: a command line that is wrong says what is right") {
    CHECK(refusal("") ==
          "bad command line: credential: it is followed by set, list, remove, allow or deny. Run drivelaunch "
          "credential --help for the commands.");
    CHECK(refusal("lst").find("Did you mean credential list?") != std::string::npos);
    CHECK(refusal("set") ==
          "bad command line: credential set: a word is missing. Write credential set NAME.");
    CHECK(refusal("allow n").find("Write credential allow NAME ACCOUNT.") != std::string::npos);
    CHECK(refusal("list n").find("Write only credential list.") != std::string::npos);
    for (const char* name : {"CON", "nul.txt", "a/b", "..", "a\\b", "COM1", "a b"}) {
      CAPTURE(name);
      CHECK(refusal(std::string("remove \"") + name + "\"").find("a bad name") != std::string::npos);
    }
    CHECK(refusal("set n --user u --server \\\\nas\\x").find("--server \\\\nas\\x") != std::string::npos);
    CHECK(refusal("set n --store disk").find("it is machine or account") != std::string::npos);
    CHECK(refusal("list --format csv").find("it is text or json") != std::string::npos);
    CHECK(refusal("set n --user").find("its value is missing") != std::string::npos);
    CHECK(refusal("set n --user --server nas").find("--user: its value is missing") != std::string::npos);
    CHECK(refusal("remove n --allow x").find("--allow: there is no such option here") != std::string::npos);
    CHECK(refusal("set n -- x").find("credential runs no program") != std::string::npos);
    CHECK(refusal("set n --allow \"\"").find("--allow: it is empty") != std::string::npos);
  }

  TEST_CASE("G10: what may be a password on a command line is not repeated") {
    for (const char* arguments : {"set n --password=swordfish", "set n \"--password=swordfish\"",
                                  "set n --password swordfish", "set n --user u --server nas swordfish",
                                  "set n swordfish", "set n --pass:swordfish", "swordfish"}) {
      CAPTURE(arguments);
      const std::string message = refusal(arguments);
      CHECK(message != "taken");
      const bool is_named = std::string(arguments).find("--pass:") != std::string::npos;
      if (!is_named) CHECK(message.find("swordfish") == std::string::npos);
    }
    CHECK(refusal("set n --password=x").find("A password is never an argument") != std::string::npos);
  }

  TEST_CASE("set stores what was asked for, and says how to use it, but not the password") {
    Administrator administrator;
    administrator.type("set nas-backup --user CORP\\svc --server nas,fs01 --allow CORP\\task");
    CHECK(administrator.password.prompt == "Password of CORP\\svc for nas, fs01: ");
    const StoredCredential& stored = administrator.store.credentials.at("nas-backup");
    CHECK(stored.user == "CORP\\svc");
    CHECK(stored.servers == std::vector<std::string>{"nas", "fs01"});
    CHECK(stored.set_at == administrator.clock.time);
    CHECK(stored.password.view() == "swordfish");
    CHECK(administrator.store.allowed["nas-backup"] == std::vector<std::string>{"CORP\\task"});
    CHECK(administrator.console.output ==
          "nas-backup is set: CORP\\svc at nas, fs01. Use it in drives.ini: credential = nas-backup\n");
  }

  TEST_CASE(
      "set distinguishes a Microsoft account from a user of a domain, and says that a PIN is not a password") {
    const std::string no_pin = "its password is needed: servers take no PIN, nor any other way to sign in.\n";
    struct Row {
      std::string user;
      std::string note;
    };
    const Row rows[] = {
        {"bob@example.com",
         "note: bob@example.com is taken for a user of a domain. For a Microsoft account write "
         "--user MicrosoftAccount\\bob@example.com; " +
             no_pin},
        {"MicrosoftAccount\\bob@example.com",
         "note: MicrosoftAccount\\bob@example.com is a Microsoft account, and " + no_pin},
        {"microsoftaccount\\x", "note: microsoftaccount\\x is a Microsoft account, and " + no_pin},
        {"CORP\\bob@example.com", ""},
        {"CORP\\svc", ""},
        {"svc", ""},
    };
    for (const Row& row : rows) {
      CAPTURE(row.user);
      for (const std::string store : {"machine", "account"}) {
        Administrator administrator;
        administrator.type("set n --user " + row.user + " --server nas --store " + store);
        CHECK(administrator.console.output.starts_with(row.note));
        CHECK((administrator.console.output.find("note: ") == std::string::npos) == row.note.empty());
      }
    }
  }

  TEST_CASE("a new password for a credential that is there needs its name only") {
    Administrator administrator;
    administrator.store.credentials.emplace("n", make_credential("CORP\\svc", {"nas"}, "old"));
    administrator.type("set n");
    CHECK(administrator.store.credentials.at("n").user == "CORP\\svc");
    CHECK(administrator.store.credentials.at("n").servers == std::vector<std::string>{"nas"});
    CHECK(administrator.store.credentials.at("n").password.view() == "swordfish");
    administrator.type("set n --server nas,fs01");
    CHECK(administrator.store.credentials.at("n").user == "CORP\\svc");
    CHECK(administrator.store.credentials.at("n").servers == std::vector<std::string>{"nas", "fs01"});
  }

  TEST_CASE("a new credential needs a user and a server, before a password is asked for") {
    Administrator administrator;
    CHECK_THROWS_WITH_AS(
        administrator.type("set n --server nas"),
        "bad command line: credential set n: a new credential needs --user. Write credential "
        "set NAME --user USER --server HOST.",
        Error);
    CHECK_THROWS_AS(administrator.type("set n --user u"), Error);
    CHECK_THROWS_AS(administrator.type("set n --user u --store account"), Error);
    CHECK_THROWS_AS(administrator.type("set n --user u --server nas --store account --allow x"), Error);
    CHECK(administrator.password.prompt.empty());
  }

  TEST_CASE("--store account goes into the account's own store for every server, and says whose that is") {
    Administrator administrator;
    administrator.type("set n --user CORP\\svc --server nas,fs01 --store account");
    CHECK(administrator.store.credentials.empty());
    CHECK(administrator.vault.saved ==
          std::vector<std::string>{"nas CORP\\svc swordfish", "fs01 CORP\\svc swordfish"});
    CHECK(administrator.console.output.find("Only PC\\me has this") != std::string::npos);
    CHECK(administrator.console.output.find("swordfish") == std::string::npos);
  }

  TEST_CASE("list shows everything but the password") {
    Administrator administrator;
    FakeCredentialStore& store = administrator.store;
    store.credentials.emplace("a", make_credential("CORP\\svc", {"nas", "fs01"}));
    store.credentials.emplace("b", make_credential("u", {"nas"}));
    store.allowed["a"] = {"CORP\\task", "NT AUTHORITY\\LOCAL SERVICE"};
    store.logins["a"] = {
        .kind = LoginRecord::Kind::refused, .time = administrator.clock.time, .code = 1326, .server = "nas"};
    store.logins["b"] = {.kind = LoginRecord::Kind::accepted, .time = administrator.clock.time};
    administrator.type("list");
    CHECK(administrator.console.output ==
          "name  user      servers    set                   allowed                                refused\n"
          "a     CORP\\svc  nas, fs01  2026-03-01T12:00:00Z  CORP\\task, NT AUTHORITY\\LOCAL SERVICE  "
          "2026-03-02T03:00:01Z 1326 by nas\n"
          "b     u         nas        2026-03-01T12:00:00Z  -                                      -\n");
    administrator.console.output.clear();
    administrator.clock.time += kRefusalTime;
    administrator.type("list --format json");
    CHECK(administrator.console.output ==
          R"([
  {"name": "a", "user": "CORP\\svc", "servers": ["nas", "fs01"], "set": "2026-03-01T12:00:00Z", )"
          R"("allowed": ["CORP\\task", "NT AUTHORITY\\LOCAL SERVICE"], "refused": null, "refused_code": 0, )"
          R"("refused_by": null, "message": ""},
  {"name": "b", "user": "u", "servers": ["nas"], "set": "2026-03-01T12:00:00Z", "allowed": [], )"
          R"("refused": null, "refused_code": 0, "refused_by": null, "message": ""}
]
)");
  }

  TEST_CASE("list continues after a credential that cannot be read, and says why") {
    Administrator administrator;
    administrator.store.credentials.emplace("a", make_credential("u", {"nas"}));
    administrator.store.unreadable.insert("a");
    administrator.type("list");
    CHECK(administrator.console.output ==
          "name  user  servers  set  allowed  refused\n"
          "a     ?     ?        ?    -        -\n"
          "    cannot read the credential: a: 5 ERROR_ACCESS_DENIED (CreateFileW): Access is denied. Set it "
          "again: drivelaunch credential set a.\n");
  }

  TEST_CASE("remove, allow and deny do what they say") {
    Administrator administrator;
    administrator.store.credentials.emplace("n", make_credential("u", {"nas"}));
    administrator.type("allow n CORP\\task");
    CHECK(administrator.store.allowed["n"] == std::vector<std::string>{"CORP\\task"});
    administrator.type("deny n CORP\\task");
    CHECK(administrator.store.allowed["n"].empty());
    administrator.type("remove n");
    CHECK(administrator.store.credentials.empty());
  }
}
