#pragma once

#include <cstdint>
#include <string>

namespace e2e {

/// G11: what a message says, part by part. The text between API and advice is the system's own.
struct ExpectedMessage {
  std::string what;     ///< "cannot connect"
  std::string subject;  ///< "S: \\nas\backup"
  std::uint32_t code;
  std::string symbol;
  std::string api;
  std::string advice;  ///< a part of it, with the command or setting it names
};

/// Checks that one line of what the launcher printed is the message, in that order of parts, and that its
/// exit code follows from it.
void check_message(const std::string& errors, std::uint32_t exit_code, const ExpectedMessage& expected);

}  // namespace e2e
