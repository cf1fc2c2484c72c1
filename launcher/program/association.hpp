#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>

/// What opens a kind of files: the parts that are decisions.
namespace launcher {

struct Association {
  std::string command;  ///< with its %1; empty: there is none
  std::string api;      ///< the function that was asked
  std::string place;    ///< the only place that was looked at, for messages; empty: wherever Windows looks
};

/// Of the default value of a `shell` key the verb that a double click means: the first of a list; "open" where
/// it is empty ("Verbs and File Associations").
std::string default_verb(std::string_view shell_value);

/// Fills %NAME% in by `values`, whose names are in lower case, and leaves the %1, %* and %L of a command as they
/// are. Nothing where it has another variable: an elevated run must not take that from its environment, which
/// the account may set without elevation (HKCU\Environment).
std::optional<std::string> expand_machine_variables(std::string_view command,
                                                    const std::map<std::string, std::string>& values);

}  // namespace launcher
