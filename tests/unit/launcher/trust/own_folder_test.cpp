#include "launcher/trust/own_folder.hpp"

#include <doctest/doctest.h>

using launcher::format_failure;
using launcher::FoundFolder;
using launcher::judge_own_folder;

TEST_SUITE("own folder") {
  TEST_CASE(
      "G9: a folder of ours that is a link, a file or another account's is refused, and the advice frees the name") {
    const std::string path = R"(C:\Users\u\AppData\Local\DriveLaunch)";
    const auto judge = [&](const FoundFolder& found) {
      const auto failure = judge_own_folder(path, found);
      return failure ? format_failure(*failure) : std::string("used");
    };
    CHECK(judge({.is_directory = true, .is_link = false, .is_owner_trusted = true}) == "used");
    CHECK(
        judge({.is_directory = true, .is_link = true, .is_owner_trusted = true}) ==
        R"(cannot use the folder: C:\Users\u\AppData\Local\DriveLaunch: it is a link (a junction or another reparse )"
        R"(point) to another place, and it is not followed. Remove the link, which leaves what it leads to: )"
        R"(rmdir "C:\Users\u\AppData\Local\DriveLaunch".)");
    CHECK(judge({.is_directory = false, .is_link = true, .is_owner_trusted = true}).find("it is a link") !=
          std::string::npos);
    CHECK(judge({.is_directory = false, .is_link = false, .is_owner_trusted = true})
              .find("a file has its name. Rename the file: ren ") != std::string::npos);
    CHECK(judge({.is_directory = true, .is_link = false, .is_owner_trusted = false})
              .find("another account owns it. dir /q shows who; rename the folder: ren ") !=
          std::string::npos);
  }
}
