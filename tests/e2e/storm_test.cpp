// G5 on the real thing: many launchers on few letters, a third of them killed at any moment.
#include <doctest/doctest.h>
#include <fmt/format.h>
#include <windows.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <list>
#include <memory>
#include <string>

#include "support/drives.hpp"
#include "support/files.hpp"
#include "support/launcher.hpp"
#include "support/leases.hpp"
#include "support/random_source.hpp"
#include "support/rig.hpp"
#include "support/text.hpp"

using namespace e2e;
using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;

namespace {

constexpr std::size_t kAtOnce = 40;
constexpr std::uint32_t kDriveMissing = 77;  // act_child's watch

struct Launch {
  std::unique_ptr<RunningProcess> process;
  std::string errors_file;
  char letter = 0;
  std::uint32_t child_code = 0;
  Clock::time_point kill_at = Clock::time_point::max();
};

/// What became of all launchers.
struct Outcome {
  int ended = 0;
  int killed = 0;
  int waited_in_vain = 0;  ///< the letter was in use for another path for nearly all the time there was
  std::vector<std::string> wrong;
};

class Storm {
 public:
  Storm(RandomSource& random, const std::array<FreeLetter, 3>& letters) : random_(random), letters_(letters) {
    write_file(temporary_.file("in"), {});
    for (const auto* folders : {&common_, &other_}) {
      for (const ShareFolder& folder : *folders)
        write_file(folder.file("present.txt"), "here");
    }
  }

  Outcome blow(std::chrono::seconds duration) {
    const auto end = Clock::now() + duration;
    while (Clock::now() < end || !launches_.empty()) {
      // Not all at the first moment: starting them is what takes the time of this machine.
      if (launches_.size() < kAtOnce && Clock::now() < end) start();
      look();
      Sleep(5);
    }
    return outcome_;
  }

 private:
  void start() {
    const auto which = static_cast<std::size_t>(random_.draw(0, 2));
    const FreeLetter& letter = letters_.at(which);
    const ShareFolder& folder = random_.draw(0, 7) == 0 ? other_.at(which) : common_.at(which);
    Launch launch;
    launch.letter = letter.letter();
    launch.child_code = static_cast<std::uint32_t>(random_.draw(0, 50));
    launch.errors_file = temporary_.file("errors-" + std::to_string(++started_));
    ProcessRequest request = launcher_request(
        letter.option(folder.unc()) + "--timeout 60s --log " + log_file(letter.letter()) + " " +
        act(fmt::format("watch {} {} exit {}", letter.file("present.txt"), random_.draw(0, 1500),
                        launch.child_code)));
    request.input_file = temporary_.file("in");
    request.output_file = temporary_.file("out-" + std::to_string(started_));
    request.errors_file = launch.errors_file;
    launch.process = std::make_unique<RunningProcess>(request);
    if (random_.draw(0, 2) == 0)
      launch.kill_at = Clock::now() + std::chrono::milliseconds(random_.draw(0, 4000));
    launches_.push_back(std::move(launch));
  }

  void look() {
    for (auto launch = launches_.begin(); launch != launches_.end();) {
      if (launch->process->has_ended()) {
        judge(*launch);
      } else if (Clock::now() >= launch->kill_at) {
        launch->process->kill();
        ++outcome_.killed;
      } else {
        ++launch;
        continue;
      }
      launch = launches_.erase(launch);
    }
  }

  void judge(Launch& launch) {
    ++outcome_.ended;
    const std::uint32_t code = launch.process->wait().exit_code;
    if (code == launch.child_code) return;
    const std::string errors = read_file(launch.errors_file);
    const std::string log = read_file(log_file(launch.letter));
    const bool was_taken =
        code == launcher_code(85) && contains(errors, " is used by another drivelaunch, for ");
    if (was_taken || code == launcher_code(1460)) {
      ++outcome_.waited_in_vain;
    } else {
      outcome_.wrong.push_back(fmt::format(
          "{} instead of {}: {}\nThe log's end:\n{}",
          code == kDriveMissing ? "the drive was missing" : fmt::format("0x{:08X}", code), launch.child_code,
          errors, log.substr(log.size() - std::min<std::size_t>(log.size(), 6000))));
    }
  }

  std::string log_file(char letter) const { return temporary_.file("log-" + std::string{letter}); }

  RandomSource& random_;
  const std::array<FreeLetter, 3>& letters_;
  TemporaryFolder temporary_;
  std::array<ShareFolder, 3> common_, other_;
  std::list<Launch> launches_;
  int started_ = 0;
  Outcome outcome_;
};

}  // namespace

TEST_SUITE("storm") {
  TEST_CASE(
      "G5: no child ever sees its drive go, whoever is killed, and one more run leaves nothing behind") {
    NEEDS_SHARE();
    const std::uint64_t seed = choose_seed();
    MESSAGE("DRIVELAUNCH_TEST_SEED=", seed);
    RandomSource random(seed);
    const std::array<FreeLetter, 3> letters;
    const Outcome outcome = Storm(random, letters).blow(is_full_run() ? 1200s : 40s);
    MESSAGE("ended ", outcome.ended, ", killed ", outcome.killed, ", waited in vain ",
            outcome.waited_in_vain);
    for (const std::string& wrong : outcome.wrong)
      FAIL_CHECK(wrong);
    CHECK(outcome.ended > 20);
    CHECK(outcome.killed > 10);
    CHECK(outcome.waited_in_vain * 10 <= outcome.ended);

    const ShareFolder folder;
    for (const FreeLetter& letter : letters) {
      CAPTURE(letter.device());
      const auto result = launch(letter.option(folder.unc()) + act("exit 6"));
      CAPTURE(result.errors);
      CHECK(result.exit_code == 6);
      CHECK_FALSE(letter.is_there());
      CHECK(list_leases(letter.letter()).empty());
      CHECK(read_lease_record(letter.letter()).empty());
    }
  }
}
