#include "launcher/connect/conflict_advice.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "launcher/base/failure.hpp"
#include "launcher/network/letter.hpp"

namespace launcher {
namespace {

constexpr std::uint32_t kDeviceAlreadyRemembered = 1202;
constexpr std::uint32_t kCredentialConflict = 1219;

bool is_on_server_of(const ConnectionSpec& connection, const std::string& remote) {
  const std::string_view server = connection.path.server();
  const std::string_view rest = std::string_view(remote).substr(std::min<std::size_t>(remote.size(), 2));
  return remote.starts_with(R"(\\)") && rest.size() > server.size() && rest[server.size()] == '\\' &&
         equals_ignoring_case(rest.substr(0, server.size()), server);
}

std::string delete_command(std::string_view device) {
  return fmt::format("net use {} /delete", device);
}

/// A connection of this session, and what `net use` calls it.
struct Found {
  std::string name;
  std::string device;
};

std::vector<Found> find_connections_to_server(const ConnectionSpec& connection, Letters& letters) {
  std::vector<Found> found;
  for (char c = 'A'; c <= 'Z'; ++c) {
    const DriveLetter letter = DriveLetter::parse(std::string_view(&c, 1));
    const LetterUse use = letters.query(letter);
    if (letter == connection.letter || use.kind != LetterUse::Kind::network ||
        !is_on_server_of(connection, use.remote)) {
      continue;
    }
    found.push_back({fmt::format("{} {}", letter.device(), use.remote), letter.device()});
  }
  for (const std::string& remote : letters.connections_without_letter()) {
    const bool is_listed = std::any_of(found.begin(), found.end(), [&](const Found& other) {
      return equals_ignoring_case(other.device, remote);
    });
    if (is_on_server_of(connection, remote) && !is_listed) found.push_back({remote, remote});
  }
  return found;
}

void name_connections_to_server(Failure& failure, const ConnectionSpec& connection, Letters& letters) {
  const std::vector<Found> found = find_connections_to_server(connection, letters);
  const std::string_view server = connection.path.server();
  if (found.empty()) {
    failure.advice = fmt::format(
        "This session is connected to {} as another user, by something that cannot be seen from here: "
        "net use, run as the account of the task, shows connections without a letter as well, "
        "IPC$ among them; remove it, or use the same user",
        server);
    return;
  }
  std::vector<std::string> names;
  std::vector<std::string> commands;
  for (const Found& one : found) {
    names.push_back(one.name);
    commands.push_back(delete_command(one.device));
  }
  failure.advice = fmt::format(
      "This session is connected to {} as another user, by {}: remove that with {}, or use the same user",
      server, fmt::join(names, ", "), fmt::join(commands, " and "));
}

}  // namespace

Failure describe_conflict(const ConnectionSpec& connection, const LetterUse& use) {
  Failure failure = describe_failure(Operation::connect, connection, describe_taken_letter(connection, use));
  if (use.kind == LetterUse::Kind::other && !use.advice.empty()) failure.advice = use.advice;
  return failure;
}

std::string describe_remembered_conflict(const ConnectionSpec& connection, std::string_view remembered) {
  const std::string device = connection.letter ? connection.letter->device() : connection.name;
  return fmt::format(
      "{} is remembered for {} in the profile of this account: "
      "Windows may refuse to connect it to {} ({} ERROR_DEVICE_ALREADY_REMEMBERED). "
      "Remove that, as this account: {}",
      device, remembered, connection.path.text(), kDeviceAlreadyRemembered, delete_command(device));
}

Failure explain_conflict(Failure failure, const ConnectionSpec& connection, Letters& letters) {
  if (failure.source != Source::call) return failure;  // it names what it has found
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
