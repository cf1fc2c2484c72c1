#include "taskxml/diagnose/account_spelling_rules.hpp"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <string>
#include <vector>

#include "taskxml/task/known_accounts.hpp"
#include "tests/unit/taskxml/diagnose/diagnose_samples.hpp"
#include "tests/unit/taskxml/support.hpp"

namespace taskxml::test {
namespace {

/// The SID, or nothing.
std::string sid_of(const std::string& written) {
  const auto account = find_known_account(written);
  return account ? std::string(account->sid) : std::string();
}

/// The findings about accounts.
std::vector<std::string> found(const Sample& sample, const ThisMachine* here = nullptr) {
  const Diagnosis diagnosis = diagnose_bytes(text_of(sample), here);
  std::vector<std::string> all;
  for (const Problem& problem : diagnosis.tasks.front().problems) {
    if (problem.rule->id.starts_with("account-"))
      all.push_back(fmt::format("{} {}: {}", problem.line, problem.rule->id, problem.about));
  }
  return all;
}

using Found = std::vector<std::string>;

TEST_SUITE("diagnose") {
  TEST_CASE(
      "SYSTEM and the service accounts are known by SID and by their names in the languages of Windows") {
    for (const char* const name : {"S-1-5-18",
                                   "s-1-5-18",
                                   "SYSTEM",
                                   "LocalSystem",
                                   ".\\LocalSystem",
                                   "NT AUTHORITY\\System",
                                   "NT-AUTORITÄT\\SYSTEM",
                                   "nt-autorität\\system",
                                   "AUTORITE NT\\Système",
                                   "AUTORITE NT\\SYSTÈME",
                                   "AUTORITE NT\\SYSTEM",
                                   "AUTORIDADE NT\\SISTEMA",
                                   "NT AUTHORITY\\SISTEMA",
                                   "ZARZĄDZANIE NT\\SYSTEM",
                                   "zarządzanie nt\\system",
                                   "NT INSTANS\\SYSTEM",
                                   "NT-MYNDIGHET\\SYSTEM",
                                   "NT-HALLINTA\\JÄRJESTELMÄ",
                                   "NT AUTHORITY\\СИСТЕМА",
                                   "nt authority\\Система",
                                   "NT HATÓSÁG\\RENDSZER"}) {
      CAPTURE(name);
      CHECK(sid_of(name) == "S-1-5-18");
    }
    for (const char* const name :
         {"S-1-5-19", "LOCAL SERVICE", "NT AUTHORITY\\LocalService", "NT-AUTORITÄT\\Lokaler Dienst",
          "AUTORITE NT\\SERVICE LOCAL", "NT AUTHORITY\\SERVICIO LOCAL", "NT AUTHORITY\\SERVICIO LOC",
          "NT AUTHORITY\\SERVIZIO LOCALE", "AUTORIDADE NT\\SERVIÇO LOCAL", "ZARZĄDZANIE NT\\USŁUGA LOKALNA",
          "NT-MYNDIGHET\\LOKAL TJENESTE", "NT INSTANS\\LOCAL SERVICE"}) {
      CAPTURE(name);
      CHECK(sid_of(name) == "S-1-5-19");
    }
    for (const char* const name :
         {"S-1-5-20", "NetworkService", "NT-AUTORITÄT\\Netzwerkdienst", "NETZWERKDIENST",
          "AUTORITE NT\\SERVICE RÉSEAU", "NT AUTHORITY\\SERVICIO DE RED", "NT AUTHORITY\\SERVIZIO DI RETE",
          "AUTORIDADE NT\\SERVIÇO DE REDE", "ZARZĄDZANIE NT\\USŁUGA SIECIOWA",
          "NT AUTHORITY\\NETVÆRKSTJENESTE", "NT-MYNDIGHET\\NETTVERKSTJENESTE", "NT-HALLINTA\\Verkkopalvelu",
          "NT AUTHORITY\\Netwerkservice", "NT AUTHORITY\\HÁLÓZATI SZOLGÁLTATÁS", "NT AUTHORITY\\AĞ HİZMETİ",
          "NT AUTHORITY\\Сетевая служба"}) {
      CAPTURE(name);
      CHECK(sid_of(name) == "S-1-5-20");
    }
  }

  TEST_CASE("the groups of every Windows are known in its languages") {
    CHECK(sid_of("BUILTIN\\Administrators") == "S-1-5-32-544");
    CHECK(sid_of("VORDEFINIERT\\Administratoren") == "S-1-5-32-544");
    CHECK(sid_of("BUILTIN\\Järjestelmänvalvojat") == "S-1-5-32-544");
    CHECK(sid_of("builtin\\АДМИНИСТРАТОРЫ") == "S-1-5-32-544");
    CHECK(sid_of("BUILTIN\\Użytkownicy") == "S-1-5-32-545");
    CHECK(sid_of("Utilisateurs") == "S-1-5-32-545");
    CHECK(sid_of("NT-AUTORITÄT\\Authentifizierte Benutzer") == "S-1-5-11");
    CHECK(sid_of("NT AUTHORITY\\Прошедшие проверку") == "S-1-5-11");
    CHECK(sid_of("AUTORITE NT\\INTERACTIF") == "S-1-5-4");
    CHECK(sid_of("Tout le monde") == "S-1-1-0");
  }

  TEST_CASE("what only resembles an account of Windows is none") {
    for (const char* const name :
         {"CONTOSO\\system", "CORP-NT\\system", "system$", "SYSTEM\\x", "", "\\", "NT SERVICE\\System",
          "S-1-5-180", "CONTOSO\\Administrators", "NT AUTHORITY\\Users", "BUILTIN\\SYSTEM", "Sys\xC3"}) {
      CAPTURE(name);
      CHECK(sid_of(name).empty());
    }
  }

  TEST_CASE("the kind of account, and with it the launcher, does not depend on the language") {
    const auto kind = [](const std::string& user, const std::string& logon_type) {
      return account_kind({.user_id = user, .logon_type = logon_type});
    };
    CHECK(kind("NT-AUTORITÄT\\SYSTEM", "S4U") == AccountKind::system);
    CHECK(kind("AUTORITE NT\\Système", "") == AccountKind::system);
    CHECK(kind("NT AUTHORITY\\SERVICIO LOCAL", "InteractiveToken") == AccountKind::local_service);
    CHECK(kind("NT-AUTORITÄT\\Netzwerkdienst", "Password") == AccountKind::network_service);
    CHECK(kind("BUILTIN\\Users", "") == AccountKind::group);
    CHECK(kind("CONTOSO\\u", "") == AccountKind::desktop);
    CHECK_FALSE(Principal{.user_id = "AUTORITE NT\\Système"}.is_interactive());
  }

  TEST_CASE("an account in one language of Windows is noted with its SID, wherever it is named") {
    CHECK(found({.principal = "<GroupId>VORDEFINIERT\\Administratoren</GroupId>"}) ==
          Found{"4 account-language: GroupId VORDEFINIERT\\Administratoren: write S-1-5-32-544"});
    CHECK(found({.principal = "<GroupId>BUILTIN\\Users</GroupId>"}) ==
          Found{"4 account-language: GroupId BUILTIN\\Users: write S-1-5-32-545"});
    CHECK(found({.principal = account("S-1-5-18"),
                 .triggers = "<LogonTrigger><UserId>AUTORITE NT\\Système</UserId></LogonTrigger>"}) ==
          Found{"3 account-language: UserId AUTORITE NT\\Système: write S-1-5-18"});
    for (const char* const user : {"S-1-5-18", "SYSTEM", "NT AUTHORITY\\LOCAL SERVICE", "NetworkService",
                                   "NT AUTHORITY\\NetworkService"})
      CHECK(found({.principal = account(user)}).empty());
    CHECK(found({.principal = "<GroupId>S-1-5-32-545</GroupId>"}).empty());
  }

  TEST_CASE("an account of Windows under a name that is not known asks for the SID") {
    CHECK(found({.principal = account("NT HATÓSÁG\\Xyz", "S4U")}) ==
          Found{"4 account-unknown: UserId NT HATÓSÁG\\Xyz: if it is SYSTEM, write S-1-5-18"});
    CHECK(found({.principal = account("NT SERVICE\\Xyz")}).empty());
  }

  TEST_CASE("an account of one machine is noted where the definition may be used elsewhere") {
    const std::string sid = "S-1-5-21-1111111111-2222222222-3333333333-1001";
    CHECK(found({.principal = account(sid)}) == Found{"4 account-machine: UserId " + sid});
    CHECK(found({.principal = "<GroupId>" + sid + "</GroupId>"}) ==
          Found{"4 account-machine: GroupId " + sid});
    CHECK(found({.triggers = "<LogonTrigger><UserId>PC-7\\anna</UserId></LogonTrigger>"
                             "<SessionStateChangeTrigger><StateChange>SessionLock</StateChange>"
                             "<UserId>.\\anna</UserId></SessionStateChangeTrigger>"}) ==
          Found{"3 account-machine: UserId PC-7\\anna", "3 account-machine: UserId .\\anna"});
    const FakeHere here;
    CHECK(found({.principal = account(sid)}, &here).empty());
  }

  TEST_CASE("a domain is distinguished from a machine as far as its name shows it") {
    for (const char* const machine :
         {"DESKTOP-4I0IKQ9\\u", "WIN-ABC\\u", "FS01\\u", "TIMO-PC\\u", "PC\\u", "MACHINE\\u", "FILESERVER\\u",
          "annalaptop\\u", ".\\u", "s-1-5-21-1-2-3-1001"}) {
      CAPTURE(machine);
      CHECK(may_be_of_one_machine(machine));
    }
    for (const char* const other :
         {"CONTOSO\\svc01", "u", "u-1", "u1@contoso.com", "contoso1.local\\u", "S-1-5-18",
          "%LogonDomain1%\\u", "NT SERVICE\\a1", "IIS 7\\u", "AzureAD\\u", ""}) {
      CAPTURE(other);
      CHECK_FALSE(may_be_of_one_machine(other));
    }
  }
}

}  // namespace
}  // namespace taskxml::test
