#include "launcher/credential/login_record.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <system_error>

namespace launcher {
namespace {

std::string_view take_word(std::string_view& text) {
  const std::string_view word = text.substr(0, text.find(' '));
  text.remove_prefix(std::min(word.size() + 1, text.size()));
  return word;
}

bool is_printable(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return c > 0x20 && c < 0x7F; });
}

}  // namespace

std::string print_login_record(const LoginRecord& record) {
  if (record.kind == LoginRecord::Kind::none) return {};
  if (record.kind == LoginRecord::Kind::accepted) return "accepted " + format_time(record.time);
  return fmt::format("refused {} {} {}", format_time(record.time), record.code,
                     is_printable(record.server) ? record.server : "?");
}

LoginRecord parse_login_record(std::string_view text) {
  text = text.substr(0, text.find('\n'));
  const std::string_view kind = take_word(text);
  const std::optional<UtcTime> time = parse_time(take_word(text));
  if (!time) return {};
  if (kind == "accepted") return {.kind = LoginRecord::Kind::accepted, .time = *time};
  if (kind != "refused") return {};
  LoginRecord record{.kind = LoginRecord::Kind::refused, .time = *time};
  const std::string_view code = take_word(text);
  const auto [end, error] = std::from_chars(code.data(), code.data() + code.size(), record.code);
  const std::string_view server = take_word(text);
  const bool is_login_code = error == std::errc() && end == code.data() + code.size() &&
                             explain_code(Operation::connect, record.code).kind == FailureKind::credentials;
  if (!is_login_code || server.empty() || !is_printable(server)) return {};
  record.server = server;
  return record;
}

LoginAdvice judge_login(const LoginRecord& record, UtcTime now) {
  constexpr std::chrono::minutes kClockError{1};
  const auto age = now - record.time;
  if (record.kind == LoginRecord::Kind::none || age < -kClockError) return LoginAdvice::try_alone;
  if (record.kind == LoginRecord::Kind::refused)
    return age < kRefusalTime ? LoginAdvice::refuse : LoginAdvice::try_alone;
  return age < kAcceptanceTime ? LoginAdvice::try_freely : LoginAdvice::try_alone;
}

}  // namespace launcher
