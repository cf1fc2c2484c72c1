#include "launcher/trust/own_folder.hpp"

#include <fmt/format.h>

namespace launcher {

std::optional<Failure> judge_own_folder(const std::string& path, const FoundFolder& found) {
  Failure failure{.what = "cannot use the folder", .subject = path, .source = Source::check};
  if (found.is_link) {
    failure.text =
        "it is a link (a junction or another reparse point) to another place, and it is not followed";
    failure.advice = fmt::format("Remove the link, which leaves what it leads to: rmdir \"{}\"", path);
  } else if (!found.is_directory) {
    failure.text = "a file has its name";
    failure.advice = fmt::format("Rename the file: ren \"{}\" NAME", path);
  } else if (!found.is_owner_trusted) {
    failure.text = "another account owns it";
    failure.advice = fmt::format("dir /q shows who; rename the folder: ren \"{}\" NAME", path);
  } else {
    return std::nullopt;
  }
  return failure;
}

}  // namespace launcher
