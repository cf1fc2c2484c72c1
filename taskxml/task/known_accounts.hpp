#pragma once

#include <optional>
#include <string_view>

/// The accounts and groups that every Windows has, by their SIDs and by their names in the languages of
/// Windows.
namespace taskxml {

struct KnownAccount {
  std::string_view sid;
  std::string_view name;  ///< in English: "LOCAL SERVICE"
  bool is_group = false;
};

/// Whom a UserId or a GroupId names: a SID, or a name with or without NT AUTHORITY, BUILTIN and what these
/// are in other languages; case is ignored. nullopt: none of these, or not known here under that name.
std::optional<KnownAccount> find_known_account(std::string_view written);

/// Whether every Windows knows the account under what is written there: a SID, or the English name of SYSTEM,
/// LOCAL SERVICE or NETWORK SERVICE. `written` is one find_known_account knows.
bool is_known_everywhere(std::string_view written);

/// Whether it is below NT AUTHORITY, in any language: an account of Windows itself, and nobody else's.
bool is_of_nt_authority(std::string_view written);

}  // namespace taskxml
