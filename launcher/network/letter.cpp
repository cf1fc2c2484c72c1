#include "launcher/network/letter.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <stdexcept>
#include <utility>
#include <vector>

#include "launcher/base/account_name.hpp"
#include "launcher/base/error.hpp"

namespace launcher {
namespace {

constexpr std::uint64_t kSystemSession = 0x3e7;  // winnt.h, SYSTEM_LUID

/// The names under which the SMB client appears in devices: itself, and for DFS.
constexpr std::array<std::string_view, 4> kSmbProviders{"lanmanredirector", "mup", "dfsclient", "windfs"};

bool is_smb(std::string_view provider) {
  const std::string name = to_lower_ascii(provider);
  return std::find(kSmbProviders.begin(), kSmbProviders.end(), name) != kSmbProviders.end();
}

std::vector<std::string_view> split_at_backslashes(std::string_view text) {
  std::vector<std::string_view> parts;
  for (std::size_t begin = 0; begin <= text.size();) {
    const std::size_t end = std::min(text.find('\\', begin), text.size());
    parts.push_back(text.substr(begin, end - begin));
    begin = end + 1;
  }
  return parts;
}

/// Whether `part` is `;S:` or `S:` of this letter, with or without the number of a session behind it.
bool read_session(std::string_view part, DriveLetter letter, std::optional<std::uint64_t>& session) {
  if (part.starts_with(';')) part.remove_prefix(1);
  if (!equals_ignoring_case(part.substr(0, 2), letter.device())) return false;
  const std::string_view number = part.substr(2);
  session.reset();
  if (number.empty()) return true;
  std::uint64_t value = 0;
  const char* const end = number.data() + number.size();
  const auto [stop, error] = std::from_chars(number.data(), end, value, 16);
  if (error != std::errc() || stop != end) return false;
  session = value;
  return true;
}

LetterUse make_other(std::string description, std::string api,
                     std::string advice = "Choose another letter; this one cannot be freed") {
  LetterUse use{.kind = LetterUse::Kind::other};
  use.description = std::move(description);
  use.api = std::move(api);
  use.advice = std::move(advice);
  return use;
}

/// Nothing when it is this session's own, or may be.
std::optional<LetterUse> judge_device(DriveLetter letter, const RedirectedDevice& device,
                                      std::span<const std::uint64_t> own_sessions) {
  const std::string connected = device.remote.empty() ? "" : " that is connected to " + device.remote;
  const bool is_own = !device.session || std::find(own_sessions.begin(), own_sessions.end(),
                                                   *device.session) != own_sessions.end();
  if (!is_own && *device.session == kSystemSession) {
    return make_other("a drive letter of SYSTEM for the whole machine" + connected, "QueryDosDeviceW",
                      fmt::format("Choose another letter; only SYSTEM can remove that one, "
                                  "with net use {} /delete in a task of its own",
                                  letter.device()));
  }
  if (!is_own) {
    return make_other(
        fmt::format("a drive letter of another logon session (0x{:x}){}", *device.session, connected),
        "QueryDosDeviceW", "Choose another letter; only that session can remove this one");
  }
  if (!is_smb(device.provider)) {
    return make_other(
        fmt::format("a drive of another network, {}{}", device.provider, connected), "QueryDosDeviceW",
        fmt::format("Choose another letter, or remove the drive: net use {} /delete", letter.device()));
  }
  return std::nullopt;
}

std::string describe_drive(LetterFacts::Drive drive) {
  switch (drive) {
    case LetterFacts::Drive::fixed:
      return "a local disk";
    case LetterFacts::Drive::removable:
      return "a removable disk";
    case LetterFacts::Drive::cd:
      return "a CD or DVD drive";
    case LetterFacts::Drive::ram:
      return "a RAM disk";
    case LetterFacts::Drive::remote:
      return "a network drive of another kind";
    case LetterFacts::Drive::unknown:
      break;
  }
  return "in use by another device";
}

}  // namespace

std::optional<RedirectedDevice> parse_redirected_device(std::string_view target, DriveLetter letter) {
  constexpr std::string_view kDevices = "\\Device\\";
  if (!equals_ignoring_case(target.substr(0, kDevices.size()), kDevices)) return std::nullopt;
  const std::vector<std::string_view> parts = split_at_backslashes(target.substr(kDevices.size()));
  RedirectedDevice device{.provider = std::string(parts[0]), .session = std::nullopt, .remote = {}};
  for (std::size_t i = 1; i < parts.size(); ++i) {
    if (read_session(parts[i], letter, device.session)) {
      for (const std::string_view part : std::span(parts).subspan(i + 1))
        device.remote += fmt::format("{}{}", device.remote.empty() ? "\\\\" : "\\", part);
      return device;
    }
    // Before the letter only the multiple UNC provider names the one it has chosen.
    if (i != 1 || !parts[i].starts_with(';')) return std::nullopt;
    device.provider = parts[i].substr(1);
  }
  return std::nullopt;
}

LetterUse judge_letter(DriveLetter letter, const LetterFacts& facts,
                       std::span<const std::uint64_t> own_sessions) {
  LetterUse use;
  use.remembered = facts.remembered;
  if (!facts.is_there) return use;
  if (const auto device = parse_redirected_device(facts.target, letter)) {
    if (const auto other = judge_device(letter, *device, own_sessions)) return *other;
  }
  if (facts.remote) {
    use.kind = LetterUse::Kind::network;
    use.remote = *facts.remote;
    use.api = "WNetGetConnectionW";
    return use;
  }
  if (facts.is_unavailable) return use;
  constexpr std::string_view kSubst = "\\??\\";
  if (facts.target.starts_with(kSubst)) {
    return make_other("another name (subst) for " + facts.target.substr(kSubst.size()), "QueryDosDeviceW",
                      fmt::format("Choose another letter, or remove this one: subst {} /d", letter.device()));
  }
  use = make_other(describe_drive(facts.drive), "GetDriveTypeW");
  // A drive that is being connected or disconnected looks like this for a moment.
  use.is_transient = facts.drive == LetterFacts::Drive::remote || facts.drive == LetterFacts::Drive::unknown;
  return use;
}

bool is_connected_to(const LetterUse& use, const UncPath& path) {
  if (use.kind != LetterUse::Kind::network) return false;
  try {
    return UncPath::parse(use.remote).is_same_as(path);
  } catch (const std::invalid_argument&) {
    return false;  // another provider's path
  }
}

bool is_of_other_user(const ConnectionSpec& connection, const LetterUse& use) {
  return connection.credential && connection.letter && is_connected_to(use, connection.path) &&
         !is_same_user(use.user, connection.user);
}

SystemResult describe_taken_letter(const ConnectionSpec& connection, const LetterUse& use) {
  if (is_of_other_user(connection, use)) {
    return {.code = win32_error::kAlreadyAssigned,
            .api = "WNetGetUserW",
            .text = fmt::format("{} is connected to {} as {}, not as {}", connection.letter->device(),
                                use.remote, use.user.empty() ? "an unknown user" : use.user, connection.user),
            .source = Source::letter_table};
  }
  const std::string holder =
      use.kind == LetterUse::Kind::network ? "connected to " + use.remote : use.description;
  return {.code = win32_error::kAlreadyAssigned,
          .api = use.api,
          .text = fmt::format("{} is {}", connection.letter ? connection.letter->device() : connection.name,
                              holder),
          .source = Source::letter_table};
}

}  // namespace launcher
