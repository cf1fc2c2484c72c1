#include "launcher/base/failure.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace launcher {
namespace {

using enum Operation;
using enum FailureKind;

/// The code that an HRESULT was made of (HRESULT_FROM_WIN32, HRESULT_FROM_NT); any other code as it is.
std::uint32_t unwrap_hresult(std::uint32_t code) {
  constexpr std::uint32_t kWin32 = 0x80070000;
  constexpr std::uint32_t kNtBit = 0x10000000;
  if ((code & 0xFFFF0000U) == kWin32 && code != kWin32) return code & 0xFFFFU;
  if ((code & 0xF0000000U) == 0xD0000000U) return code & ~kNtBit;
  return code;
}

const FailureMeaning* find_row(Operation operation, std::uint32_t code) {
  const auto rows = failure_meanings();
  const auto row = std::find_if(rows.begin(), rows.end(), [&](const FailureMeaning& meaning) {
    return meaning.operation == operation && meaning.code == code;
  });
  return row == rows.end() ? nullptr : &*row;
}

std::string_view find_symbol(std::uint32_t code) {
  const auto rows = failure_meanings();
  const auto row = std::find_if(rows.begin(), rows.end(),
                                [&](const FailureMeaning& meaning) { return meaning.code == code; });
  return row == rows.end() ? std::string_view() : row->symbol;
}

/// net helpmsg takes 16 bits.
std::string_view advise_to_look_up(std::uint32_t code) {
  return is_beyond_win32(code) ? "Look the number up with: certutil -error {hex}"
                               : "Look the number up with: net helpmsg {number}";
}

void fill_in(std::string& text, std::string_view placeholder, std::string_view value) {
  for (std::size_t at = text.find(placeholder); at != std::string::npos;
       at = text.find(placeholder, at + value.size())) {
    text.replace(at, placeholder.size(), value);
  }
}

void fill_in_code(std::string& advice, std::uint32_t code) {
  fill_in(advice, "{number}", fmt::format("{}", code));
  fill_in(advice, "{hex}", format_hex(code));
}

void fill_in_connection(std::string& advice, const ConnectionSpec& connection) {
  fill_in(advice, "{server}", connection.path.server());
  fill_in(advice, "{share}", connection.path.share());
  fill_in(advice, "{drive}", connection.letter ? connection.letter->device() : connection.remote().text());
  if (connection.credential) fill_in(advice, "{credential}", *connection.credential);
}

/// A credential that the server refused is not tried again until it is set (G7).
std::string choose_advice(const FailureMeaning& meaning, bool has_credential) {
  if (!has_credential) return std::string(meaning.advice);
  if (!meaning.credential_advice.empty()) return std::string(meaning.credential_advice);
  if (meaning.kind != credentials) return std::string(meaning.advice);
  return std::string(meaning.advice) + ". Then: drivelaunch credential set {credential}";
}

/// Some texts of the system have a place for what they are about: "%1 is not a valid Win32 application" (193).
std::string name_subject(const SystemResult& result, const std::string& subject) {
  constexpr std::string_view kPlace = "%1";
  std::string text = result.text;
  const std::size_t at = result.source == Source::call ? text.find(kPlace) : std::string::npos;
  if (at == std::string::npos) return text;
  const std::size_t end = at + kPlace.size();
  const bool is_longer = end < text.size() && text[end] >= '0' && text[end] <= '9';
  return is_longer ? text : text.replace(at, kPlace.size(), subject);
}

}  // namespace

FailureMeaning explain_code(Operation operation, std::uint32_t code) {
  const std::uint32_t known = unwrap_hresult(code);
  const FailureMeaning* row = find_row(operation, known);
  if (row == nullptr && operation == verify) row = find_row(connect, known);
  if (row != nullptr) return *row;
  return {operation, code, find_symbol(known), unknown, operation == system ? "" : advise_to_look_up(code)};
}

std::string describe_provider_error(std::string_view provider, std::uint32_t code, std::string_view text) {
  return fmt::format("{} says {}: {}", provider, code, text);
}

Failure describe_system_failure(std::string what, std::string subject, const SystemResult& result,
                                std::string advice) {
  std::string text = name_subject(result, subject);
  return {.what = std::move(what),
          .subject = std::move(subject),
          .code = result.code,
          .symbol = std::string(explain_code(system, result.code).symbol),
          .api = result.api,
          .text = std::move(text),
          .advice = std::move(advice),
          .source = result.source};
}

Failure describe_start_failure(std::string what, std::string subject, const SystemResult& result) {
  std::string advice(explain_code(start, result.code).advice);
  fill_in_code(advice, result.code);
  return describe_system_failure(std::move(what), std::move(subject), result, std::move(advice));
}

Failure describe_failure(Operation operation, const ConnectionSpec& connection, const SystemResult& result) {
  const std::string_view what = operation == connect  ? "cannot connect"
                                : operation == verify ? "cannot open the connected folder"
                                                      : "cannot disconnect";
  std::string advice = choose_advice(explain_code(operation, result.code),
                                     operation == connect && connection.credential.has_value());
  fill_in_code(advice, result.code);
  fill_in_connection(advice, connection);
  return describe_system_failure(std::string(what), connection.subject(), result, std::move(advice));
}

}  // namespace launcher
