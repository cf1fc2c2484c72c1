#pragma once

#include <string>
#include <string_view>

#include "launcher/base/drive.hpp"
#include "launcher/base/error.hpp"
#include "launcher/network/network.hpp"

/// Failures because something else is in the way: which connection that is, and the command that ends it.
namespace launcher {

/// The ERROR_ALREADY_ASSIGNED failure for a letter that is taken, with its advice. `use` is not free.
Failure describe_conflict(const ConnectionSpec& connection, const LetterUse& use);

/// The warning for an account whose profile remembers another path for the letter of the connection.
std::string describe_remembered_conflict(const ConnectionSpec& connection, std::string_view remembered);

/// Adds to a failure to connect what is in the way, as far as `letters` show it: for 1219 the connections of
/// this session to that server, with a letter or without; for 85 what the letter stands for; for 1202 what it
/// is remembered for. Any other failure is returned as it is.
Failure explain_conflict(Failure failure, const ConnectionSpec& connection, Letters& letters);

}  // namespace launcher
