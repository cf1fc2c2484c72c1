#pragma once
#include <optional>
#include <string>

#include "scheduler/definition.hpp"

/// A definition written anew: as Windows exports one, by what is documented (see README.md).
namespace scheduler {

struct Rewrite {
  std::wstring path;                ///< becomes the URI
  std::optional<std::string> user;  ///< the account that the registration names
  std::optional<std::string> logon_type;
  bool cut_arguments = false;
};

/// No comments; the elements of the schema in a fixed order, two blanks of indentation a level; Date, Author,
/// URI, a principal and the settings filled in where they are missing; SIDs for the names of accounts that
/// Windows or the plan knows.
std::wstring write_windows_form(const Definition& definition, const Rewrite& rewrite);

}  // namespace scheduler
