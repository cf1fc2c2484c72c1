// drivelaunch check: what an administrator runs as the account of the task.
#include <doctest/doctest.h>

#include "support/drives.hpp"
#include "support/files.hpp"
#include "support/launcher.hpp"
#include "support/rig.hpp"
#include "support/text.hpp"

using namespace e2e;

TEST_SUITE("check") {
  TEST_CASE("check connects a real share, opens it both ways and leaves nothing connected") {
    NEEDS_SHARE();
    const ShareFolder folder;
    const FreeLetter drive;
    const auto result = run_process({.line = widen(in_quotes(launcher_path()) + " check " +
                                                   drive.option(folder.unc()) + "--format json")});
    CHECK(result.exit_code == 0);
    CHECK(result.errors == "");
    CHECK(contains(result.output,
                   "\"connected\": true, \"reused\": false, \"reachable\": true, \"writable\": true"));
    CHECK(list_folder(folder.path()).empty());
    CHECK_FALSE(drive.is_there());
  }

  TEST_CASE("check reports every drive although the first one fails, and has its exit code") {
    NEEDS_RIG();
    const ShareFolder folder;
    const FreeLetter bad;
    const FreeLetter good;
    const auto result = run_process({.line = widen(in_quotes(launcher_path()) + " check --timeout 2s " +
                                                   bad.option(R"(\\nas\nope)") + good.option(folder.unc()))});
    CHECK(result.exit_code == launcher_code(67));
    CHECK(contains(result.output,
                   "    cannot connect: " + bad.device() + " \\\\nas\\nope: 67 ERROR_BAD_NET_NAME ("));
    CHECK(contains(result.output, std::string(1, good.letter()) + "     " + folder.unc()));
    CHECK_FALSE(bad.is_there());
    CHECK_FALSE(good.is_there());
  }
}
