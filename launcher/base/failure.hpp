#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "launcher/base/drive.hpp"
#include "launcher/base/error.hpp"

/// What a Win32 code means for what we were doing: a table, so that a new finding is a new row.
namespace launcher {

enum class Operation {
  connect,
  verify,
  disconnect,
  start,   ///< starting PROGRAM
  system,  ///< any other call of Windows: the table has the code's name only, the caller has the advice
};

/// What to do about a failure.
enum class FailureKind {
  transient,    ///< passes by itself: retried until the timeout
  ambiguous,    ///< mostly permanent, sometimes the network still coming up: two more tries, spread over the
                ///< timeout
  credentials,  ///< the server refused user or password: never retried, a further try could lock the account
  no_identity,  ///< this session had no identity to offer, or not one that can be used: found on this
                ///< machine, no server refused a login. Never retried, other drives go on
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
  /// Names a command or a setting; empty for `system`. {server}, {share}, {drive} (`S:`, or the path of a
  /// drive without a letter), {credential}, {number} and {hex} stand for the connection's and the code's own.
  std::string_view advice;
  /// The same for a connection that logs in with a credential; empty: `advice`, and then to set it again
  /// where the server refused it.
  std::string_view credential_advice = {};
};

/// Every row. Sources: [MS-ERREF] 2.1 to 2.3, winerror.h and lmerr.h for names and texts; the pages of
/// WNetAddConnection2W and WNetCancelConnection2W for those they list; the kinds are our judgement.
std::span<const FailureMeaning> failure_meanings();

/// The row for a code; else one of kind `unknown`, with the code's symbol where another operation has it. For
/// verify a code without a row of its own means what it means when connecting. An HRESULT made of a Win32
/// code or of an NTSTATUS means what that one means.
FailureMeaning explain_code(Operation operation, std::uint32_t code);

/// What a system call came to, or what kept it from being made: code 0 is success.
struct SystemResult {
  std::uint32_t code = 0;
  std::string api;   ///< the function that returned it, gave no answer or reported it; empty: there was none
  std::string text;  ///< the system's text for the code; where `source` is no call, our own sentence
  Source source = Source::call;

  bool succeeded() const { return code == 0; }
};

/// The text of an ERROR_EXTENDED_ERROR (1208): what the network provider itself says, with its own code.
std::string describe_provider_error(std::string_view provider, std::uint32_t code, std::string_view text);

/// The message for PROGRAM that could not be started, with symbol and advice from the table.
Failure describe_start_failure(std::string what, std::string subject, const SystemResult& result);

/// The message for a failed connect, verify or disconnect, with symbol and advice from the table.
Failure describe_failure(Operation operation, const ConnectionSpec& connection, const SystemResult& result);

/// The message for any other failed call of Windows, on a file, a folder, a registry key: the symbol is the
/// table's; `advice` names the command or setting that helps with just this.
Failure describe_system_failure(std::string what, std::string subject, const SystemResult& result,
                                std::string advice);

}  // namespace launcher
