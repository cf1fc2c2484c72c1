#include "launcher/conflict.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "launcher/credential_use.hpp"
#include "launcher/failure.hpp"
#include "launcher/lease.hpp"

namespace launcher {
namespace {

constexpr std::uint32_t kDeviceAlreadyRemembered = 1202;
constexpr std::uint32_t kCredentialConflict = 1219;

bool is_on_server_of(const ConnectionSpec& connection, const LetterUse& use) {
  if (use.kind != LetterUse::Kind::network) return false;
  try {
    return UncPath::parse(use.remote).has_same_server_as(connection.path);
  } catch (const std::invalid_argument&) {
    return false;  // a path of another kind
  }
}

std::string delete_command(std::string_view device) {
  return fmt::format("net use {} /delete", device);
}

void name_connections_to_server(Failure& failure, const ConnectionSpec& connection, Letters& letters) {
  std::vector<std::string> found;
  std::vector<std::string> commands;
  for (char c = 'A'; c <= 'Z'; ++c) {
    const DriveLetter letter = DriveLetter::parse(std::string_view(&c, 1));
    const LetterUse use = letters.query(letter);
    if (letter == connection.letter || !is_on_server_of(connection, use)) continue;
    found.push_back(fmt::format("{} {}", letter.device(), use.remote));
    commands.push_back(delete_command(letter.device()));
  }
  if (found.empty()) {
    failure.advice += fmt::format(
        "; no letter is connected to {}, so it is one without a letter, which net use \\\\{}\\SHARE /delete "
        "ends",
        connection.path.server(), connection.path.server());
    return;
  }
  failure.advice = fmt::format(
      "This session is connected to {} as another user, by {}: remove that with {}, or use the same user",
      connection.path.server(), fmt::join(found, ", "), fmt::join(commands, " and "));
}

}  // namespace

bool is_of_other_user(const ConnectionSpec& connection, const LetterUse& use) {
  return connection.credential && connection.letter && is_connected_to(use, connection.path) &&
         !is_same_user(use.user, connection.user);
}

SystemResult describe_taken_letter(const ConnectionSpec& connection, const LetterUse& use) {
  if (is_of_other_user(connection, use)) {
    return {
        .code = win32_error::kAlreadyAssigned,
        .api = "WNetGetUserW",
        .text = fmt::format("{} is connected to {} as {}, not as {}", connection.letter->device(), use.remote,
                            use.user.empty() ? "an unknown user" : use.user, connection.user)};
  }
  const std::string holder =
      use.kind == LetterUse::Kind::network ? "connected to " + use.remote : use.description;
  return {.code = win32_error::kAlreadyAssigned,
          .api = use.api,
          .text = fmt::format("{} is {}", connection.letter ? connection.letter->device() : connection.name,
                              holder)};
}

Failure describe_conflict(const ConnectionSpec& connection, const LetterUse& use) {
  Failure failure = describe_failure(Operation::connect, connection, describe_taken_letter(connection, use));
  if (use.kind == LetterUse::Kind::other && !use.advice.empty()) failure.advice = use.advice;
  return failure;
}

std::string foretell_remembered(const ConnectionSpec& connection, std::string_view remembered) {
  const std::string device = connection.letter ? connection.letter->device() : connection.name;
  return fmt::format(
      "{} is remembered for {} in the profile of this account: Windows may refuse to connect it "
      "to {} ({} ERROR_DEVICE_ALREADY_REMEMBERED). Remove that, as this account: {}",
      device, remembered, connection.path.text(), kDeviceAlreadyRemembered, delete_command(device));
}

Failure name_what_is_in_the_way(Failure failure, const ConnectionSpec& connection, Letters& letters) {
  if (failure.api != "WNetAddConnection2W") return failure;  // it names what it has found
  if (failure.code == kCredentialConflict) {
    name_connections_to_server(failure, connection, letters);
  } else if (failure.code == win32_error::kAlreadyAssigned && connection.letter) {
    const LetterUse use = letters.query(*connection.letter);
    if (use.kind == LetterUse::Kind::free) return failure;
    const Failure taken = describe_conflict(connection, use);
    failure.text = taken.text;
    failure.advice = taken.advice;
  } else if (failure.code == kDeviceAlreadyRemembered && connection.letter) {
    const LetterUse use = letters.query(*connection.letter);
    if (use.remembered.empty()) return failure;
    failure.advice =
        fmt::format("{} is remembered for {}, which is not connected: remove that with {}",
                    connection.letter->device(), use.remembered, delete_command(connection.letter->device()));
  }
  return failure;
}

}  // namespace launcher
