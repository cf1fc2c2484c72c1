#include "launcher/base/drives_file.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <stdexcept>

#include "launcher/base/drive.hpp"
#include "launcher/base/written_value.hpp"
#include "launcher/text/invisible.hpp"
#include "launcher/text/printable.hpp"

namespace launcher {
namespace {

std::string comment(std::string_view text) {
  return fmt::format("; {}\n", on_one_line(text));
}

/// The lines of the file for a drive, with its remarks above them.
std::string write_drive(const FoundDrive& drive, std::set<char>& letters) {
  std::string text = "\n";
  for (const std::string& remark : drive.remarks)
    text += comment(remark);
  const auto refuse = [&](std::string_view why) {
    return text + comment(fmt::format("Not taken over: {} {}: {}.", drive.letter, drive.remote, why));
  };
  if (!drive.obstacle.empty()) return refuse(drive.obstacle);
  try {
    const DriveLetter letter = DriveLetter::parse(drive.letter);
    // What was found is a path as a whole: no comment follows it.
    const UncPath path = parse_written_path(drive.remote + "\\");
    if (const auto invisible = find_invisible(path.text()))
      return refuse(fmt::format("its path holds {}", name_invisible(invisible->code)));
    if (!letters.insert(letter.letter()).second) return refuse("the letter is there already");
    text += fmt::format("[drive.{}]\npath = {}\n", letter.letter(), write_path(path));
  } catch (const std::invalid_argument& reason) {
    return refuse(reason.what());
  }
  if (!drive.user.empty()) {
    text += comment(
        fmt::format("It was connected as {}. A task that is to connect as that user needs", drive.user));
    text += comment("drivelaunch credential set NAME --user USER --server HOST, and here:");
    text += comment("credential = NAME");
  }
  return text;
}

}  // namespace

std::string write_drives_file(std::string_view headline, const std::vector<FoundDrive>& drives) {
  std::string text;
  for (std::size_t at = 0; at <= headline.size();) {
    const std::size_t end = std::min(headline.find('\n', at), headline.size());
    text += comment(headline.substr(at, end - at));
    at = end + 1;
  }
  std::set<char> letters;
  for (const FoundDrive& drive : drives)
    text += write_drive(drive, letters);
  if (letters.empty()) text += "\n; There is no drive that can be taken over.\n";
  return text;
}

}  // namespace launcher
