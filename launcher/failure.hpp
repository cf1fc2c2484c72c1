#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "launcher/base/drive.hpp"
#include "launcher/base/error.hpp"

/// What a Win32 code means for what we were doing: a table, so that a new finding is a new row.
namespace launcher {

enum class Operation { connect, verify, disconnect, start };

/// What to do about a failure.
enum class FailureKind {
  transient,    ///< passes by itself: retried until the timeout
  ambiguous,    ///< mostly permanent, sometimes the network still coming up: two more tries, spread over the
                ///< timeout
  credentials,  ///< the identity was refused: never retried, a further try could lock the account
  access_denied,  ///< the identity is good, this share refuses it: never retried, other shares go on
  policy,         ///< trust or policy stands against it: never retried
  conflict,       ///< something else holds the letter or the server: never retried
  configuration,  ///< what was asked for is wrong: never retried
  in_use,         ///< disconnect: files are open; tried again for a while, never forced
  gone,           ///< disconnect: there is nothing to disconnect any more, which is what was wanted
  unknown,        ///< not in the table: never retried
};

struct FailureMeaning {
  Operation operation;
  std::uint32_t code;
  std::string_view symbol;
  FailureKind kind;
  std::string_view advice;
};

/// Every row. Sources: [MS-ERREF] 2.2 for names and texts; the pages of WNetAddConnection2W and
/// WNetCancelConnection2W for those they list; the kinds are our judgement.
std::span<const FailureMeaning> failure_meanings();

/// The row for a code, or one of kind `unknown` without symbol. For verify a code without a row of its own
/// means what it means when connecting.
FailureMeaning explain_code(Operation operation, std::uint32_t code);

/// What a system call returned: code 0 is success.
struct SystemResult {
  std::uint32_t code = 0;
  std::string api;   ///< the function that returned it
  std::string text;  ///< the system's text for the code

  bool succeeded() const { return code == 0; }
};

/// The text of an ERROR_EXTENDED_ERROR (1208): what the network provider itself says, with its own code.
std::string describe_provider_error(std::string_view provider, std::uint32_t code, std::string_view text);

/// The message for a failed call, with symbol and advice from the table.
Failure describe_failure(Operation operation, std::string what, std::string subject,
                         const SystemResult& result);

/// The same for a connection: SERVER, SHARE and LETTER in the advice are replaced by this connection's own.
Failure describe_failure(Operation operation, const ConnectionSpec& connection, const SystemResult& result);

}  // namespace launcher
