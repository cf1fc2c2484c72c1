// What one run takes of the machine, counted rather than timed.
#include <doctest/doctest.h>
#include <fmt/format.h>
#include <windows.h>

#include <array>
#include <string>

#include "support/drives.hpp"
#include "support/fault_plan.hpp"
#include "support/files.hpp"
#include "support/launcher.hpp"
#include "support/rig.hpp"
#include "support/text.hpp"
#include "support/thread_count.hpp"

using namespace e2e;

namespace {

/// Main, and what waits for the order to end.
constexpr std::size_t kBesidesDrives = 2;

}  // namespace

TEST_SUITE("counts") {
  TEST_CASE("a run has at most as many threads as drives, and two more") {
    NEEDS_RIG();
    const std::array<FreeLetter, 10> letters;
    std::string drives;
    std::string plan;
    for (std::size_t i = 0; i < letters.size(); ++i) {
      const std::string server = fmt::format("slow{}", i + 1);
      drives += letters.at(i).option(R"(\\)" + server + R"(\data)");
      plan +=
          server + " delay=500\n" + server + " on=disconnect delay=500\n";  // so that all are there at once
    }
    const FaultPlan slow(plan);
    const ThreadCount count = count_threads(launcher_request(drives + act("exit 3")));
    CHECK(count.exit_code == 3);
    CHECK(count.most_at_once > letters.size());
    CHECK(count.most_at_once <= letters.size() + kBesidesDrives);
  }

  TEST_CASE("a run that keeps the output of its program has one more: to read must never wait for a disk") {
    NEEDS_SHARE();
    const ShareFolder folder;
    const FreeLetter drive;
    const TemporaryFolder temporary;
    const ThreadCount count =
        count_threads(launcher_request(drive.option(folder.unc()) + "--output " +
                                       in_quotes(temporary.file("output")) + act("sleep 300 exit 4")));
    CHECK(count.exit_code == 4);
    CHECK(count.most_at_once <= 1 + kBesidesDrives + 1);
  }
}
