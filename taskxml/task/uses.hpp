#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "taskxml/task/effective_action.hpp"

/// Which drives and shares an action names: the one finder of both, asked by uses=, show and diagnose.
namespace taskxml {

struct Uses {
  std::string letters;              ///< "CS": each once, in alphabetical order
  std::vector<std::string> shares;  ///< `\\fs01\backup`, however it was written; each once, in order
};

/// Of a command line, a line of a script, or any part of one.
Uses find_uses(std::string_view line);

/// Of a value that is one path from end to end, as Command and WorkingDirectory are: blanks belong to a name
/// without quotes around it.
Uses find_uses_of_path(std::string_view path);

/// Of what an action starts. The letters that the launcher of a wrapped action connects with --drive are
/// among its letters.
Uses uses_of(const EffectiveAction& started);

/// Whether the server of `\\server\share` is an IPv4 address, or an IPv6 address as UNC paths write it
/// (NAME.ipv6-literal.net).
bool is_server_address(std::string_view share);

}  // namespace taskxml
