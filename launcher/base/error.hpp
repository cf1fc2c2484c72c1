#pragma once

#include <cstdint>
#include <stdexcept>
#include <string>

/// The one error type of the launcher and the one place where an error becomes text.
namespace launcher {

/// What our process returns. Codes of our own are HRESULT_FROM_WIN32 of the cause, so that the Task Scheduler
/// window shows the system's text for them ([MS-ERREF] 2.1.2).
using ExitCode = std::uint32_t;

/// Win32 error codes that decide something in the core ([MS-ERREF] 2.2); failure.hpp knows many more.
namespace win32_error {
inline constexpr std::uint32_t kFileNotFound = 2;
inline constexpr std::uint32_t kPathNotFound = 3;
inline constexpr std::uint32_t kAccessDenied = 5;
inline constexpr std::uint32_t kInvalidData = 13;
inline constexpr std::uint32_t kNotSupported = 50;
inline constexpr std::uint32_t kAlreadyAssigned = 85;
inline constexpr std::uint32_t kBadArguments = 160;
inline constexpr std::uint32_t kFilenameTooLong = 206;
inline constexpr std::uint32_t kDirectory = 267;
inline constexpr std::uint32_t kNoAssociation = 1155;
inline constexpr std::uint32_t kOperationAborted = 995;
inline constexpr std::uint32_t kInternalError = 1359;
inline constexpr std::uint32_t kTimeout = 1460;
inline constexpr std::uint32_t kEncryptionFailed = 6000;
inline constexpr std::uint32_t kNotConnected = 2250;
inline constexpr std::uint32_t kOpenFiles = 2401;
inline constexpr std::uint32_t kDeviceInUse = 2404;
}  // namespace win32_error

/// HRESULT_FROM_WIN32 (its page): 53 becomes 0x80070035; what is not above 0 as a signed number, and so every
/// HRESULT and NTSTATUS of a failure, stays as it is. A positive number of more than 16 bits, which no
/// failure has, keeps the low 16, as in the macro.
constexpr ExitCode exit_code_from_win32(std::uint32_t code) {
  return static_cast<std::int32_t>(code) <= 0 ? code : 0x80070000U | (code & 0xFFFFU);
}

/// It is no Win32 code, which has 16 bits, but an HRESULT or an NTSTATUS ([MS-ERREF] 2.1, 2.3).
constexpr bool is_beyond_win32(std::uint32_t code) {
  return code > 0xFFFF;
}

/// "0xC05D0003": how tools and pages write such codes.
std::string format_hex(std::uint32_t code);

/// What a code rests on. Decisions read this; the name of a function is for people.
enum class Source {
  call,                ///< the function in `api` returned it; without a code the finding is ours
  check,               ///< a check of ours, of what `api` reported or of what we knew; no call failed
  letter_table,        ///< what Windows reports a drive letter to stand for
  other_launcher,      ///< another launcher has the connection or the letter, or is at work on it
  remembered_refusal,  ///< a login that was refused before, and is not tried again
  deadline,            ///< the time was over before there was an answer
  other_drive,         ///< another required drive of this run failed first; this one was broken off
};

/// Everything one message says. Empty parts are left out of the text.
struct Failure {
  std::string what;        ///< what was attempted: "cannot connect"
  std::string subject;     ///< on what: "S: \\fs01\projects"
  std::uint32_t code = 0;  ///< what the call returned; 0: no system call failed, the finding is ours
  std::string symbol;      ///< its name in winerror.h; empty: not known to us
  std::string api;         ///< the function that failed, gave no answer or reported it; empty: there was none
  std::string text;        ///< the system's text for the code, or our own sentence when code is 0
  std::string advice;      ///< what to do; names a command or a setting
  Source source = Source::call;
};

/// `what: subject: NUMBER SYMBOL (API): system text. Advice`, on one line; the number of an HRESULT or
/// NTSTATUS is followed by its hexadecimal form.
std::string format_failure(const Failure& failure);

/// Ends the run: thrown by what cannot go on, caught once in main.
class Error : public std::runtime_error {
 public:
  Error(ExitCode exit_code, Failure failure);
  /// The exit code of the system's code in `failure`.
  explicit Error(Failure failure);

  ExitCode exit_code() const { return exit_code_; }
  const Failure& failure() const { return failure_; }

 private:
  ExitCode exit_code_;
  Failure failure_;
};

}  // namespace launcher
