#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "launcher/base/failure.hpp"
#include "launcher/text/wall_clock.hpp"

/// What the last login with a credential came to, for the runs that come after it (G7). It is kept where
/// every account that may use the credential can write it, so what it says is not trusted: at worst a login
/// is not tried, or one more is.
namespace launcher {

struct LoginRecord {
  enum class Kind { none, accepted, refused };
  Kind kind = Kind::none;
  UtcTime time{};
  std::uint32_t code = 0;  ///< refused: the Win32 code
  std::string server;      ///< refused: which server said so
};

/// One line of printable ASCII: "refused 2026-03-02T03:00:01Z 1326 nas".
std::string print_login_record(const LoginRecord& record);

/// Anything else than such a line, at its start, is `none`.
LoginRecord parse_login_record(std::string_view text);

/// How long a refused credential is not tried again.
inline constexpr std::chrono::minutes kRefusalTime{30};
/// How long a credential that was accepted counts as good: logins with it then need not wait for each other.
inline constexpr std::chrono::minutes kAcceptanceTime{10};

enum class LoginAdvice {
  try_alone,  ///< nothing is known: one login at a time
  try_freely,
  refuse,
};

/// A record from the future counts for nothing, but for a clock that is off by a minute.
LoginAdvice judge_login(const LoginRecord& record, UtcTime now);

/// The turn to log in with a credential, given back when the object goes.
class LoginTurn {
 public:
  virtual ~LoginTurn() = default;
};

/// Seam: the records of this machine, and the turns of those who log in. win32/credential/login_records
/// implements it.
class LoginRecords {
 public:
  virtual ~LoginRecords() = default;
  /// The turn with that credential, which one thread of one process of this machine has at a time. nullptr:
  /// another has it. Where no turns can be kept, everybody has one.
  virtual std::unique_ptr<LoginTurn> try_take_turn(const std::string& credential) = 0;
  /// What is recorded; empty when nothing is, or it cannot be read.
  virtual std::string read(const std::string& credential) = 0;
  virtual SystemResult write(const std::string& credential, const std::string& record) = 0;
};

}  // namespace launcher
