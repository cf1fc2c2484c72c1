#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// Writes drives that were found somewhere (this session, a registry, Group Policy) as a drives.ini that
/// `run` accepts unchanged.
namespace launcher {

/// One drive as it was found. Nothing of it is checked.
struct FoundDrive {
  std::string letter;  ///< "S", "s:"; empty or anything else: it becomes a comment
  std::string remote;
  std::string user;                  ///< empty: the session's own
  std::vector<std::string> remarks;  ///< whole sentences, each a comment line
  std::string obstacle;              ///< why it must not be taken over; empty: nothing known
};

/// The whole file. `headline` is its first comment, on as many lines as it has. A drive with an obstacle,
/// with a letter or a path that drives.ini does not take, or with a letter that an earlier one has, is named
/// in comments with the reason. No drive at all: a file of comments only.
std::string write_drives_file(std::string_view headline, const std::vector<FoundDrive>& drives);

}  // namespace launcher
