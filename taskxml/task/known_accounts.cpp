#include "taskxml/task/known_accounts.hpp"

#include <algorithm>
#include <array>
#include <string>

#include "launcher/base/drive.hpp"
#include "launcher/text/utf8.hpp"

namespace taskxml {
namespace {

constexpr auto kAccounts = std::to_array<KnownAccount>({
    {"S-1-5-18", "SYSTEM", false},
    {"S-1-5-19", "LOCAL SERVICE", false},
    {"S-1-5-20", "NETWORK SERVICE", false},
    {"S-1-5-32-544", "Administrators", true},
    {"S-1-5-32-545", "Users", true},
    {"S-1-5-11", "Authenticated Users", true},
    {"S-1-5-4", "INTERACTIVE", true},
    {"S-1-1-0", "Everyone", true},
});

struct AccountName {
  std::string_view sid;
  std::string_view name;  ///< in small letters
};

// From Microsoft's pages ("Configure Windows Service Accounts and Permissions" of SQL Server, "Well-known
// SIDs") and from what Windows in these languages prints. The order: English, German, French, Spanish,
// Italian, Portuguese, Dutch, Danish, Norwegian, Swedish, Finnish, Polish, Hungarian, Czech, Turkish,
// Russian; where a language is left out, it has a name that is there already.
constexpr auto kNames = std::to_array<AccountName>({
    {"S-1-5-18", "system"},
    {"S-1-5-18", "localsystem"},
    {"S-1-5-18", "local system"},
    {"S-1-5-18", "système"},
    {"S-1-5-18", "systeme"},
    {"S-1-5-18", "sistema"},
    {"S-1-5-18", "systeem"},
    {"S-1-5-18", "järjestelmä"},
    {"S-1-5-18", "rendszer"},
    {"S-1-5-18", "система"},

    {"S-1-5-19", "local service"},
    {"S-1-5-19", "localservice"},
    {"S-1-5-19", "lokaler dienst"},
    {"S-1-5-19", "service local"},
    {"S-1-5-19", "servicio local"},
    {"S-1-5-19", "servicio loc"},
    {"S-1-5-19", "servizio locale"},
    {"S-1-5-19", "serviço local"},
    {"S-1-5-19", "lokale service"},
    {"S-1-5-19", "lokal tjeneste"},
    {"S-1-5-19", "lokal tjänst"},
    {"S-1-5-19", "paikallinen palvelu"},
    {"S-1-5-19", "usługa lokalna"},
    {"S-1-5-19", "helyi szolgáltatás"},
    {"S-1-5-19", "místní služba"},
    {"S-1-5-19", "yerel hizmet"},
    {"S-1-5-19", "локальная служба"},

    {"S-1-5-20", "network service"},
    {"S-1-5-20", "networkservice"},
    {"S-1-5-20", "netzwerkdienst"},
    {"S-1-5-20", "service réseau"},
    {"S-1-5-20", "service reseau"},
    {"S-1-5-20", "servicio de red"},
    {"S-1-5-20", "servizio di rete"},
    {"S-1-5-20", "serviço de rede"},
    {"S-1-5-20", "netwerkservice"},
    {"S-1-5-20", "netværkstjeneste"},
    {"S-1-5-20", "nettverkstjeneste"},
    {"S-1-5-20", "nätverkstjänst"},
    {"S-1-5-20", "verkkopalvelu"},
    {"S-1-5-20", "usługa sieciowa"},
    {"S-1-5-20", "hálózati szolgáltatás"},
    {"S-1-5-20", "síťová služba"},
    {"S-1-5-20", "ağ hizmeti"},
    {"S-1-5-20", "сетевая служба"},

    {"S-1-5-32-544", "administrators"},
    {"S-1-5-32-544", "administratoren"},
    {"S-1-5-32-544", "administrateurs"},
    {"S-1-5-32-544", "administradores"},
    {"S-1-5-32-544", "administratorer"},
    {"S-1-5-32-544", "administratörer"},
    {"S-1-5-32-544", "järjestelmänvalvojat"},
    {"S-1-5-32-544", "administratorzy"},
    {"S-1-5-32-544", "rendszergazdák"},
    {"S-1-5-32-544", "yöneticiler"},
    {"S-1-5-32-544", "администраторы"},

    {"S-1-5-32-545", "users"},
    {"S-1-5-32-545", "benutzer"},
    {"S-1-5-32-545", "utilisateurs"},
    {"S-1-5-32-545", "usuarios"},
    {"S-1-5-32-545", "usuários"},
    {"S-1-5-32-545", "utilizadores"},
    {"S-1-5-32-545", "gebruikers"},
    {"S-1-5-32-545", "brugere"},
    {"S-1-5-32-545", "brukere"},
    {"S-1-5-32-545", "användare"},
    {"S-1-5-32-545", "käyttäjät"},
    {"S-1-5-32-545", "użytkownicy"},
    {"S-1-5-32-545", "felhasználók"},
    {"S-1-5-32-545", "kullanıcılar"},
    {"S-1-5-32-545", "пользователи"},

    {"S-1-5-11", "authenticated users"},
    {"S-1-5-11", "authentifizierte benutzer"},
    {"S-1-5-11", "utilisateurs authentifiés"},
    {"S-1-5-11", "usuarios autentificados"},
    {"S-1-5-11", "usuários autenticados"},
    {"S-1-5-11", "utilizadores autenticados"},
    {"S-1-5-11", "geverifieerde gebruikers"},
    {"S-1-5-11", "godkendte brugere"},
    {"S-1-5-11", "godkjente brukere"},
    {"S-1-5-11", "autentiserade användare"},
    {"S-1-5-11", "todennetut käyttäjät"},
    {"S-1-5-11", "użytkownicy uwierzytelnieni"},
    {"S-1-5-11", "hitelesített felhasználók"},
    {"S-1-5-11", "прошедшие проверку"},

    {"S-1-5-4", "interactive"},
    {"S-1-5-4", "interaktiv"},
    {"S-1-5-4", "interactif"},
    {"S-1-5-4", "interactivo"},
    {"S-1-5-4", "interattivo"},
    {"S-1-5-4", "interativo"},
    {"S-1-5-4", "interactief"},
    {"S-1-5-4", "interaktiivinen"},
    {"S-1-5-4", "interaktywna"},
    {"S-1-5-4", "interaktív"},
    {"S-1-5-4", "интерактивные"},

    {"S-1-1-0", "everyone"},
    {"S-1-1-0", "jeder"},
    {"S-1-1-0", "tout le monde"},
    {"S-1-1-0", "todos"},
    {"S-1-1-0", "iedereen"},
    {"S-1-1-0", "alle"},
    {"S-1-1-0", "alla"},
    {"S-1-1-0", "kaikki"},
    {"S-1-1-0", "wszyscy"},
    {"S-1-1-0", "mindenki"},
    {"S-1-1-0", "herkes"},
    {"S-1-1-0", "все"},
});

constexpr auto kNtAuthorities = std::to_array<std::string_view>(
    {"nt authority", "nt-autorität", "autorite nt", "autorité nt", "autoridade nt", "zarządzanie nt",
     "nt instans", "nt-myndighet", "nt-myndighed", "nt-hallinta"});
constexpr auto kBuiltins = std::to_array<std::string_view>({"builtin", "vordefiniert"});

/// The small letter of a capital one: ASCII, Latin-1, Latin Extended-A, Greek and Cyrillic, which is what the
/// names are written in. Both letters i of Turkish are i.
char32_t to_small(char32_t c) {
  if ((c >= U'A' && c <= U'Z') || (c >= 0xC0 && c <= 0xDE && c != 0xD7)) return c + 0x20;
  if (c == 0x130 || c == 0x131) return U'i';
  if (c == 0x178) return 0xFF;
  const bool is_odd_capital = (c >= 0x139 && c <= 0x148) || (c >= 0x179 && c <= 0x17E);
  if (is_odd_capital) return c + (c & 1U);
  if ((c >= 0x100 && c <= 0x137) || (c >= 0x14A && c <= 0x177)) return c | 1U;
  if ((c >= 0x391 && c <= 0x3A9) || (c >= 0x410 && c <= 0x42F)) return c + 0x20;
  if (c >= 0x400 && c <= 0x40F) return c + 0x50;
  return c;
}

std::string in_small_letters(std::string_view text) {
  std::string small;
  for (std::size_t at = 0; at < text.size();) {
    const launcher::Utf8Character character = launcher::read_utf8(text, at);
    if (character.length == 0) {
      small += text[at++];
    } else {
      launcher::append_utf8(small, to_small(character.value));
      at += character.length;
    }
  }
  return small;
}

template <std::size_t N>
bool is_one_of(const std::array<std::string_view, N>& words, std::string_view word) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

/// NT AUTHORITY has the word NT in every language. A domain's name cannot have a blank, so one with a blank
/// and that word is NT AUTHORITY in a language that is not known here.
bool is_nt_authority(std::string_view domain) {
  if (domain == "nt service" || domain == "nt virtual machine" || domain == "nt task") return false;
  return is_one_of(kNtAuthorities, domain) || domain.starts_with("nt ") || domain.ends_with(" nt");
}

struct Parts {
  std::string domain;  ///< in small letters, and so is the name
  std::string name;
};

Parts split(std::string_view written) {
  const std::string small = in_small_letters(written);
  const std::size_t backslash = small.find('\\');
  if (backslash == std::string::npos) return {"", small};
  return {small.substr(0, backslash), small.substr(backslash + 1)};
}

bool can_be_of(std::string_view sid, std::string_view domain) {
  if (domain.empty()) return true;
  if (sid.starts_with("S-1-5-32-")) return is_one_of(kBuiltins, domain);
  return (sid.starts_with("S-1-5-") && is_nt_authority(domain)) || (sid == "S-1-5-18" && domain == ".");
}

}  // namespace

std::optional<KnownAccount> find_known_account(std::string_view written) {
  const Parts parts = split(written);
  std::string_view sid = written;
  for (const AccountName& name : kNames) {
    if (name.name == parts.name && can_be_of(name.sid, parts.domain)) sid = name.sid;
  }
  const auto found = std::find_if(kAccounts.begin(), kAccounts.end(), [&](const KnownAccount& account) {
    return launcher::equals_ignoring_case(account.sid, sid);
  });
  return found == kAccounts.end() ? std::nullopt : std::optional(*found);
}

bool is_known_everywhere(std::string_view written) {
  const std::optional<KnownAccount> account = find_known_account(written);
  if (!account || launcher::equals_ignoring_case(account->sid, written)) return true;
  const Parts parts = split(written);
  const bool is_english = parts.domain.empty() || parts.domain == "nt authority" || parts.domain == ".";
  const std::string english = in_small_letters(account->name);
  return !account->is_group && is_english &&
         (parts.name == english || parts.name == "localsystem" || parts.name == "local system" ||
          parts.name == "localservice" || parts.name == "networkservice");
}

bool is_of_nt_authority(std::string_view written) {
  return is_nt_authority(split(written).domain);
}

}  // namespace taskxml
