#include "launcher/command/capture.hpp"

#include <algorithm>
#include <array>
#include <stdexcept>

#include "launcher/base/drives_file.hpp"
#include "launcher/base/invocation.hpp"
#include "launcher/command/command_options.hpp"

namespace launcher {
namespace {

constexpr std::string_view kSmbProvider = "Microsoft Windows Network";

bool is_wanted(const CaptureRequest& request, std::string_view letter) {
  return request.only.empty() ||
         std::any_of(request.only.begin(), request.only.end(),
                     [&](const std::string& name) { return equals_ignoring_case(name, letter); });
}

void refuse_missing(const CaptureRequest& request, const std::vector<FoundDrive>& drives) {
  for (const std::string& name : request.only) {
    const bool is_there = std::any_of(drives.begin(), drives.end(), [&](const FoundDrive& drive) {
      return equals_ignoring_case(drive.letter, name);
    });
    if (!is_there) {
      refuse_command_line("--only " + name, "this session has no such network drive",
                          "Connect it first, or run capture without --only to see what there is");
    }
  }
}

}  // namespace

CaptureRequest parse_capture(std::string_view arguments) {
  Invocation options;
  parse_command_options(Command::capture, arguments, options, [](OptionWords&) { return false; });
  CaptureRequest request;
  if (!options.only) return request;
  for (const std::string& name : parse_name_list(*options.only)) {
    try {
      request.only.emplace_back(1, DriveLetter::parse(name).letter());
    } catch (const std::invalid_argument& reason) {
      refuse_command_line("--only " + name, reason.what(), "Name drive letters: --only S,T");
    }
  }
  return request;
}

std::string capture_drives(const CaptureRequest& request, const SessionReport& session) {
  std::vector<FoundDrive> drives;
  const auto user_of = [&](const std::string& letter) {
    const auto found = std::find_if(
        session.remembered.begin(), session.remembered.end(),
        [&](const RememberedDrive& drive) { return equals_ignoring_case(drive.letter, letter); });
    return found == session.remembered.end() ? std::string() : found->user;
  };
  for (const UsedLetter& used : session.letters) {
    const std::string letter(1, used.letter.letter());
    if (used.use.kind != LetterUse::Kind::network || !is_wanted(request, letter)) continue;
    drives.push_back({.letter = letter,
                      .remote = used.use.remote,
                      .user = user_of(letter),
                      .remarks = {"Connected in this session."}});
  }
  for (const RememberedDrive& drive : session.remembered) {
    const auto is_same = [&](const FoundDrive& other) {
      return equals_ignoring_case(other.letter, drive.letter);
    };
    if (!is_wanted(request, drive.letter) || std::any_of(drives.begin(), drives.end(), is_same)) continue;
    FoundDrive found{.letter = drive.letter,
                     .remote = drive.remote,
                     .user = drive.user,
                     .remarks = {"Remembered for this account, not connected in this session now."}};
    if (!drive.provider.empty() && drive.provider != kSmbProvider)
      found.obstacle = "it is a drive of " + drive.provider + ", not of Windows' SMB client";
    drives.push_back(std::move(found));
  }
  refuse_missing(request, drives);
  return write_drives_file("drives.ini for drivelaunch: the drives of " + session.account +
                               ", logon session " + session.session +
                               ".\nOnly accounts you trust may be able to change this file.",
                           drives);
}

}  // namespace launcher
